"""Rounds of talks: proposed, tentative, confirmed, in session, held, recorded; put off, revived."""

from dataclasses import dataclass, replace
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.rounds import Agenda, DateIndication, Round, RoundStatus, VenueIndication
from consultations.domain.state import Case, must_be_free, must_be_on_file, must_take_part, same_word
from consultations.domain.values import Delegate, Delegation, PartyCode, Place
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundOccurrence(Event):
    """What every event of a round carries."""

    entity: ClassVar[tuple[str, ...]] = ("round_id",)
    round_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundProposed(RoundOccurrence):
    """A round was proposed."""

    ordinal: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundTentativelyAgreed(RoundOccurrence):
    """A round was agreed on, its date or place still open."""

    ordinal: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundDateIndicated(RoundOccurrence):
    """A date was indicated for the round, exact or not; a confirmed date is moved by this too."""

    on: When
    change_note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundConfirmed(RoundOccurrence):
    """A party confirmed the round."""

    affirms: ClassVar[bool] = True
    party: PartyCode
    awaiting: tuple[PartyCode, ...]
    """Those who had still to confirm; once there is none the round is confirmed."""

    @property
    def voices(self) -> tuple[PartyCode, ...]:
        """The party that confirms."""
        return (self.party,)


@dataclass(frozen=True, kw_only=True, slots=True)
class VenueIndicated(RoundOccurrence):
    """A place was indicated for the round."""

    place: Place
    rests_on: UUID | None = None
    """The outcome that the choice of place rests on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VenueConfirmed(RoundOccurrence):
    """The place of the round was confirmed."""

    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class DelegationNamed(RoundOccurrence):
    """A party named its delegation, with the titles its members held then."""

    delegation: Delegation


@dataclass(frozen=True, kw_only=True, slots=True)
class DelegationHeadChanged(RoundOccurrence):
    """A party put another person at the head of its delegation."""

    party: PartyCode
    head: Delegate


@dataclass(frozen=True, kw_only=True, slots=True)
class AgendaAdopted(RoundOccurrence):
    """The agenda of the round was adopted, as the sides that assert it have it; a later one stands beside it."""

    items: tuple[str, ...]
    """What is to be taken up, in order."""
    irritant_ids: tuple[UUID, ...] = ()
    """The irritants on the file that the items are about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundPostponed(RoundOccurrence):
    """The round was put off, until a date or with none set (sine die)."""

    until: When | None = None
    reason: str = ""
    initiative_of: PartyCode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundCancelled(RoundOccurrence):
    """The round was called off."""

    reason: str = ""
    initiative_of: PartyCode | None = None
    """Who called it off, according to whoever says so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundRevived(RoundOccurrence):
    """A round that had been put off or called off came back as the same round."""

    on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundConvened(RoundOccurrence):
    """The round began."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundAdjourned(RoundOccurrence):
    """The round was interrupted, to be resumed."""

    until: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundResumed(RoundOccurrence):
    """An adjourned round went on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundHeld(RoundOccurrence):
    """The round took place."""

    on: When
    ordinal: int | None = None
    duration: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordOfDiscussionFiled(RoundOccurrence):
    """The record of discussion was put on the file."""

    filed_on: When
    document_id: UUID | None = None


RoundEvent = (
    RoundProposed
    | RoundTentativelyAgreed
    | RoundDateIndicated
    | RoundConfirmed
    | VenueIndicated
    | VenueConfirmed
    | DelegationNamed
    | DelegationHeadChanged
    | AgendaAdopted
    | RoundPostponed
    | RoundCancelled
    | RoundRevived
    | RoundConvened
    | RoundAdjourned
    | RoundResumed
    | RoundHeld
    | RecordOfDiscussionFiled
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnRound(Command):
    """What every command about a round that is on the file carries."""

    about: ClassVar[str] = "round_id"
    round_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposeRound(Command):
    """Record that a round was proposed."""

    about: ClassVar[str] = "round_id"
    round_id: NewId
    ordinal: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreeRoundTentatively(Command):
    """Record that a round was agreed on, its date or place still open."""

    about: ClassVar[str] = "round_id"
    round_id: NewId
    ordinal: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IndicateRoundDate(OnRound):
    """Record a date indicated for a round; a confirmed date is moved by this too, with a reason."""

    on: When
    change_note: str = ""
    """Why a confirmed date moves; required then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmRound(OnRound):
    """Record that a party confirms a round. Its date must be exact to the day and have a zone."""

    party: PartyCode


