"""Deadlines, and what each party owes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from consultations.access.filter import VISIBLE
from consultations.api.questions.question import (
    Extra,
    Filter,
    Question,
    among,
    by_choice,
    by_id,
    instant,
    order,
)
from consultations.domain.commitments import OF_ACTIONS, OF_ASSURANCES, Commitment, CommitmentState
from consultations.domain.deadlines import REVIEWS, Deadline, Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """When it is due, by the clock of its zone; two bounds where what it counts from is imprecise."""

    earliest: str | None
    latest: str | None
    zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ends:
    """When the time runs out, by the clock of whoever asks: a local date-time, and their zone."""

    at: str
    zone: str


READING: Final = f"""case when {{row}}.status <> 'open' then null
    when {{row}}.rule in ({", ".join(f"'{name}'" for name in REVIEWS)})
        then case when {{row}}.first_at <= %(evaluated_at)s then 'review due' else 'ahead' end
    when {{row}}.due_latest <= %(evaluated_at)s then 'overdue'
    when {{row}}.due_earliest <= %(evaluated_at)s then 'due' else 'ahead' end"""
"""`deadlines.reading` as SQL: how a deadline stands at an instant, none where it is not open."""
DEADLINES: Final = Question(
    name="deadlines",
    one="deadline",
    table="consultations_deadlines",
    row=Deadline,
    key="deadline_id",
    hidden=frozenset({"part", "since", "first_at"}),
    orders={
        "due": order("coalesce(shown.due_earliest, 'infinity')::timestamptz", "shown.deadline_id::uuid"),
        "id": order("shown.deadline_id::uuid"),
    },
    extras={
        "due": Extra(
            expression="""case when coalesce(page.earliest, page.latest) is null then null else
            json_build_object('earliest', page.earliest, 'latest', page.latest, 'zone', page.zone) end""",
            type=Due | None,
        ),
        "ends": Extra(
            expression="""case when page.due_latest is null then null else json_build_object('at',
            to_char(page.due_latest at time zone %(reader_zone)s, 'YYYY-MM-DD"T"HH24:MI'),
            'zone', %(reader_zone)s::text) end""",
            type=Ends | None,
        ),
        "reading": Extra(expression=READING.format(row="page"), type=Reading | None),
    },
    filters={
        "case_id": by_id("case_id"),
        "status": by_choice("status", Deadline),
        "rule": by_choice("rule", Deadline),
        "party": among("party", "parties", "Code of a party that is to act."),
        "officer": among("officer", "officers"),
        "due_before": Filter(
            condition="shown.due_earliest < %(due_before)s", read=instant, format="date-time"
        ),
        "reading": Filter(
            # That it is open is said again for the sake of the index.
            condition=f"shown.status = 'open' and {READING.format(row='shown')} = %(reading)s",
            choices=get_args(Reading),
        ),
    },
)
OWED: Final = """(select case_id, assurance_id as part_id, 'assurance' as kind, given_by as obliged,
        given_to as towards, subject as title, {of_assurances} as state, status, status_asserted,
        array[]::text[] as agreed_by, contested_by, rests_on_reversed, version, last_activity
    from consultations_commitments
    union all select case_id, action_id, 'action', obliged, array[]::text[], title, {of_actions}, status,
        status_asserted, agreed_by, contested_by, rests_on_reversed, version, last_activity
    from consultations_followups)"""


def _states(of: Mapping[Any, CommitmentState]) -> str:
    stands = " ".join(f"when '{status}' then '{state}'" for status, state in of.items())
    return f"case status {stands} end"


STANDS: Final = """(select {what} from consultations_deadlines set_for join consultations_labels label using (case_id)
    where {visible} and set_for.case_id = {row}.case_id and set_for.part_id = {row}.part_id and set_for.status = 'open'
    order by coalesce(set_for.due_earliest, 'infinity') limit 1)"""


def _stands(what: str, row: str) -> str:
    """What is read off the first open deadline of a commitment, as SQL."""
    return STANDS.format(what=what, row=row, visible=VISIBLE)


DUE: Final = "json_build_object('earliest', set_for.earliest, 'latest', set_for.latest, 'zone', set_for.zone)"
COMMITMENTS: Final = Question(
    name="commitments",
    one="commitment",
    table="consultations_commitments",
    rows=OWED.format(of_assurances=_states(OF_ASSURANCES), of_actions=_states(OF_ACTIONS)),
    row=Commitment,
    key="part_id",
    orders={
        "id": order("shown.part_id::uuid"),
        "changed": order("shown.version::bigint", "shown.part_id::uuid"),
    },
    extras={
        "due": Extra(expression=_stands(DUE, "page"), type=Due | None),
        "reading": Extra(
            expression=_stands(READING.format(row="set_for"), "page"),
            type=Reading | None,
        ),
    },
    filters={
        "case_id": by_id("case_id"),
        "kind": by_choice("kind", Commitment),
        "state": by_choice("state", Commitment),
        "obliged": among("obliged", "obliged", "Code of a party that owes it."),
        "towards": among("towards", "towards", "Code of a party to which an assurance was given."),
        "contested_by": among("contested_by", "contested_by", "Code of a party that contests it."),
        "reading": Filter(
            condition=f"{_stands(READING.format(row='set_for'), 'shown')} = %(reading)s",
            choices=get_args(Reading),
            told="How its first open deadline stands.",
        ),
    },
)
"""Assurances and agreed actions in one list: what is owed, by whom."""
