"""A projection is built anew over a log of size while it is read without pause: nobody fails, nobody sees a mixture."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from time import perf_counter
from typing import Any, Final, LiteralString, cast

import psycopg
import pytest

from benchmarks import copies
from consultations.access.filter import LEVELS, Reader
from consultations.api import queries, questions
from tests.chaos.conftest import Place
from tests.chaos.sizes import SIZE
from tests.conftest import ROOT, logged_in, settle_all, until
from tests.projections.stories import opened, with_something_of_every_topic

# What is live is marked beforehand; rows built anew bear no mark.
MARKS: Final = {"docket": "subject", "timeline": "actor"}
"""The column that is marked, by projection."""
MARK: Final = "update consultations_{name} set {column} = 'marked'"
COUNT: Final = """
select count(*), count(*) filter (where {column} = 'marked') from consultations_{name} where position <= %s
"""
"""Rows of the events up to a position, and how many of them are marked."""
LISTS: Final = {"docket": (questions.CASES, "changed"), "timeline": (questions.TIMELINE, "recorded")}
"""The list that each projection answers, in the order that has the oldest first."""
AT_THE_HEAD: Final = (
    "update consultations_checkpoint set position = (select sealed_position from consultations_seal)"
)
BETWEEN_SECONDS: Final = 0.005
"""Between two reads of a reader: three of them without pause would leave the build nothing of two processors."""
EVERYTHING: Final = Reader(username="astrid", level=LEVELS[-1])
MEND_HALF: Final = "update consultations_{name} set {column} = 'in place' where position <= %s"


def on(query: str, name: str) -> LiteralString:
    """A statement about a projection's table."""
    return cast(LiteralString, query.format(name=name, column=MARKS[name]))


@dataclass
class Readers:
    """They read as the web server's login: one counts all rows, the others read pages by the API's own query."""

    projection: str
    app: str
    head: int
    rows: int
    over: Event = field(default_factory=Event)
    marked: set[bool] = field(default_factory=set)
    """Whether a reader has seen the marked version, and whether it has seen the other."""
    reads: int = 0
    slowest: float = 0.0
    """The longest that a page took since this was last set to 0, in seconds."""
    wrong: list[str] = field(default_factory=list)

    @property
    def page(self) -> int:
        """How many rows a page asks for: none that are written meanwhile, as they bear no mark."""
        return min(50, self.rows)

    def read_all(self) -> None:
        """Count the rows of the one version and of the other, in one statement."""
        with psycopg.connect(self.app, autocommit=True) as reader:
            while not self.over.wait(BETWEEN_SECONDS):
                self._watched(lambda: self._count(reader))

    def read_pages(self) -> None:
        """Read the first page of the list, again and again."""
        question, ordering = LISTS[self.projection]
        asked = queries.Asked(parameters={}, ordering=ordering, limit=self.page, at=datetime.now(UTC))
        with logged_in(self.app):
            while not self.over.wait(BETWEEN_SECONDS):
                begun = perf_counter()
                self._watched(lambda: self._page(question, asked))
                self.slowest = max(self.slowest, perf_counter() - begun)

    def _watched(self, read: Callable[[], None]) -> None:
        try:
            read()
        except Exception as failure:  # whatever it is, the reader has failed
            self.wrong.append(repr(failure))
        else:
            self.reads += 1

    def _count(self, reader: psycopg.Connection) -> None:
        found, marked = reader.execute(on(COUNT, self.projection), (self.head,)).fetchone() or (0, 0)
        if found != self.rows or marked not in {0, found}:
            self.wrong.append(f"{marked} marked of {found} rows, where {self.rows} belong")
        self.marked.add(marked > 0)

    def _page(self, question: Any, asked: queries.Asked) -> None:
        rows = json.loads(queries.page(question, EVERYTHING, asked).rows)
        marks = {"marked" in (row.get("subject"), row.get("actor")) for row in rows}
        if len(rows) < self.page or len(marks) > 1:
            self.wrong.append(f"a page of {len(rows)} rows, marked: {marks}")


@pytest.fixture
def log(place: Place) -> int:
    """A log of size with everything projected; its head."""
    with logged_in(place.app):
        with_something_of_every_topic()
    with logged_in(place.worker):
        settle_all()
    with psycopg.connect(place.admin, autocommit=True) as admin:
        pattern = copies.pattern(admin)
        copies.fill(admin, pattern, 1, SIZE.rebuilt // pattern.events, place.worker)
        admin.execute(AT_THE_HEAD)
        (head,) = admin.execute("select sealed_position from consultations_seal").fetchone() or (0,)
    return int(head)


@pytest.fixture(params=sorted(MARKS))
def readers(request: pytest.FixtureRequest, place: Place, log: int) -> Iterator[Readers]:
    """Three readers of a projection whose live rows are marked, until the test is over."""
    name = request.param
    with psycopg.connect(place.admin, autocommit=True) as admin:
        admin.execute(on(MARK, name))
        admin.execute("vacuum analyze")
        (rows, _) = admin.execute(on(COUNT, name), (log,)).fetchone() or (0, 0)
    readers = Readers(name, place.app, log, rows)
    with ThreadPoolExecutor(3) as pool:
        reading = [pool.submit(each) for each in (readers.read_all, readers.read_pages, readers.read_pages)]
        try:
            yield readers
        finally:
            readers.over.set()
            for each in reading:
                each.result()


def rebuilt(place: Place, *arguments: str) -> Any:
    """What `manage.py rebuild` says, run as whoever migrates."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": place.migrator,
        "DATABASE_ASSUME_ROLE": "consultations_owner",
    }
    command = [sys.executable, "manage.py", "rebuild", *arguments, "--json"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def recorded_meanwhile(place: Place) -> None:
    """A file is opened, sealed and projected, as on any day."""
    with logged_in(place.app):
        opened()
    with logged_in(place.worker):
        settle_all()


class TestReaders:
    def test_would_see_a_mixture(self, place: Place, readers: Readers) -> None:
        with psycopg.connect(place.admin, autocommit=True) as admin:
            admin.execute(on(MEND_HALF, readers.projection), (readers.head // 2,))
        until(lambda: bool(readers.wrong), 60)


class TestRebuild:
    def test_is_noticed_by_no_reader_and_can_be_undone_at_once(
        self, place: Place, readers: Readers, record_property: Callable[[str, object], None]
    ) -> None:
        begun = perf_counter()
        with ThreadPoolExecutor(1) as pool:
            rebuilding = pool.submit(rebuilt, place, readers.projection)
            while not rebuilding.done():
                recorded_meanwhile(place)
            outcome = rebuilding.result()
        took = perf_counter() - begun
        assert outcome["done"] == "switched"
        assert outcome["differences"]["total"] >= readers.rows
        assert readers.marked == {True, False}
        readers.marked.clear()
        readers.slowest = 0.0
        assert rebuilt(place, readers.projection, "--roll-back")["done"] == "rolled back"
        slowest = readers.slowest
        recorded_meanwhile(place)
        until(lambda: True in readers.marked, 60)
        assert readers.wrong == []
        record_property(
            f"events folded anew into {readers.rows:,} rows of {readers.projection}", f"{readers.head:,}"
        )
        record_property("seconds it took, read and written beside it", f"{took:.0f}")
        record_property("reads meanwhile, none failed, none mixed", f"{readers.reads:,}")
        record_property(
            "milliseconds the slowest page took while it was rolled back", f"{1000 * slowest:.0f}"
        )