@dataclass(frozen=True, kw_only=True, slots=True)
class IndicateVenue(OnRound):
    """Record a place indicated for a round."""

    place: Place
    rests_on: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmVenue(OnRound):
    """Record that the place of a round is settled."""

    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class NameDelegation(OnRound):
    """Record the delegation of a party, each member with the title held on that day."""

    delegation: Delegation


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeDelegationHead(OnRound):
    """Record that another person heads a delegation."""

    party: PartyCode
    head: Delegate


@dataclass(frozen=True, kw_only=True, slots=True)
class AdoptAgenda(OnRound):
    """Record the agenda that a round was given, before, at its opening or after the fact."""

    items: tuple[str, ...]
    irritant_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PostponeRound(OnRound):
    """Record that a round was put off, until a date or sine die."""

    guarded: ClassVar[bool] = True
    until: When | None = None
    reason: str = ""
    initiative_of: PartyCode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelRound(OnRound):
    """Record that a round was called off, as one side or both say."""

    guarded: ClassVar[bool] = True
    reason: str = ""
    initiative_of: PartyCode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviveRound(OnRound):
    """Record that a round that was put off or called off is on again."""

    on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConveneRound(OnRound):
    """Record that a round began."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AdjournRound(OnRound):
    """Record that a round was interrupted."""

    until: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ResumeRound(OnRound):
    """Record that an adjourned round went on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldRound(Command):
    """Record that a round took place; it may be the first that is known of it."""

    about: ClassVar[str] = "round_id"
    round_id: NewId
    on: When
    ordinal: int | None = None
    duration: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRecordOfDiscussion(OnRound):
    """Record that the record of discussion was put on the file."""

    filed_on: When
    document_id: UUID | None = None


RoundCommand = (
    ProposeRound
    | AgreeRoundTentatively
    | IndicateRoundDate
    | ConfirmRound
    | IndicateVenue
    | ConfirmVenue
    | NameDelegation
    | ChangeDelegationHead
    | AdoptAgenda
    | PostponeRound
    | CancelRound
    | ReviveRound
    | ConveneRound
    | AdjournRound
    | ResumeRound
    | HoldRound
    | FileRecordOfDiscussion
)


class UnknownRound(Refused):
    """There is no such round on the file."""


class RoundOnFileAlready(Refused):
    """This round is on the file already."""


class RoundConfirmedAlready(Refused):
    """This party has confirmed the round already."""


class RoundDateNotExact(Refused):
    """A round can be confirmed once its date is exact to the day and names its zone."""


class ChangeNoteMissing(Refused):
    """Moving a confirmed date needs a change note."""


class DelegationWithoutOneHead(Refused):
    """A delegation has exactly one head."""


class DelegationUnknown(Refused):
    """That party has named no delegation for this round."""


class AgendaWithoutItems(Refused):
    """An agenda has at least one item."""


class AgendaAdoptedAlready(Refused):
    """This agenda stands on the file already, on the word of the same side."""


class RoundOver(Refused):
    """The round has been held already."""


class RoundUnderWay(Refused):
    """The round is in session."""


class RoundCalledOff(Refused):
    """The round has been put off or called off; revive it first."""


class RoundNotCalledOff(Refused):
    """Only a round that was put off or called off can be revived."""


class RoundNotInSession(Refused):
    """The round is not in session."""


class RoundNotAdjourned(Refused):
    """The round is not adjourned."""


