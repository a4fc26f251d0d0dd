"""Positions and proposals: what each party stated to the others, what it put to them, how they answered.

What a party really wants is never here: red lines and opening positions stand in the instructions, a file of their own.
"""

from dataclasses import dataclass
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.agenda import (
    Answer,
    AnswerKind,
    Position,
    PositionStatus,
    Proposal,
    ProposalKind,
    ProposalStatus,
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


PositionEvent = PositionRecorded | PositionWithdrawn
ProposalEvent = ProposalPutForward | ProposalAnswered | ProposalWithdrawn
TabledEvent = PositionEvent | ProposalEvent
"""What is put to the other side."""


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


TabledCommand = RecordPosition | WithdrawPosition | PutForwardProposal | AnswerProposal | WithdrawProposal


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


def decide(command: TabledCommand, case: Case) -> list[TabledEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
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
            assert_never(command)


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
    elif on_file.status != "withdrawn" and set(sides_of(command)) <= set(on_file.reported_by):
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
    if said_so(command, (each.asserted for each in alike if each.answer == command.answer)):
        raise ProposalAnsweredSo(answer=command.answer)
    if command.counter_id is None:
        return
    must_be_on_file([command.counter_id], case.proposals)
    if command.answer != "counter-proposed" or command.counter_id == command.proposal_id:
        raise NotACounterProposal()


def evolve(case: Case, event: TabledEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    match event:
        case PositionRecorded() | PositionWithdrawn():
            _evolve_position(case.part(Position, event.position_id, record), event, record)
        case ProposalPutForward() | ProposalAnswered() | ProposalWithdrawn():
            _evolve_proposal(case.part(Proposal, event.proposal_id, record), event, record)
        case _:
            assert_never(event)


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
            part.answers = (*less(part.answers, given), given)
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


def _turn(part: Proposal, status: ProposalStatus, record: Recorded) -> None:
    part.status, part.status_asserted = status, record.envelope.asserted
