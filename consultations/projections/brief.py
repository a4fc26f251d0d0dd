"""The handover brief: what an officer who takes over a file must know, each line under the entry it comes from.

It is written anew from the log whenever it is asked for, and bounded: what a section leaves out is counted in it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from consultations.projections import briefing
from consultations.projections.matter import Line, Matter

MOST: Final = 20
"""Lines in a section."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Some lines of a brief under one heading."""

    name: str
    title: str
    lines: tuple[Line, ...]
    left_out: int
    """How many more lines there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Brief:
    """What an officer who takes over a file must know, each line with the entry of the log it comes from."""

    case_id: UUID
    title: str
    sections: tuple[Section, ...]


def brief(matter: Matter, related: Iterable[Line]) -> Brief:
    """The brief on a file; `related` are the lines on other files that its reader sees."""
    sections = [_section(name, title, lines(matter)) for name, title, lines in _headings()]
    sections.insert(-1, _section("related", _("Related files"), iter(related)))
    return Brief(case_id=matter.case.case_id, title=matter.case.title, sections=tuple(sections))


def _headings() -> Iterable[tuple[str, str, Callable[[Matter], Iterator[Line]]]]:
    return (
        ("file", _("What the case is, and where it stands"), briefing.the_file),
        ("rounds", _("Last rounds, and the next"), briefing.rounds),
        ("table", _("On the table, and not settled"), briefing.on_the_table),
        ("agreed", _("What was agreed, and how firmly"), briefing.agreed),
        ("reversed", _("What rests on what was reversed"), briefing.resting_on_reversed),
        ("commitments", _("Open commitments, party by party"), briefing.owed),
        ("actions", _("Open actions"), briefing.actions),
        ("deadlines", _("Deadlines ahead"), briefing.deadlines),
        ("disputed", _("Disputed"), briefing.disputed),
        ("notes", _("Notes that await an answer"), briefing.notes),
        ("changed", _("New in the last 30 days"), briefing.changed),
        ("next", _("What to do next"), briefing.to_do),
    )


def _section(name: str, title: str, lines: Iterator[Line]) -> Section:
    every = list(lines)
    return Section(name=name, title=title, lines=tuple(every[:MOST]), left_out=max(0, len(every) - MOST))
