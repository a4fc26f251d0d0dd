"""The case file as decisions see it: its header and its parts, folded from the events.

A fold runs over any subset of a stream: a part that is spoken of before it is introduced is simply begun.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args, get_type_hints
from uuid import UUID

from consultations.domain.message import Command, Marking, Recorded, Refused
from consultations.domain.parts.actions import Action
from consultations.domain.parts.agenda import Irritant, Position, Proposal
from consultations.domain.parts.agreements import Agreement
from consultations.domain.parts.assurances import Assurance
from consultations.domain.parts.claims import Claim
from consultations.domain.parts.contacts import Contact
from consultations.domain.parts.custody import Custody, Hold
from consultations.domain.parts.documents import Document
from consultations.domain.parts.mandate import Mandate
from consultations.domain.parts.measures import Measure
from consultations.domain.parts.milestones import Milestone
from consultations.domain.parts.nominations import Nomination
from consultations.domain.parts.notes import Note
from consultations.domain.parts.outcomes import Outcome
from consultations.domain.parts.part import Part, activity
from consultations.domain.parts.premises import Premises
from consultations.domain.parts.reciprocity import Reciprocity
from consultations.domain.parts.registers import Register
from consultations.domain.parts.relations import Relation
from consultations.domain.parts.rounds import Round
from consultations.domain.parts.statements import Statement
from consultations.domain.values import Asserted, Participant, PartOnFile, PartyCode, Standing, VenueRule
from consultations.domain.values import Level as Level

P = TypeVar("P", bound=Part)

CaseStatus = Literal["unopened", "open", "suspended", "closed"]
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
    venue_rules: tuple[VenueRule, ...] = ()
    """Every rule on the venue in the order of recording; what one side says takes nothing from the other."""
    tags: dict[UUID, int] = field(default_factory=dict)
    """Version at which each part, and the file itself, last changed."""
    relations: dict[UUID, Relation] = field(default_factory=dict)
    mandates: dict[UUID, Mandate] = field(default_factory=dict)
    irritants: dict[UUID, Irritant] = field(default_factory=dict)
    positions: dict[UUID, Position] = field(default_factory=dict)
    proposals: dict[UUID, Proposal] = field(default_factory=dict)
    contacts: dict[UUID, Contact] = field(default_factory=dict)
    rounds: dict[UUID, Round] = field(default_factory=dict)
    notes: dict[UUID, Note] = field(default_factory=dict)
    assurances: dict[UUID, Assurance] = field(default_factory=dict)
    agreements: dict[UUID, Agreement] = field(default_factory=dict)
    actions: dict[UUID, Action] = field(default_factory=dict)
    milestones: dict[UUID, Milestone] = field(default_factory=dict)
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)
    nominations: dict[UUID, Nomination] = field(default_factory=dict)
    statements: dict[UUID, Statement] = field(default_factory=dict)
    claims: dict[UUID, Claim] = field(default_factory=dict)
    records: dict[UUID, Recorded] = field(default_factory=dict)
    """The events that were folded, by id: what a later one may speak of."""
    measures: dict[UUID, Measure] = field(default_factory=dict)
    reciprocities: dict[UUID, Reciprocity] = field(default_factory=dict)
    premises: dict[UUID, Premises] = field(default_factory=dict)
    documents: dict[UUID, Document] = field(default_factory=dict)
    custody: dict[UUID, Custody] = field(default_factory=dict)
    holds: dict[UUID, Hold] = field(default_factory=dict)
    register: Register | None = None
    """The numbering register beside which a command is decided; no part of the file, and folded from another stream."""

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


KINDS: dict[str, type[Part]] = {
    kind.kept: kind
    for hint in get_type_hints(Case).values()
    for kind in get_args(hint)[1:]
    if isinstance(kind, type) and issubclass(kind, Part)
}
"""Every kind of part, by the name of its collection."""


def parts_named(case: Case, part_ids: Iterable[UUID]) -> tuple[PartOnFile, ...]:
    """The parts with these ids that are on the file, in the order of the ids."""
    return tuple(
        PartOnFile(kind=name, part_id=part_id)
        for part_id in part_ids
        for name, kind in KINDS.items()
        if part_id in case.parts(kind)
    )


def resting_on(case: Case, part_id: UUID) -> tuple[PartOnFile, ...]:
    """Every part that rests on this one, straight or by way of another."""
    every = [
        (name, each_id, part) for name, kind in KINDS.items() for each_id, part in case.parts(kind).items()
    ]
    found, bases = dict[UUID, PartOnFile](), {str(part_id)}
    while fresh := [
        (name, each_id) for name, each_id, part in every if each_id not in found and bases & set(part.bases)
    ]:
        found |= {each_id: PartOnFile(kind=name, part_id=each_id) for name, each_id in fresh}
        bases = {str(each_id) for _, each_id in fresh}
    return tuple(found.values())


def marked(case: Case, event: Marking, record: Recorded) -> Iterator[Part]:
    """The parts that such an event changes, each begun if need be, and marked as changed by it."""
    return (case.part(KINDS[each.kind], each.part_id, record) for each in event.parts if each.kind in KINDS)


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


def sides_of(command: Command) -> tuple[PartyCode, ...]:
    """The sides on whose word a command would be recorded."""
    return command.asserted.sides if command.asserted else ()


def said_so(command: Command, claims: Iterable[Asserted]) -> bool:
    """Whether those who say this are among those who have said so already."""
    said = list(claims)
    return bool(said) and {*sides_of(command)} <= {side for each in said for side in each.sides}


def same_word(said: Asserted, asserted: Asserted | None) -> bool:
    """Whether a command would rest on the same word: the own record, where it names none.

    Else that of the same sides, or of the same source where no side is named.
    """
    if asserted is None:
        return said.standing == "own record"
    return (said.standing, _whose(said)) == (asserted.standing, _whose(asserted))


def _whose(asserted: Asserted) -> object:
    return set(asserted.sides) or asserted.source_id


def outranks(asserted: Asserted, held: Asserted | None) -> bool:
    """Whether one source is preferred to another: own record, joint text, official text, press."""
    order = get_args(Standing)
    return held is None or order.index(asserted.standing) < order.index(held.standing)
