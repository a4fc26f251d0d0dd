"""The agenda: irritants, who raised and disputes them, their priority, roadmaps and how far they are settled.

What is on the table is each side's word: who raised a matter, what it is worth to each, whether it is settled.
"""

from dataclasses import dataclass
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.agenda import (
    Extent,
    Irritant,
    IrritantKind,
    IrritantStatus,
    Placement,
    Priority,
    PriorityLevel,
    Resolution,
    Roadmap,
    less,
)
from consultations.domain.state import (
    Case,
    must_be_free,
    must_be_on_file,
    must_take_part,
    said_so,
    sides_of,
)
from consultations.domain.values import PartyCode, Wording
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class IrritantOccurrence(Event):
    """What every event of an irritant carries."""

    entity: ClassVar[tuple[str, ...]] = ("irritant_id",)
    irritant_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class IrritantRaised(IrritantOccurrence):
    """A party raised a matter that burdens the relations; a further party may raise the same one."""

    party: PartyCode
    """Who raised it."""
    title: str = ""
    kind: IrritantKind = "other"
    texts: tuple[Wording, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class IrritantPlacedOnAgenda(IrritantOccurrence):
    """The irritant was placed on the agenda of a round, or of the consultations as a whole."""

    title: str = ""
    kind: IrritantKind = "other"
    round_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IrritantDisputed(IrritantOccurrence):
    """A party disputed that it is an irritant, or one for these consultations."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PriorityDeclared(IrritantOccurrence):
    """A party declared what priority it gives the irritant; that of others stands beside it."""

    party: PartyCode
    priority: PriorityLevel
    wording: Wording | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoadmapAgreed(IrritantOccurrence):
    """A roadmap was agreed by which the irritant is to be removed, on the word of the sides that assert it."""

    wording: Wording | None = None
    """The roadmap itself, or what is said to be in it."""
    until: When | None = None
    proposal_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IrritantResolved(IrritantOccurrence):
    """The irritant was resolved, in part or in full, on the word of the sides that assert it."""

    extent: Extent
    terms: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class IrritantReopened(IrritantOccurrence):
    """An irritant that had been called resolved is open again, as the sides that assert it have it."""

    reason: str


IrritantEvent = (
    IrritantRaised
    | IrritantPlacedOnAgenda
    | IrritantDisputed
    | PriorityDeclared
    | RoadmapAgreed
    | IrritantResolved
    | IrritantReopened
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnIrritant(Command):
    """What every command about an irritant that is on the file carries."""

    about: ClassVar[str] = "irritant_id"
    irritant_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class RaiseIrritant(Command):
    """Record that a party raised an irritant; its title may be left out where it is on the file."""

    about: ClassVar[str] = "irritant_id"
    irritant_id: NewId
    party: PartyCode
    title: str = ""
    kind: IrritantKind = "other"
    texts: tuple[Wording, ...] = ()
    """What each party says that the irritant is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceOnAgenda(Command):
    """Record that an irritant was placed on an agenda; it may be the first that is known of it."""

    about: ClassVar[str] = "irritant_id"
    irritant_id: NewId
    title: str = ""
    kind: IrritantKind = "other"
    round_id: UUID | None = None
    """The round on whose agenda it stands; none: the consultations as a whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DisputeIrritant(OnIrritant):
    """Record that a party disputes that it is an irritant."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclarePriority(OnIrritant):
    """Record what priority a party gives an irritant."""

    party: PartyCode
    priority: PriorityLevel
    wording: Wording | None = None
    """The words it was declared in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreeRoadmap(OnIrritant):
    """Record that a roadmap was agreed for an irritant, or that a further side says so."""

    wording: Wording | None = None
    """The roadmap itself, or what is said to be in it."""
    until: When | None = None
    """When it is to have led to the end."""
    proposal_id: UUID | None = None
    """The proposal on the file that it was agreed on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolveIrritant(OnIrritant):
    """Record that an irritant is resolved, in part or in full, or that a further side says so."""

    guarded: ClassVar[bool] = True
    extent: Extent
    terms: str = ""
    """On what terms."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReopenIrritant(OnIrritant):
    """Record that an irritant is open again; the word of others that it is resolved stays beside that."""

    guarded: ClassVar[bool] = True
    reason: str


IrritantCommand = (
    RaiseIrritant
    | PlaceOnAgenda
    | DisputeIrritant
    | DeclarePriority
    | AgreeRoadmap
    | ResolveIrritant
    | ReopenIrritant
)


class UnknownIrritant(Refused):
    """There is no such irritant on the file; to put it there, give its title."""


class IrritantRaisedAlready(Refused):
    """The irritant is on the file already as raised by this party, on the word of the same sides."""


class IrritantOnAgendaAlready(Refused):
    """The irritant stands on this agenda already, on the word of the same sides."""


class IrritantDisputedAlready(Refused):
    """This party disputes already that it is an irritant."""


class PriorityDeclaredAlready(Refused):
    """This party gives the irritant this priority already, on the word of the same sides."""


class RoadmapAgreedAlready(Refused):
    """This roadmap is on the file already as agreed, on the word of the same sides."""


class IrritantResolvedAlready(Refused):
    """The irritant is resolved as far as that already, on the word of the same sides."""


class IrritantIsResolved(Refused):
    """The irritant has been resolved; reopen it first."""


class IrritantIsOpen(Refused):
    """Only an irritant that was resolved, in part or in full, can be reopened."""


def decide(command: IrritantCommand, case: Case) -> list[IrritantEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case RaiseIrritant() | PlaceOnAgenda():
            return [_brought_up(command, case)]
        case _:
            if command.irritant_id not in case.irritants:
                raise UnknownIrritant(irritant_id=command.irritant_id)
            return [_on_irritant(command, case.irritants[command.irritant_id], case)]


def _brought_up(command: RaiseIrritant | PlaceOnAgenda, case: Case) -> IrritantEvent:
    on_file = case.irritants.get(command.irritant_id)
    if on_file is None:
        must_be_free(case, command.irritant_id)
        if not command.title.strip():
            raise UnknownIrritant(irritant_id=command.irritant_id)
    match command:
        case RaiseIrritant(irritant_id=irritant_id, party=party, title=title, kind=kind, texts=texts):
            must_take_part(case, party)
            if on_file and party in on_file.raised_by and not _adds(command, on_file):
                raise IrritantRaisedAlready(party=party)
            return IrritantRaised(irritant_id=irritant_id, party=party, title=title, kind=kind, texts=texts)
        case PlaceOnAgenda(irritant_id=irritant_id, title=title, kind=kind, round_id=round_id):
            must_be_on_file([round_id] if round_id else [], case.rounds)
            if on_file:
                _must_be_placeable(command, on_file)
            return IrritantPlacedOnAgenda(irritant_id=irritant_id, title=title, kind=kind, round_id=round_id)
        case _:
            assert_never(command)


def _adds(command: RaiseIrritant, on_file: Irritant) -> bool:
    return not (
        set(sides_of(command)) <= set(on_file.reported_by) and set(command.texts) <= set(on_file.texts)
    )


def _must_be_placeable(command: PlaceOnAgenda, on_file: Irritant) -> None:
    _must_be_unresolved(on_file)
    same = (each.asserted for each in on_file.placements if each.round_id == command.round_id)
    if said_so(command, same):
        raise IrritantOnAgendaAlready(round_id=command.round_id)


ToKnownIrritant = DisputeIrritant | DeclarePriority | AgreeRoadmap | ResolveIrritant | ReopenIrritant


def _on_irritant(command: ToKnownIrritant, on_file: Irritant, case: Case) -> IrritantEvent:
    irritant_id = command.irritant_id
    match command:
        case DisputeIrritant(party=party, reason=reason):
            must_take_part(case, party)
            if party in on_file.disputed_by:
                raise IrritantDisputedAlready(party=party)
            return IrritantDisputed(irritant_id=irritant_id, party=party, reason=reason)
        case DeclarePriority(party=party, priority=priority, wording=wording):
            must_take_part(case, party)
            alike = (each for each in on_file.priorities if each.party == party and each.priority == priority)
            if said_so(command, (each.asserted for each in alike if each.wording == wording)):
                raise PriorityDeclaredAlready(party=party)
            return PriorityDeclared(irritant_id=irritant_id, party=party, priority=priority, wording=wording)
        case AgreeRoadmap():
            must_be_on_file([command.proposal_id] if command.proposal_id else [], case.proposals)
            _must_be_unresolved(on_file)
            return _roadmap(command, on_file)
        case _:
            return _settled(command, on_file)


def _roadmap(command: AgreeRoadmap, on_file: Irritant) -> RoadmapAgreed:
    agreed = RoadmapAgreed(
        irritant_id=command.irritant_id,
        wording=command.wording,
        until=command.until,
        proposal_id=command.proposal_id,
    )
    if said_so(command, (each.asserted for each in on_file.roadmaps if _is(each, agreed))):
        raise RoadmapAgreedAlready()
    return agreed


def _is(roadmap: Roadmap, agreed: RoadmapAgreed) -> bool:
    return (roadmap.wording, roadmap.until, roadmap.proposal_id) == (
        agreed.wording,
        agreed.until,
        agreed.proposal_id,
    )


RESOLVED: dict[Extent, IrritantStatus] = {"in part": "resolved in part", "in full": "resolved in full"}


def _settled(command: ResolveIrritant | ReopenIrritant, on_file: Irritant) -> IrritantEvent:
    match command:
        case ResolveIrritant(irritant_id=irritant_id, extent=extent, terms=terms):
            same = (each.asserted for each in on_file.resolutions if each.extent == extent)
            if on_file.status == RESOLVED[extent] and said_so(command, same):
                raise IrritantResolvedAlready(extent=extent)
            return IrritantResolved(irritant_id=irritant_id, extent=extent, terms=terms)
        case ReopenIrritant(irritant_id=irritant_id, reason=reason):
            if on_file.status not in RESOLVED.values():
                raise IrritantIsOpen(status=on_file.status)
            return IrritantReopened(irritant_id=irritant_id, reason=reason)
        case _:
            assert_never(command)


def _must_be_unresolved(on_file: Irritant) -> None:
    if on_file.status == "resolved in full":
        raise IrritantIsResolved()


def evolve(case: Case, event: IrritantEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    _evolve_irritant(case.part(Irritant, event.irritant_id, record), event, record)


def _evolve_irritant(part: Irritant, event: IrritantEvent, record: Recorded) -> None:
    match event:
        case IrritantRaised():
            _evolve_raised(part, event, record)
        case IrritantPlacedOnAgenda(title=title, kind=kind, round_id=round_id):
            part.title = part.title or title
            part.kind = kind if part.kind == "other" else part.kind
            placed = Placement(round_id=round_id, asserted=record.envelope.asserted)
            part.placements = (*part.placements, placed)
            if "raised" in (part.status, part.stood_as):
                _come_to(part, "on the agenda", record)
        case IrritantDisputed(party=party, reason=reason):
            part.reason = reason
            part.disputed_by = tuple(dict.fromkeys((*part.disputed_by, party)))
        case PriorityDeclared(party=party, priority=priority, wording=wording):
            declared = Priority(
                party=party, priority=priority, wording=wording, asserted=record.envelope.asserted
            )
            part.priorities = (*less(part.priorities, declared), declared)
        case _:
            _evolve_settling(part, event, record)


def _evolve_settling(
    part: Irritant, event: RoadmapAgreed | IrritantResolved | IrritantReopened, record: Recorded
) -> None:
    asserted = record.envelope.asserted
    match event:
        case RoadmapAgreed(wording=wording, until=until, proposal_id=proposal_id):
            agreed = Roadmap(wording=wording, until=until, proposal_id=proposal_id, asserted=asserted)
            part.roadmaps = (*part.roadmaps, agreed)
            _come_to(part, "roadmap agreed", record)
        case IrritantResolved(extent=extent, terms=terms):
            others = (each for each in part.resolutions if each.asserted.sides != asserted.sides)
            part.resolutions = (*others, Resolution(extent=extent, terms=terms, asserted=asserted))
            part.stood_as = part.stood_as or part.status
            part.status, part.status_asserted = RESOLVED[extent], asserted
        case IrritantReopened(reason=reason):
            theirs = set(asserted.sides)
            part.resolutions = tuple(
                each for each in part.resolutions if not set(each.asserted.sides) <= theirs
            )
            part.reason = reason
            part.status, part.status_asserted = part.stood_as or part.status, asserted
            part.stood_as = None
        case _:
            assert_never(event)


def _evolve_raised(part: Irritant, event: IrritantRaised, record: Recorded) -> None:
    part.title = part.title or event.title
    part.kind = event.kind if part.kind == "other" else part.kind
    part.texts = (*part.texts, *(text for text in event.texts if text not in part.texts))
    part.raised_by = tuple(dict.fromkeys((*part.raised_by, event.party)))
    part.reported_by = tuple(dict.fromkeys((*part.reported_by, *record.envelope.asserted.sides)))
    part.disputed_by = tuple(each for each in part.disputed_by if each != event.party)
    part.status_asserted = part.status_asserted or record.envelope.asserted


def _come_to(part: Irritant, status: IrritantStatus, record: Recorded) -> None:
    """How far it has come; while it is called resolved, that is only what it would stand as otherwise."""
    if part.stood_as is not None:
        part.stood_as = status
    else:
        part.status, part.status_asserted = status, record.envelope.asserted