class OrdinalImpossible(Refused):
    """The ordinal of a round is a number from 1 to 999."""


class RoundNotHeld(Refused):
    """A record of discussion belongs to a round that has been held."""


ToAnyRound = ProposeRound | AgreeRoundTentatively | HoldRound
UNDER_WAY = ("in session", "adjourned")
OVER = ("held", "recorded")
OFF = ("postponed", "cancelled")


def decide(command: RoundCommand, case: Case) -> list[RoundEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case ProposeRound() | AgreeRoundTentatively() | HoldRound():
            _must_be_possible(command.ordinal)
            return _bring_in(command, case)
        case _:
            return _decide_on(command, _known(command.round_id, case), case)


def _bring_in(command: ToAnyRound, case: Case) -> list[RoundEvent]:
    match command:
        case ProposeRound(round_id=round_id, ordinal=ordinal):
            _must_be_new(round_id, case)
            return [RoundProposed(round_id=round_id, ordinal=ordinal)]
        case AgreeRoundTentatively(round_id=round_id, ordinal=ordinal):
            _must_be_new_or_proposed(round_id, case)
            return [RoundTentativelyAgreed(round_id=round_id, ordinal=ordinal)]
        case HoldRound(round_id=round_id):
            if round_id in case.rounds:
                _must_not_be(case.rounds[round_id], *OVER, "cancelled")
            else:
                must_be_free(case, round_id)
            held = RoundHeld(
                round_id=round_id, on=command.on, ordinal=command.ordinal, duration=command.duration
            )
            return [held]
        case _:
            assert_never(command)


ToKnownRound = (
    IndicateRoundDate
    | ConfirmRound
    | IndicateVenue
    | ConfirmVenue
    | NameDelegation
    | ChangeDelegationHead
    | AdoptAgenda
    | PostponeRound
    | CancelRound
    | ReviveRound
    | ConveneRound
    | AdjournRound
    | ResumeRound
    | FileRecordOfDiscussion
)
ToDate = IndicateRoundDate | ConfirmRound
ToCourse = PostponeRound | CancelRound | ReviveRound | ConveneRound | AdjournRound | ResumeRound


def _decide_on(command: ToKnownRound, on_file: Round, case: Case) -> list[RoundEvent]:
    match command:
        case NameDelegation(round_id=round_id, delegation=delegation):
            must_take_part(case, delegation.party)
            if [member.head for member in delegation.members].count(True) != 1:
                raise DelegationWithoutOneHead()
            return [DelegationNamed(round_id=round_id, delegation=delegation)]
        case ChangeDelegationHead(round_id=round_id, party=party, head=head):
            if party not in (delegation.party for delegation in on_file.delegations):
                raise DelegationUnknown(party=party)
            return [DelegationHeadChanged(round_id=round_id, party=party, head=replace(head, head=True))]
        case AdoptAgenda():
            _must_not_be(on_file, "cancelled")
            return [_adopted(command, on_file, case)]
        case FileRecordOfDiscussion(round_id=round_id):
            if on_file.status not in OVER:
                raise RoundNotHeld(status=on_file.status)
            filed = RecordOfDiscussionFiled(
                round_id=round_id, filed_on=command.filed_on, document_id=command.document_id
            )
            return [filed]
        case IndicateRoundDate() | ConfirmRound():
            _must_not_be(on_file, *UNDER_WAY, *OVER, "cancelled")
            return [_dated(command, on_file, case)]
        case IndicateVenue(round_id=round_id, place=place, rests_on=rests_on):
            _must_not_be(on_file, "cancelled")
            must_be_on_file([rests_on] if rests_on else [], case.outcomes)
            return [VenueIndicated(round_id=round_id, place=place, rests_on=rests_on)]
        case ConfirmVenue(round_id=round_id, place=place):
            _must_not_be(on_file, "cancelled")
            return [VenueConfirmed(round_id=round_id, place=place)]
        case _:
            return _course(command, on_file)


def _dated(command: ToDate, on_file: Round, case: Case) -> RoundEvent:
    match command:
        case IndicateRoundDate(round_id=round_id, on=on, change_note=change_note):
            if on_file.status == "confirmed" and not change_note.strip():
                raise ChangeNoteMissing()
            return RoundDateIndicated(round_id=round_id, on=on, change_note=change_note)
        case ConfirmRound(round_id=round_id, party=party):
            _must_not_be(on_file, "postponed")
            return _confirmed(round_id, party, on_file, case)
        case _:
            assert_never(command)


def _course(command: ToCourse, on_file: Round) -> list[RoundEvent]:
    match command:
        case PostponeRound(round_id=round_id):
            _must_not_be(on_file, *UNDER_WAY, *OVER, "cancelled")
            return [
                RoundPostponed(
                    round_id=round_id,
                    until=command.until,
                    reason=command.reason,
                    initiative_of=command.initiative_of,
                )
            ]
        case CancelRound(round_id=round_id, reason=reason, initiative_of=initiative_of):
            _must_not_be(on_file, *UNDER_WAY, *OVER, "cancelled")
            return [RoundCancelled(round_id=round_id, reason=reason, initiative_of=initiative_of)]
        case ReviveRound(round_id=round_id, on=on):
            if on_file.status not in OFF:
                raise RoundNotCalledOff(status=on_file.status)
            return [RoundRevived(round_id=round_id, on=on)]
        case ConveneRound(round_id=round_id):
            _must_not_be(on_file, *UNDER_WAY, *OVER, "cancelled")
            return [RoundConvened(round_id=round_id)]
        case AdjournRound(round_id=round_id, until=until):
            if on_file.status != "in session":
                raise RoundNotInSession(status=on_file.status)
            return [RoundAdjourned(round_id=round_id, until=until)]
        case ResumeRound(round_id=round_id):
            if on_file.status != "adjourned":
                raise RoundNotAdjourned(status=on_file.status)
            return [RoundResumed(round_id=round_id)]
        case _:
            assert_never(command)


def _confirmed(round_id: UUID, party: PartyCode, on_file: Round, case: Case) -> RoundConfirmed:
    must_take_part(case, party)
    if party in on_file.confirmed_by:
        raise RoundConfirmedAlready(party=party)
    if on_file.on is None or not on_file.on.is_exact_day or on_file.on.zone is None:
        raise RoundDateNotExact()
    asked = (each.code for each in case.parties if each.role in ("party", "host"))
    awaiting = tuple(code for code in asked if code not in (*on_file.confirmed_by, party))
    return RoundConfirmed(round_id=round_id, party=party, awaiting=awaiting)


def _adopted(command: AdoptAgenda, on_file: Round, case: Case) -> AgendaAdopted:
    if not command.items:
        raise AgendaWithoutItems()
    must_be_on_file(command.irritant_ids, case.irritants)
    last = next(
        (each for each in reversed(on_file.agendas) if same_word(each.asserted, command.asserted)), None
    )
    told = (command.items, command.irritant_ids)
    if last and (last.items, last.irritant_ids) == told:
        raise AgendaAdoptedAlready()
    return AgendaAdopted(round_id=command.round_id, items=command.items, irritant_ids=command.irritant_ids)


def _known(round_id: UUID, case: Case) -> Round:
    if round_id not in case.rounds:
        raise UnknownRound(round_id=round_id)
    return case.rounds[round_id]


def _must_be_new(round_id: UUID, case: Case) -> None:
    if round_id in case.rounds:
        raise RoundOnFileAlready(round_id=round_id)
    must_be_free(case, round_id)


def _must_be_new_or_proposed(round_id: UUID, case: Case) -> None:
    if round_id not in case.rounds or case.rounds[round_id].status != "proposed":
        _must_be_new(round_id, case)


def _must_be_possible(ordinal: int | None) -> None:
    if ordinal is not None and not 1 <= ordinal <= 999:
        raise OrdinalImpossible(ordinal=ordinal)


def _must_not_be(on_file: Round, *statuses: str) -> None:
    if on_file.status not in statuses:
        return
    if on_file.status in OVER:
        raise RoundOver(status=on_file.status)
    if on_file.status in UNDER_WAY:
        raise RoundUnderWay(status=on_file.status)
    raise RoundCalledOff(status=on_file.status)


def evolve(case: Case, event: RoundEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Round, event.round_id, record)
    asserted = record.envelope.asserted
    match event:
        case RoundProposed(ordinal=ordinal):
            part.ordinal = ordinal or part.ordinal
            _turn(part, "proposed", record)
        case RoundTentativelyAgreed(ordinal=ordinal):
            part.ordinal = ordinal or part.ordinal
            _turn(part, "tentative", record)
        case RoundDateIndicated(on=on):
            part.on = on
            part.dates = (*part.dates, DateIndication(on=on, asserted=asserted))
            part.confirmed_by = part.awaiting = ()
            if part.status == "confirmed":
                _turn(part, "tentative", record)
        case RoundConfirmed(party=party, awaiting=awaiting):
            part.confirmed_by, part.awaiting = (*part.confirmed_by, party), awaiting
            _turn(part, "tentative" if awaiting else "confirmed", record)
        case VenueIndicated(place=place, rests_on=rests_on):
            indication = VenueIndication(place=place, asserted=asserted, rests_on=rests_on)
            part.venues = (*part.venues, indication)
        case VenueConfirmed(place=place):
            part.venues = (*part.venues, VenueIndication(place=place, asserted=asserted, confirmed=True))
        case DelegationNamed(delegation=delegation):
            others = (each for each in part.delegations if each.party != delegation.party)
            part.delegations = (*others, delegation)
        case DelegationHeadChanged(party=party, head=head):
            part.delegations = tuple(
                _headed_by(head, each) if each.party == party else each for each in part.delegations
            )
        case AgendaAdopted(items=items, irritant_ids=irritant_ids):
            agenda = Agenda(items=items, irritant_ids=irritant_ids, asserted=asserted)
            part.agendas = (*part.agendas, agenda)
        case RecordOfDiscussionFiled(filed_on=filed_on):
            part.record_filed_on = filed_on
            _turn(part, "recorded", record)
        case _:
            _evolve_course(part, event, record)


CourseEvent = (
    RoundPostponed | RoundCancelled | RoundRevived | RoundConvened | RoundAdjourned | RoundResumed | RoundHeld
)


def _evolve_course(part: Round, event: CourseEvent, record: Recorded) -> None:
    match event:
        case RoundPostponed(until=until, reason=reason, initiative_of=initiative_of):
            part.on, part.reason, part.initiative_of = until, reason, initiative_of
            part.confirmed_by = part.awaiting = ()
            _turn(part, "postponed", record)
        case RoundCancelled(reason=reason, initiative_of=initiative_of):
            part.reason, part.initiative_of = reason, initiative_of
            part.confirmed_by = part.awaiting = ()
            _turn(part, "cancelled", record)
        case RoundRevived(on=on):
            part.on, part.reason, part.initiative_of = on, "", None
            _turn(part, "tentative", record)
        case RoundConvened() | RoundResumed():
            _turn(part, "in session", record)
        case RoundAdjourned():
            _turn(part, "adjourned", record)
        case RoundHeld(on=on, ordinal=ordinal, duration=duration):
            part.on, part.ordinal, part.duration = on, ordinal or part.ordinal, duration
            _turn(part, "held", record)
        case _:
            assert_never(event)


def _turn(part: Round, status: RoundStatus, record: Recorded) -> None:
    part.status, part.status_asserted = status, record.envelope.asserted


def _headed_by(head: Delegate, delegation: Delegation) -> Delegation:
    others = (each for each in delegation.members if not each.head and each.person_id != head.person_id)
    return replace(delegation, members=(head, *others))
