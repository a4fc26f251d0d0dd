"""Interleaves sessions of the database statement by statement, in an order that is drawn from the seed.

Each session runs real code of the product in a thread of its own, logged in as it would be. Its psycopg
connection asks before every exchange with the server; whoever is drawn may go one exchange further. A session
whose statement waits for a lock of another is not drawn until it is through: `pg_blocking_pids` says so, no clock.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from threading import Condition, Thread
from time import monotonic
from typing import Any, Final

import psycopg
from django.db import connection

from tests.conftest import logged_in

PATIENCE: Final = 20.0
"""Seconds in which a session must come to rest: longer than PostgreSQL takes to resolve a deadlock."""
LOOK: Final = 0.002
"""Seconds between two looks at what a statement waits for."""
# Psycopg only notes these down: they are no exchange with the server.
NO_EXCHANGE: Final = frozenset({"_set_autocommit_gen"})


class Place(Enum):
    """Where a session is."""

    READY = "before its next statement"
    UNDER_WAY = "between two statements"
    BLOCKED = "waiting for a lock"
    DONE = "at its end"


UNSETTLED: Final = frozenset({Place.UNDER_WAY, Place.BLOCKED})


@dataclass(eq=False)
class Session:
    """Code of the product in a session of its own, taken one exchange at a time."""

    url: str
    work: Callable[[], Any]
    place: Place = Place.UNDER_WAY
    pid: int = 0
    outcome: Any = None
    """What the work gave, or the exception it ended in."""
    moved: Condition = field(default_factory=Condition)

    def __post_init__(self) -> None:
        """Begin: up to the first statement."""
        self.thread = Thread(target=self._run, daemon=True)
        self.thread.start()

    def step(self) -> None:
        """Go one exchange further."""
        with self.moved:
            self.place = Place.UNDER_WAY
            self.moved.notify_all()

    def comes_to_rest(self, watching: psycopg.Connection) -> None:
        """Wait until it is ready for its next statement, waits for a lock, or is at its end."""
        end = monotonic() + PATIENCE
        while self.place in UNSETTLED:
            blocked = is_blocked(watching, self.pid)
            with self.moved:
                if self.place not in UNSETTLED:
                    return
                self.place = Place.BLOCKED if blocked else Place.UNDER_WAY
                if blocked:
                    return
                self.moved.wait(LOOK)
            assert monotonic() < end, "a session does not come to rest"

    def _run(self) -> None:
        try:
            with logged_in(self.url):
                connection.ensure_connection()
                opened = connection.connection
                self.pid, self._exchange = opened.info.backend_pid, opened.wait
                opened.wait = self._gate
                self.outcome = self.work()
        except Exception as error:
            self.outcome = error
        finally:
            self._arrive(Place.DONE)

    def _gate(self, exchange: Any, *arguments: Any, **named: Any) -> Any:
        if exchange.__name__ not in NO_EXCHANGE:
            self._arrive(Place.READY)
            with self.moved:
                self.moved.wait_for(lambda: self.place is not Place.READY)
        return self._exchange(exchange, *arguments, **named)

    def _arrive(self, place: Place) -> None:
        with self.moved:
            self.place = place
            self.moved.notify_all()


BLOCKED: Final = "select cardinality(pg_blocking_pids(%s)) > 0"


def is_blocked(watching: psycopg.Connection, pid: int) -> bool:
    """Whether a session waits for a lock that another holds."""
    return pid != 0 and watching.execute(BLOCKED, (pid,)).fetchone() == (True,)


def all_come_to_rest(sessions: list[Session], watching: psycopg.Connection) -> None:
    """Wait for each, and again while one's coming to rest has let another go on."""
    before: list[Place] = []
    while before != (before := [session.place for session in sessions]):
        for session in sessions:
            session.comes_to_rest(watching)


def interleave(
    watching: psycopg.Connection,
    thrown: Random,
    work: Iterable[tuple[str, Callable[[], Any]]],
    played: list[int] | None = None,
) -> list[Any]:
    """Take sessions, each a login's address and its work, through to their end; gives what each came to.

    Whose turn it was, by number, is added to `played`.
    """
    sessions = [Session(url, each) for url, each in work]
    # Each has a pace of its own: so one often does much beside a single statement of another.
    pace = [thrown.choice((1, 4, 16)) for _ in sessions]
    while not all(session.place is Place.DONE for session in sessions):
        all_come_to_rest(sessions, watching)
        if ready := [nth for nth, session in enumerate(sessions) if session.place is Place.READY]:
            (drawn,) = thrown.choices(ready, [pace[nth] for nth in ready])
            sessions[drawn].step()
            if played is not None:
                played.append(drawn)
    for session in sessions:
        session.thread.join()
    return [session.outcome for session in sessions]
