"""Every order of a list that grows with the log stands in an index: a page of fifty reads about fifty rows."""

import pytest
from django.db import connection, transaction

from consultations.access.filter import Reader, visible
from consultations.api import questions
from consultations.api.queries import JOIN
from consultations.api.questions.question import Order, Question

READER = Reader(username="astrid", level="secret").parameters()
PAGE = "explain select from {table} shown {join} where {conditions} order by {order} limit 51"
INDEXES_ONLY = (
    "set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off"
)
ORDERS = [
    pytest.param(question, order, id=f"{question.name} {name}")
    for question in questions.ALL
    if question.of_case
    for name, order in question.orders.items()
]
BY_FILTER = [
    (questions.POSITIONS, "id", "irritant_id", "00000000-0000-0000-0000-000000000001"),
    (questions.NOTES, "id", "number", "25/1"),
    (questions.OUTCOMES, "id", "round_id", "00000000-0000-0000-0000-000000000001"),
    (questions.DEADLINES, "due", "status", "open"),
]


def plan(question: Question, order: Order, **filtered: str) -> str:
    """How PostgreSQL reads a page where it may not sort, unless there is no other way."""
    conditions = [visible(question.row), *(question.filters[name].condition for name in filtered)]
    query = PAGE.format(
        table=question.rows or question.table,
        join=JOIN,
        conditions=" and ".join(conditions),
        order=", ".join(expression for expression, _ in order.by),
    )
    with transaction.atomic(), connection.cursor() as asking:
        asking.execute(INDEXES_ONLY)
        asking.execute(query, READER | filtered)
        return "\n".join(line for (line,) in asking.fetchall())


SORTS = "Sort  ("
"""A step that sorts; what merges two indexes names a sort key too."""

OF_ALL_FILES = "hashed SubPlan"
"""A table of every file the reader sees, made before the first row is read."""


class TestList:
    @pytest.mark.parametrize(("question", "order"), ORDERS)
    def test_is_read_in_the_order_of_an_index(self, question: Question, order: Order) -> None:
        assert SORTS not in plan(question, order)

    @pytest.mark.parametrize(("question", "order"), ORDERS)
    def test_reads_no_more_labels_than_it_has_rows(self, question: Question, order: Order) -> None:
        assert OF_ALL_FILES not in plan(question, order)

    @pytest.mark.parametrize(("question", "order", "name", "value"), BY_FILTER)
    def test_finds_what_a_filter_names_in_an_index(
        self, question: Question, order: str, name: str, value: str
    ) -> None:
        told = plan(question, question.orders[order], **{name: value})
        assert SORTS not in told
        assert f"Index Cond: (({name}" in told or f"Index Cond: ({name}" in told

    def test_would_be_sorted_without_one(self) -> None:
        order = Order(by=(("shown.subject", "text"),))
        assert SORTS in plan(questions.CASES, order)
