"""The case file as decisions see it: its header and its parts, folded from the events.

A fold runs over any subset of a stream: a part that is spoken of before it is introduced is simply begun.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar
from uuid import UUID

from consultations.domain.message import Recorded, Refused
from consultations.domain.parts.actions import Action
from consultations.domain.parts.assurances import Assurance
from consultations.domain.parts.measures import Measure
from consultations.domain.parts.notes import Note
from consultations.domain.parts.outcomes import Outcome
from consultations.domain.parts.part import Part, activity
from consultations.domain.parts.premises import Premises
from consultations.domain.parts.reciprocity import Reciprocity
from consultations.domain.parts.rounds import Round
from consultations.domain.parts.statements import Statement
from consultations.domain.values import Participant, PartyCode

P = TypeVar("P", bound=Part)

CaseStatus = Literal["unopened", "open", "suspended", "closed"]
Level = Literal["public", "restricted", "confidential", "secret"]
"""Classification levels, lowest first."""
CaseKind = Literal["consultations", "nomination", "instructions", "property", "measures"]


@dataclass(kw_only=True, slots=True)
class Case:
    """One case file, folded."""

    case_id: UUID
    version: int = 0
    status: CaseStatus = "unopened"
    kind: CaseKind = "consultations"
    title: str = ""
    subject: str = ""
    level: Level = "restricted"
    compartments: tuple[str, ...] = ()
    parties: tuple[Participant, ...] = ()
    officers: tuple[str, ...] = ()
    result: str = ""
    tags: dict[UUID, int] = field(default_factory=dict)
    """Version at which each part, and the file itself, last changed."""
    rounds: dict[UUID, Round] = field(default_factory=dict)
    notes: dict[UUID, Note] = field(default_factory=dict)
    assurances: dict[UUID, Assurance] = field(default_factory=dict)
    actions: dict[UUID, Action] = field(default_factory=dict)
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)
    statements: dict[UUID, Statement] = field(default_factory=dict)
    measures: dict[UUID, Measure] = field(default_factory=dict)
    reciprocities: dict[UUID, Reciprocity] = field(default_factory=dict)
    premises: dict[UUID, Premises] = field(default_factory=dict)

    def codes(self) -> tuple[PartyCode, ...]:
        """The codes of those who take part, in the order they joined."""
        return tuple(participant.code for participant in self.parties)

    def parts(self, kind: type[P]) -> dict[UUID, P]:
        """The parts of one kind, by id."""
        kept: dict[UUID, P] = getattr(self, kind.kept)
        return kept

    def part(self, kind: type[P], part_id: UUID, record: Recorded) -> P:
        """The part an event speaks of, begun if need be, and marked as changed by it."""
        part = self.parts(kind).get(part_id)
        if part is None:
            part = self.parts(kind)[part_id] = blank(kind, self.case_id, part_id)
        part.version = record.version
        part.last_activity = activity(record)
        return part


def blank(kind: type[P], case_id: UUID, part_id: UUID) -> P:
    """A part of which nothing is known yet."""
    ids: dict[str, Any] = {"case_id": case_id, kind.key: part_id}
    return kind(**ids)


def case_from(case_id: UUID, parts: Iterable[Part] = ()) -> Case:
    """A file that holds just these parts: what a projection folds its row in."""
    case = Case(case_id=case_id)
    for part in parts:
        case.parts(type(part))[getattr(part, part.key)] = part
    return case


class NotAParty(Refused):
    """That party does not take part in this case."""


class NotOnFile(Refused):
    """What it refers to is not on the file."""


class IdTaken(Refused):
    """This id stands for something else on the file."""


def must_take_part(case: Case, *parties: PartyCode) -> None:
    """Raise NotAParty unless all of these take part in the case."""
    for party in parties:
        if party not in case.codes():
            raise NotAParty(party=party)


def must_be_on_file(part_ids: Iterable[UUID], *parts: Collection[UUID]) -> None:
    """Raise NotOnFile unless each id is that of one of these parts."""
    missing = [part_id for part_id in part_ids if not any(part_id in each for each in parts)]
    if missing:
        raise NotOnFile(ids=missing)


def must_be_free(case: Case, *part_ids: UUID) -> None:
    """Raise IdTaken if an id that is to be given to a new part is in use on the file, or given twice."""
    for nth, part_id in enumerate(part_ids):
        if part_id in case.tags or part_id == case.case_id or part_id in part_ids[:nth]:
            raise IdTaken(part_id=part_id)
