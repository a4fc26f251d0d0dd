"""The agenda: irritants and their priority, positions as stated, proposals and how they were answered; roadmaps.

What is on the table is each side's word: who raised a matter, what it is worth to each, whether it is settled.
Red lines and opening positions are never here but in the instructions, a file of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, TypeVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.agenda import (
    Answer,
    AnswerKind,
    Extent,
    Irritant,
    IrritantKind,
    IrritantStatus,
    Placement,
    Position,
    PositionStatus,
    Priority,
    PriorityLevel,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Resolution,
    Roadmap,
)
from consultations.domain.state import Case, must_be_free, must_be_on_file, must_take_part
from consultations.domain.values import Asserted, PartyCode, Wording
from consultations.domain.when import When

C = TypeVar("C", Priority, Answer)


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


@dataclass(frozen=True, kw_only=True, slots=True)
class PositionOccurrence(Event):
    """What every event of a position carries."""

    entity: ClassVar[tuple[str, ...]] = ("position_id",)
    position_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class PositionRecorded(PositionOccurrence):
    """A party stated its position on a matter to the other side, or stated it anew."""

    party: PartyCode
    wording: Wording
    subject: str = ""
    irritant_id: UUID | None = None
    round_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PositionWithdrawn(PositionOccurrence):
    """The party went back on its position."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalOccurrence(Event):
    """What every event of a proposal carries."""

    entity: ClassVar[tuple[str, ...]] = ("proposal_id",)
    proposal_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalPutForward(ProposalOccurrence):
    """A party put a proposal to others, on one irritant, on several as a package, or on another matter."""

    party: PartyCode
    title: str
    kind: ProposalKind = "proposal"
    addressed_to: tuple[PartyCode, ...] = ()
    irritant_ids: tuple[UUID, ...] = ()
    until: When | None = None
    texts: tuple[Wording, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalAnswered(ProposalOccurrence):
    """A party answered the proposal; taken ad referendum, it waits for the word of the capital."""

    party: PartyCode
    """Who answered."""
    answer: AnswerKind
    wording: Wording | None = None
    counter_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalWithdrawn(ProposalOccurrence):
    """The proposal was withdrawn before it was accepted."""

    reason: str = ""


IrritantEvent = (
    IrritantRaised
    | IrritantPlacedOnAgenda
    | IrritantDisputed
    | PriorityDeclared
    | RoadmapAgreed
    | IrritantResolved
    | IrritantReopened
)
PositionEvent = PositionRecorded | PositionWithdrawn
ProposalEvent = ProposalPutForward | ProposalAnswered | ProposalWithdrawn
AgendaEvent = IrritantEvent | PositionEvent | ProposalEvent


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


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPosition(Command):
    """Record a party's position as it stated it to the other side, or the new wording of one on the file."""

    about: ClassVar[str] = "position_id"
    position_id: NewId
    party: PartyCode
    """Whose position it is."""
    wording: Wording
    subject: str = ""
    """What it is on; it may be left out where the position is on the file."""
    irritant_id: UUID | None = None
    """The irritant on the file that it is about, if it is about one."""
    round_id: UUID | None = None
    """The round on the file at which it was stated, if it was at one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawPosition(Command):
    """Record that a party went back on its position."""

    about: ClassVar[str] = "position_id"
    guarded: ClassVar[bool] = True
    position_id: UUID
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PutForwardProposal(Command):
    """Record that a party put forward a proposal, or that a further side says so."""

    about: ClassVar[str] = "proposal_id"
    proposal_id: NewId
    party: PartyCode
    """Who put it forward."""
    title: str
    kind: ProposalKind = "proposal"
    addressed_to: tuple[PartyCode, ...] = ()
    """Those who are to answer."""
    irritant_ids: tuple[UUID, ...] = ()
    """The irritants on the file that it is about; several for a package."""
    until: When | None = None
    """The time frame it sets."""
    texts: tuple[Wording, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerProposal(Command):
    """Record how a party answered a proposal, or that a further side says so."""

    about: ClassVar[str] = "proposal_id"
    proposal_id: UUID
    party: PartyCode
    """Who answered."""
    answer: AnswerKind
    wording: Wording | None = None
    """The words of the answer."""
    counter_id: UUID | None = None
    """The proposal on the file that was made in its place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawProposal(Command):
    """Record that a proposal was withdrawn."""

    about: ClassVar[str] = "proposal_id"
    guarded: ClassVar[bool] = True
    proposal_id: UUID
    reason: str = ""


IrritantCommand = (
    RaiseIrritant
    | PlaceOnAgenda
    | DisputeIrritant
    | DeclarePriority
    | AgreeRoadmap
    | ResolveIrritant
    | ReopenIrritant
)
PositionCommand = RecordPosition | WithdrawPosition
ProposalCommand = PutForwardProposal | AnswerProposal | WithdrawProposal
AgendaCommand = IrritantCommand | PositionCommand | ProposalCommand


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


class UnknownPosition(Refused):
    """There is no such position on the file; to put it there, say what it is on."""


class PositionOfAnother(Refused):
    """The position on the file is another party's; this one needs an id of its own."""


class PositionWordedSo(Refused):
    """The position has this wording on the file already."""


class PositionIsWithdrawn(Refused):
    """The position has been withdrawn already."""


class UnknownProposal(Refused):
    """There is no such proposal on the file."""


class ProposalOnFileAlready(Refused):
    """This proposal is on the file already, on the word of the same sides."""


class ProposalOfAnother(Refused):
    """The proposal on the file is another party's; this one needs an id of its own."""


class ProposalToItself(Refused):
    """A proposal is put forward by one party and answered by another."""


class ProposalAnsweredSo(Refused):
    """This party has answered the proposal so already, on the word of the same sides."""


class NotACounterProposal(Refused):
    """A counter-proposal is another proposal, and only an answer of that kind names one."""


class ProposalIsWithdrawn(Refused):
    """The proposal has been withdrawn; it can be put forward anew."""


class ProposalIsAccepted(Refused):
    """The proposal has been accepted, so it cannot be withdrawn any more."""


def decide(command: AgendaCommand, case: Case) -> list[AgendaEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case RaiseIrritant() | PlaceOnAgenda():
            return [_brought_up(command, case)]
        case RecordPosition():
            return [_recorded(command, case)]
        case WithdrawPosition(position_id=position_id, reason=reason):
            if position_id not in case.positions:
                raise UnknownPosition(position_id=position_id)
            if case.positions[position_id].status == "withdrawn":
                raise PositionIsWithdrawn()
            return [PositionWithdrawn(position_id=position_id, reason=reason)]
        case PutForwardProposal():
            return [_put_forward(command, case)]
        case AnswerProposal() | WithdrawProposal():
            return [_on_proposal(command, case)]
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
    return not (set(_sides(command)) <= set(on_file.reported_by) and set(command.texts) <= set(on_file.texts))


def _must_be_placeable(command: PlaceOnAgenda, on_file: Irritant) -> None:
    _must_be_unresolved(on_file)
    same = (each.asserted for each in on_file.placements if each.round_id == command.round_id)
    if _said_so(command, same):
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
            if _said_so(command, (each.asserted for each in alike if each.wording == wording)):
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
    if _said_so(command, (each.asserted for each in on_file.roadmaps if _is(each, agreed))):
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
            if on_file.status == RESOLVED[extent] and _said_so(command, same):
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


def _recorded(command: RecordPosition, case: Case) -> PositionRecorded:
    must_take_part(case, command.party)
    on_file = case.positions.get(command.position_id)
    if on_file is None:
        must_be_free(case, command.position_id)
        if not command.subject.strip():
            raise UnknownPosition(position_id=command.position_id)
    elif on_file.party not in (None, command.party):
        raise PositionOfAnother(party=on_file.party)
    elif command.wording in on_file.texts and on_file.status != "withdrawn":
        raise PositionWordedSo()
    must_be_on_file([command.irritant_id] if command.irritant_id else [], case.irritants)
    must_be_on_file([command.round_id] if command.round_id else [], case.rounds)
    return PositionRecorded(
        position_id=command.position_id,
        party=command.party,
        wording=command.wording,
        subject=command.subject,
        irritant_id=command.irritant_id,
        round_id=command.round_id,
    )


def _put_forward(command: PutForwardProposal, case: Case) -> ProposalPutForward:
    must_take_part(case, command.party, *command.addressed_to)
    if command.party in command.addressed_to:
        raise ProposalToItself(party=command.party)
    on_file = case.proposals.get(command.proposal_id)
    if on_file is None:
        must_be_free(case, command.proposal_id)
    elif on_file.party not in (None, command.party):
        raise ProposalOfAnother(party=on_file.party)
    elif on_file.status != "withdrawn" and set(_sides(command)) <= set(on_file.reported_by):
        raise ProposalOnFileAlready(proposal_id=command.proposal_id)
    must_be_on_file(command.irritant_ids, case.irritants)
    return ProposalPutForward(
        proposal_id=command.proposal_id,
        party=command.party,
        title=command.title,
        kind=command.kind,
        addressed_to=command.addressed_to,
        irritant_ids=command.irritant_ids,
        until=command.until,
        texts=command.texts,
    )


def _on_proposal(command: AnswerProposal | WithdrawProposal, case: Case) -> ProposalEvent:
    proposal_id = command.proposal_id
    on_file = case.proposals.get(proposal_id)
    if on_file is None:
        raise UnknownProposal(proposal_id=proposal_id)
    if on_file.status == "withdrawn":
        raise ProposalIsWithdrawn()
    match command:
        case AnswerProposal(party=party, answer=answer, wording=wording, counter_id=counter_id):
            must_take_part(case, party)
            _must_be_an_answer(command, on_file, case)
            return ProposalAnswered(
                proposal_id=proposal_id, party=party, answer=answer, wording=wording, counter_id=counter_id
            )
        case WithdrawProposal(reason=reason):
            if on_file.status == "accepted":
                raise ProposalIsAccepted()
            return ProposalWithdrawn(proposal_id=proposal_id, reason=reason)
        case _:
            assert_never(command)


def _must_be_an_answer(command: AnswerProposal, on_file: Proposal, case: Case) -> None:
    if command.party == on_file.party:
        raise ProposalToItself(party=command.party)
    alike = (each for each in on_file.answers if each.party == command.party)
    if _said_so(command, (each.asserted for each in alike if each.answer == command.answer)):
        raise ProposalAnsweredSo(answer=command.answer)
    if command.counter_id is None:
        return
    must_be_on_file([command.counter_id], case.proposals)
    if command.answer != "counter-proposed" or command.counter_id == command.proposal_id:
        raise NotACounterProposal()


def _sides(command: Command) -> tuple[PartyCode, ...]:
    return command.asserted.sides if command.asserted else ()


def _said_so(command: Command, claims: Iterable[Asserted]) -> bool:
    """Whether those who say this are among those who have said so already."""
    said = list(claims)
    return bool(said) and {*_sides(command)} <= {side for each in said for side in each.sides}


def evolve(case: Case, event: AgendaEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    match event:
        case PositionRecorded() | PositionWithdrawn():
            _evolve_position(case.part(Position, event.position_id, record), event, record)
        case ProposalPutForward() | ProposalAnswered() | ProposalWithdrawn():
            _evolve_proposal(case.part(Proposal, event.proposal_id, record), event, record)
        case _:
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
            part.priorities = (*_others(part.priorities, declared), declared)
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


def _evolve_position(part: Position, event: PositionEvent, record: Recorded) -> None:
    match event:
        case PositionRecorded():
            part.party = part.party or event.party
            part.subject = part.subject or event.subject
            part.irritant_id = part.irritant_id or event.irritant_id
            part.round_id = event.round_id
            status: PositionStatus = "restated" if part.texts or part.status == "withdrawn" else "stated"
            part.texts = (*(text for text in part.texts if text != event.wording), event.wording)
        case PositionWithdrawn(reason=reason):
            status, part.reason = "withdrawn", reason
        case _:
            assert_never(event)
    part.status, part.status_asserted = status, record.envelope.asserted


def _evolve_proposal(part: Proposal, event: ProposalEvent, record: Recorded) -> None:
    match event:
        case ProposalPutForward():
            _evolve_put_forward(part, event, record)
        case ProposalAnswered(party=party, answer=answer, wording=wording, counter_id=counter_id):
            asserted = record.envelope.asserted
            given = Answer(
                party=party, answer=answer, wording=wording, counter_id=counter_id, asserted=asserted
            )
            part.answers = (*_others(part.answers, given), given)
            _turn(part, answer, record)
        case ProposalWithdrawn(reason=reason):
            part.reason = reason
            _turn(part, "withdrawn", record)
        case _:
            assert_never(event)
    answered = {each.party for each in part.answers if each.answer != "taken ad referendum"}
    part.awaiting = (
        ()
        if part.status == "withdrawn"
        else tuple(each for each in part.addressed_to if each not in answered)
    )


def _evolve_put_forward(part: Proposal, event: ProposalPutForward, record: Recorded) -> None:
    part.party = part.party or event.party
    part.title = part.title or event.title
    part.kind = event.kind if part.kind == "proposal" else part.kind
    part.until = part.until or event.until
    part.addressed_to = tuple(dict.fromkeys((*part.addressed_to, *event.addressed_to)))
    part.irritant_ids = tuple(dict.fromkeys((*part.irritant_ids, *map(str, event.irritant_ids))))
    part.texts = (*part.texts, *(text for text in event.texts if text not in part.texts))
    part.reported_by = tuple(dict.fromkeys((*part.reported_by, *record.envelope.asserted.sides)))
    if part.status == "withdrawn" or part.status_asserted is None:
        _turn(part, "put forward", record)


def _others(said: tuple[C, ...], now: C) -> tuple[C, ...]:
    """What was said before, less what the same sides said of the same party."""
    return tuple(
        each for each in said if (each.party, each.asserted.sides) != (now.party, now.asserted.sides)
    )


def _turn(part: Proposal, status: ProposalStatus, record: Recorded) -> None:
    part.status, part.status_asserted = status, record.envelope.asserted
