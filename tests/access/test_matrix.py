"""docs/privileges.md is true in every cell: each statement is tried as each role, on a real server."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from psycopg import errors

from config.database import OWNER, clone, drop
from consultations.access.privileges import ACCOUNT_COLUMNS, LOG_COLUMNS, LOGINS, RIGHTS
from tests.conftest import TEMPLATE, in_database

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "privileges.md").read_text(encoding="utf-8")
ROLES = ("migrator", "owner", "app", "worker", "reader", "auditor")
Sessions = dict[str, psycopg.Connection]


class Row(NamedTuple):
    """A line of the page: what it is about, and what it says of each role."""

    subject: str
    cells: tuple[str, ...]

    def __str__(self) -> str:
        """As it stands in the page, so that a failure shows the line that would be true."""
        return f"| `{self.subject}` | {' | '.join(self.cells)} |"


def rows(heading: str) -> list[Row]:
    """The lines of the tables in one chapter: those that begin with something in code."""
    (chapter,) = re.findall(rf"^## {heading}$(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    lines = re.findall(r"^\| `(.+?)` \| (.+) \|$", chapter, re.M)
    return [Row(subject, tuple(cells.split(" | "))) for subject, cells in lines]


def words() -> dict[str, str]:
    """What the page's words in capitals stand for."""
    (block,) = re.findall(r"```text\n(.*?)```", PAGE, re.S)
    return dict(line.split(" = ", 1) for line in block.splitlines())


STATEMENTS = rows("Statements")
WORDS = words()


@pytest.fixture(scope="module")
def database(addresses: dict[str, str], worker_id: str) -> Iterator[str]:
    """A database of this module's own, by name; it holds one event."""
    name = f"matrix_{worker_id}"
    clone(addresses["server"], TEMPLATE, name)
    with psycopg.connect(in_database(addresses["app"], name)) as app:
        app.execute("insert into consultations_event ({OWN}) values ({EVENT})".format_map(WORDS))
    yield name
    drop(addresses["server"], name)


@pytest.fixture(scope="module")
def admin(addresses: dict[str, str], database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(in_database(addresses["server"], database), autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def sessions(addresses: dict[str, str], database: str) -> Iterator[Sessions]:
    """A session of each role. What is read-only by default is made to write, lest that hide a right."""
    opened = {role: _session(in_database(addresses[_login(role)], database)) for role in ROLES}
    opened["owner"].execute(f"set role {OWNER}")
    yield opened
    for session in opened.values():
        session.close()


def _login(role: str) -> str:
    return "migrator" if role == "owner" else role


def _session(url: str) -> psycopg.Connection:
    session = psycopg.connect(url, autocommit=True)
    session.execute("set default_transaction_read_only = off")
    return session


def outcome(session: psycopg.Connection, statement: str, *, within: bool = True) -> str:
    """What comes of a statement, in the page's words; whatever it does within a transaction is rolled back."""
    warned: list[str] = []

    def heard(said: psycopg.errors.Diagnostic) -> None:
        warned.extend([str(said.message_primary)] * (said.severity_nonlocalized == "WARNING"))

    session.add_notice_handler(heard)
    try:
        with session.transaction(force_rollback=True) if within else nullcontext():
            _run(session, statement)
    except errors.ActiveSqlTransaction:
        return outcome(session, statement, within=False)
    except psycopg.Error as refusal:
        return _told(refusal)
    finally:
        session.remove_notice_handler(heard)
    return "skipped" if warned else "yes"


def _run(session: psycopg.Connection, statement: str) -> None:
    if not statement.endswith(("from stdin", "to stdout")):
        session.execute(statement)
        return
    with session.cursor() as cursor, cursor.copy(statement) as copying:
        if statement.endswith("to stdout"):
            list(copying)


def _told(refusal: psycopg.Error) -> str:
    if refusal.sqlstate is None:
        raise refusal
    if "the log is append-only" in str(refusal):
        return "never"
    return "no" if isinstance(refusal, errors.InsufficientPrivilege) else refusal.sqlstate


def tried(sessions: Sessions, row: Row) -> tuple[str, ...]:
    """What comes of a row's statement for each role."""
    return tuple(outcome(sessions[role], _meant(row.subject, role, sessions)) for role in ROLES)


def _meant(statement: str, role: str, sessions: Sessions) -> str:
    another = sessions["worker" if role == "app" else "app"].info.backend_pid
    meant = WORDS | {"PID": str(another)}
    return re.sub(r"\b[A-Z]{3,}\b", lambda word: meant[word[0]], statement)


@contextmanager
def changed(admin: psycopg.Connection, change: str, back: str) -> Iterator[None]:
    """What a superuser changes, as long as the block runs."""
    admin.execute(change)
    yield
    admin.execute(back)


class TestStatements:
    def test_are_many_and_none_stands_twice(self) -> None:
        statements = [row.subject for row in STATEMENTS]
        assert len(statements) >= 60
        assert len(set(statements)) == len(statements)

    @pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row.subject)
    def test_come_to_what_the_page_says(self, sessions: Sessions, row: Row) -> None:
        assert str(Row(row.subject, tried(sessions, row))) == str(row)

    @pytest.mark.parametrize(
        ("change", "back", "subject", "role"),
        [
            (
                "grant update on consultations_docket to consultations_reader",
                "revoke update on consultations_docket from consultations_reader",
                "update consultations_docket set status = 'x'",
                "reader",
            ),
            (
                "grant insert (number) on consultations_event to consultations_app",
                "revoke insert (number) on consultations_event from consultations_app",
                "insert into consultations_event (number, OWN) overriding system value values (7, EVENT)",
                "app",
            ),
            (
                "revoke select on consultations_event from consultations_auditor",
                "grant select on consultations_event to consultations_auditor",
                "select payload from consultations_event",
                "auditor",
            ),
        ],
        ids=["too many", "one column too many", "too few"],
    )
    def test_fail_where_the_rights_are_others(
        self,
        sessions: Sessions,
        admin: psycopg.Connection,
        change: str,
        back: str,
        subject: str,
        role: str,
    ) -> None:
        (row,) = (row for row in STATEMENTS if row.subject == subject)
        with changed(admin, change, back):
            found = tried(sessions, row)
        differing = [of for of, here, there in zip(ROLES, found, row.cells, strict=True) if here != there]
        assert differing == [role]
        assert tried(sessions, row) == row.cells


class TestTables:
    def test_say_what_is_put_in_force(self) -> None:
        granted = [
            Row(name, tuple(_shortened(rights.get(login, "–")) for login in LOGINS))
            for name, rights in RIGHTS.items()
        ]
        assert sorted(map(str, rows("Tables and functions"))) == sorted(map(str, granted))

    def test_use_words_that_say_what_is_meant(self) -> None:
        assert (WORDS["OWN"], WORDS["ACCOUNT"]) == (LOG_COLUMNS, ACCOUNT_COLUMNS)


def _shortened(verbs: str) -> str:
    return verbs.replace(LOG_COLUMNS, "OWN").replace(ACCOUNT_COLUMNS, "ACCOUNT")


class TestDefaults:
    @pytest.mark.parametrize("row", rows("Defaults"), ids=lambda row: row.subject)
    def test_are_what_the_page_says(self, addresses: dict[str, str], row: Row) -> None:
        shown = []
        for login in ("migrator", "app", "worker", "reader", "auditor"):
            with psycopg.connect(addresses[login]) as session:
                shown.extend(session.execute(f"show {row.subject}").fetchone() or ())
        assert tuple(shown) == row.cells
