"""What the demonstration prints: who may sign in, and what the officer in charge sees, read over REST."""

from collections.abc import Iterator
from email.message import EmailMessage
from itertools import zip_longest
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.trouble import Trouble
from consultations.scenarios import users
from consultations.scenarios.client import Client
from consultations.scenarios.demonstration import STORY, Running
from consultations.scenarios.scenario import Scenario, read

Row = dict[str, Any]
OFFICER = "ingrid"
CASE = "talks"
"""The name of the case in the scenario."""


def show_sign_in(demo: Running, console: Console) -> None:
    """Print the addresses, who may sign in, and where the mail goes."""
    table = _table("sign in as", "password", "role", "who")
    for person in users.PEOPLE:
        password = demo.passwords[person.username]
        table.add_row(person.username, password, person.role, f"{person.name}, {person.task}")
    console.print()
    console.print(f"Pages      {demo.url}/admin/", f"REST       {demo.url}/api/docs/", sep="\n")
    console.print(f"Mail       {demo.mailbox.directory} (one file a message)", soft_wrap=True)
    console.print(table)


def show_verdict(said: str, console: Console) -> None:
    """Print what verifying the log found."""
    _heading(console, "The log")
    console.print(escape(said))


class NotWhole(Trouble):
    """The timeline has {found} of the {recorded} entries that were recorded on the file."""


def show_everything(demo: Running, console: Console) -> None:
    """Print docket, timeline, open deadlines and mails, as the officer in charge sees them.

    Raises NotWhole where something recorded is missing, NotAsExpected where the server does not give an answer.
    """
    story = read(STORY.read_bytes())
    file = f"/api/v1/cases/{story.id_of(CASE)}"
    officer = Client(demo.url, OFFICER, demo.passwords[OFFICER])
    _heading(console, "Docket")
    console.print(_docket(officer.rows("/api/v1/cases/")))
    _heading(console, "Timeline")
    timeline = list(officer.rows(f"{file}/timeline/"))
    console.print(_timeline(timeline))
    _must_be_whole(story, len(timeline))
    _heading(console, "Rounds")
    console.print(_rounds(officer.rows(f"{file}/rounds/")))
    _heading(console, "Open deadlines")
    console.print(_deadlines(officer.rows(f"{file}/deadlines/?status=open")))
    _show_mails(demo.mailbox.messages(), console)


def _must_be_whole(story: Scenario, found: int) -> None:
    recorded = sum(entry.stream_id == story.id_of(CASE) for entry in story.entries)
    if found < recorded:
        raise NotWhole(found=found, recorded=recorded)


def _docket(rows: Iterator[Row]) -> Table:
    table = _table("consultation", "status", "rounds held", "next round", "open actions", "last activity")
    for row in rows:
        ahead = row["next_round"]
        table.add_row(
            _text(row["title"]),
            _text(row["status"]),
            _text(row["rounds_held"]),
            f"{ahead['status']}: {_text(ahead['on'])}" if ahead else "none",
            _text(row["open_actions"]),
            _text(row["last_activity"]),
        )
    return table


def _timeline(rows: list[Row]) -> Table:
    table = _table("when", "what", "according to", ratios=(4, 13, 8))
    for row in rows:
        table.add_row(_day(row), _text(row["sentence"]), _source(row["asserted"]))
    return table


def _day(row: Row) -> str:
    """When it happened; where that was not stated, when it was said."""
    said = row["asserted"]["on"]
    return _text(row["occurred"]) or (f"said {_text(said)}" if said else "")


def _rounds(rows: Iterator[Row]) -> Table:
    table = _table("round", "status", "when", "where", "heads", "according to")
    for row in sorted(rows, key=lambda row: row["ordinal"] or 0):
        table.add_row(
            _text(row["ordinal"]),
            _text(row["status"]),
            _text(row["on"]),
            ", ".join(_text(venue["place"]["city"]) for venue in row["venues"]),
            "; ".join(_heads(row)),
            _source(row["status_asserted"]),
        )
    return table


def _heads(row: Row) -> Iterator[str]:
    for delegation in row["delegations"]:
        titles = (member["title"] for member in delegation["members"] if member["head"])
        yield from (f"{escape(delegation['party'])}: {escape(title)}" for title in titles)


def _deadlines(rows: Iterator[Row]) -> Table:
    table = _table("due", "standing", "about", "reckoned", ratios=(3, 3, 5, 7))
    for row in rows:
        due = row["due"] or {}
        days = " to ".join(dict.fromkeys(filter(None, (due.get("earliest"), due.get("latest")))))
        about = f"round {row['ordinal']}" if row["ordinal"] else row["subject"]
        table.add_row(
            escape(days), _text(row["reading"]), escape(f"{about}: {row['rule']}"), _text(row["explanation"])
        )
    return table


def _show_mails(messages: list[EmailMessage], console: Console) -> None:
    for nth, message in enumerate(messages, start=1):
        _heading(console, f"Mail {nth} of {len(messages)}")
        for name in ("From", "To", "Subject"):
            console.print(f"{name}: {escape(str(message[name]))}")
        body = message.get_body(("plain",))
        console.print()
        console.print(escape(body.get_content().rstrip() if body else ""))


def _source(asserted: Row | None) -> str:
    if not asserted:
        return ""
    said = escape(", ".join(asserted["sides"]) or asserted["standing"])
    return f"{said}: {escape(asserted['capacity'])}" if asserted["capacity"] else said


def _text(value: Any) -> str:
    """A value for people: a time by its phrase, else by its dates."""
    if isinstance(value, dict):
        bounds = (value.get("earliest"), value.get("latest"))
        return escape(value.get("phrase") or value.get("edtf") or " to ".join(filter(None, bounds)))
    return "" if value is None else escape(str(value))


def _table(*columns: str, ratios: tuple[int, ...] = ()) -> Table:
    """A table without lines; with ratios, as wide as the console and divided so."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=True, expand=bool(ratios))
    for column, ratio in zip_longest(columns, ratios):
        table.add_column(column, overflow="fold", vertical="top", ratio=ratio)
    return table


def _heading(console: Console, text: str) -> None:
    console.print()
    console.rule(text, align="left", characters="─")
