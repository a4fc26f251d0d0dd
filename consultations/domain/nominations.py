"""Nominations: from a sounding to the end of functions; every claim of a step is kept beside the others.

A life cycle refuses contradictions and no gaps: each event may be the first that is known of a nomination, and what
is told late takes its place without moving the status back. Consuls have a commission and an exequatur besides.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused, Warned, Warnings
from consultations.domain.parts.accounts import Account
from consultations.domain.parts.nominations import Charge, Nomination, PostKind, StepName
from consultations.domain.state import Case, must_be_free, must_take_part
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class NominationOccurrence(Event):
    """What every event of a nomination carries: beside its id whatever is said of person and post again."""

    entity: ClassVar[tuple[str, ...]] = ("nomination_id",)
    step: ClassVar[StepName]
    """The step that it tells of."""
    nomination_id: UUID
    person_id: UUID | None = None
    sending: PartyCode = ""
    receiving: PartyCode = ""
    post: str = ""
    kind: PostKind = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class NominationAnnounced(NominationOccurrence):
    """The nomination was announced in public."""

    step: ClassVar[StepName] = "nomination announced"


@dataclass(frozen=True, kw_only=True, slots=True)
class SoundingMade(NominationOccurrence):
    """The receiving party was sounded on the person, before any request."""

    step: ClassVar[StepName] = "sounded"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgrementRequested(NominationOccurrence):
    """Agrément was requested (VCDR 4)."""

    step: ClassVar[StepName] = "requested"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgrementGranted(NominationOccurrence):
    """Agrément was granted, as the source has it; sources may differ on the day (VCDR 4)."""

    step: ClassVar[StepName] = "granted"


@dataclass(frozen=True, kw_only=True, slots=True)
class AgrementRefused(NominationOccurrence):
    """Agrément was refused; no reasons are owed, and none are kept (VCDR 4(2))."""

    step: ClassVar[StepName] = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class SilenceNoted(NominationOccurrence):
    """An officer noted that the request is met with silence: a reading, and never a refusal."""

    step: ClassVar[StepName] = "silence noted"


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestWithdrawn(NominationOccurrence):
    """The request, or the nomination before it, was withdrawn."""

    step: ClassVar[StepName] = "withdrawn"
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointed(NominationOccurrence):
    """The person was appointed to the post."""

    step: ClassVar[StepName] = "appointed"


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentAnnounced(NominationOccurrence):
    """The appointment was announced in public."""

    step: ClassVar[StepName] = "appointment announced"


@dataclass(frozen=True, kw_only=True, slots=True)
class CommissionIssued(NominationOccurrence):
    """The head of a consular post was provided with a commission (VCCR 11)."""

    step: ClassVar[StepName] = "commission issued"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExequaturRequested(NominationOccurrence):
    """The authorisation of the head of a consular post was requested (VCCR 12)."""

    step: ClassVar[StepName] = "exequatur requested"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExequaturGranted(NominationOccurrence):
    """The head of a consular post was authorised to exercise functions (VCCR 12)."""

    step: ClassVar[StepName] = "exequatur granted"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExequaturRefused(NominationOccurrence):
    """The authorisation was refused; no reasons are owed, and none are kept (VCCR 12(2))."""

    step: ClassVar[StepName] = "exequatur refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class ArrivalNotified(NominationOccurrence):
    """The person's arrival was notified (VCDR 10, VCCR 24)."""

    step: ClassVar[StepName] = "arrival notified"


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueCopyOfCredentialsPresented(NominationOccurrence):
    """A true copy of the credentials was presented to the ministry (VCDR 13)."""

    step: ClassVar[StepName] = "true copies presented"


@dataclass(frozen=True, kw_only=True, slots=True)
class CredentialsPresented(NominationOccurrence):
    """The credentials were presented to the head of state, or by a chargé en titre to the minister (VCDR 13, 14)."""

    step: ClassVar[StepName] = "credentials presented"


@dataclass(frozen=True, kw_only=True, slots=True)
class TookUpFunctions(NominationOccurrence):
    """The person took up functions, by the practice of the receiving party (VCDR 13, VCCR 12, 13)."""

    step: ClassVar[StepName] = "in function"
    on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargeNamed(NominationOccurrence):
    """A chargé d'affaires ad interim, or an acting head of a consular post, was named (VCDR 19, VCCR 15)."""

    step: ClassVar[StepName] = "chargé named"
    charge: Charge


@dataclass(frozen=True, kw_only=True, slots=True)
class RecalledForConsultations(NominationOccurrence):
    """The sending party recalled the person for consultations; the post is kept."""

    step: ClassVar[StepName] = "recalled"
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedToPost(NominationOccurrence):
    """The person came back to the post."""

    step: ClassVar[StepName] = "returned"


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionsEnded(NominationOccurrence):
    """The person's functions came to an end (VCDR 43, VCCR 25)."""

    step: ClassVar[StepName] = "ended"
    reason: str = ""


NominationEvent = (
    NominationAnnounced
    | SoundingMade
    | AgrementRequested
    | AgrementGranted
    | AgrementRefused
    | SilenceNoted
    | RequestWithdrawn
    | Appointed
    | AppointmentAnnounced
    | CommissionIssued
    | ExequaturRequested
    | ExequaturGranted
    | ExequaturRefused
    | ArrivalNotified
    | TrueCopyOfCredentialsPresented
    | CredentialsPresented
    | TookUpFunctions
    | ChargeNamed
    | RecalledForConsultations
    | ReturnedToPost
    | FunctionsEnded
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnNomination(Command):
    """What every command about a nomination carries; who it is, and for which post, where that is not on the file."""

    about: ClassVar[str] = "nomination_id"
    nomination_id: NewId
    person_id: UUID | None = None
    """The person nominated."""
    sending: PartyCode = ""
    """The party that sends."""
    receiving: PartyCode = ""
    """The party that receives."""
    post: str = ""
    """In the words of the nomination: "Ambassador to Brazil"."""
    kind: PostKind = "other"
    """What the person is to be, as the conventions tell posts apart (VCDR 4, VCCR 10)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnounceNomination(OnNomination):
    """Record that a nomination was announced in public."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MakeSounding(OnNomination):
    """Record that the receiving party was sounded on a person, before any request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestAgrement(OnNomination):
    """Record that agrément was requested (VCDR 4)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantAgrement(OnNomination):
    """Record that agrément was granted, as one source has it; what others say of it stays beside it (VCDR 4)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RefuseAgrement(OnNomination):
    """Record that agrément was refused; no reasons are owed, and none are kept (VCDR 4(2))."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteSilence(OnNomination):
    """Note that the request is met with silence: an officer's reading, and never a refusal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawRequest(OnNomination):
    """Record that the request, or the nomination before it, was withdrawn."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointNominee(OnNomination):
    """Record that the person was appointed to the post."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnounceAppointment(OnNomination):
    """Record that the appointment was announced in public."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueCommission(OnNomination):
    """Record that the head of a consular post was provided with a commission (VCCR 11)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestExequatur(OnNomination):
    """Record that the authorisation of the head of a consular post was requested (VCCR 12)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantExequatur(OnNomination):
    """Record that the head of a consular post was authorised to exercise functions (VCCR 12)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RefuseExequatur(OnNomination):
    """Record that the authorisation was refused; no reasons are owed, and none are kept (VCCR 12(2))."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyArrival(OnNomination):
    """Record that the person's arrival was notified (VCDR 10, VCCR 24)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PresentTrueCopyOfCredentials(OnNomination):
    """Record that a true copy of the credentials was presented to the ministry (VCDR 13)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PresentCredentials(OnNomination):
    """Record that the credentials were presented to the head of state, or to the minister (VCDR 13, 14)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeUpFunctions(OnNomination):
    """Record when the person took up functions, by the practice of the receiving party (VCDR 13, VCCR 12, 13)."""

    on: When
    """The day and, where it is known, the time, with its zone: a head of mission's precedence within the
    class goes by it (VCDR 16(1)), a consul's by the exequatur or provisional admission (VCCR 16)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NameCharge(OnNomination):
    """Record who was named chargé d'affaires ad interim, or acting head of a consular post (VCDR 19, VCCR 15)."""

    charge: Charge


@dataclass(frozen=True, kw_only=True, slots=True)
class RecallForConsultations(OnNomination):
    """Record that the sending party recalled the person for consultations; the post is kept."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnToPost(OnNomination):
    """Record that the person came back to the post."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EndFunctions(OnNomination):
    """Record that the person's functions came to an end (VCDR 43, VCCR 25)."""

    reason: str = ""


NominationCommand = (
    AnnounceNomination
    | MakeSounding
    | RequestAgrement
    | GrantAgrement
    | RefuseAgrement
    | NoteSilence
    | WithdrawRequest
    | AppointNominee
    | AnnounceAppointment
    | IssueCommission
    | RequestExequatur
    | GrantExequatur
    | RefuseExequatur
    | NotifyArrival
    | PresentTrueCopyOfCredentials
    | PresentCredentials
    | TakeUpFunctions
    | NameCharge
    | RecallForConsultations
    | ReturnToPost
    | EndFunctions
)


class UnknownNomination(Refused):
    """There is no such nomination on the file; to put it there, say who is to be sent, by whom, to whom and as what."""


class NominationIsOfAnother(Refused):
    """The nomination on the file is of another person."""


class AgrementGrantedAlready(Refused):
    """The same source has said already that agrément was granted on that day."""


class StepToldAlready(Refused):
    """The same source has said the same already, of the same day."""


class AgrementIsGranted(Refused):
    """The same source has said that agrément was granted."""


class AgrementIsRefused(Refused):
    """Agrément was refused; a further attempt is a nomination of its own."""


class RequestIsAnswered(Refused):
    """The request is no longer met with silence: it was answered or withdrawn, or the person appointed."""


class RequestIsWithdrawn(Refused):
    """The request was withdrawn; a further attempt is a nomination of its own."""


class AppointedAlready(Refused):
    """The person has been appointed; what ends then are the functions, not the request."""


class ExequaturIsRefused(Refused):
    """The exequatur was refused; without it the head of a consular post does not take up functions (VCCR 12)."""


class PublicityBeforeAgrement(Warned):
    """The nomination was announced in public before a request for agrément is on the file."""


class PrecedenceNotFixed(Warned):
    """Precedence goes by the day and time functions were taken up (VCDR 16): the day or its zone is not exact yet."""


def decide(command: NominationCommand, case: Case) -> list[NominationEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    on_file = case.nominations.get(command.nomination_id)
    must_take_part(case, *(code for code in (command.sending, command.receiving) if code))
    event = _event(command)
    if on_file is None:
        _must_be_described(command, case)
    else:
        _must_be_of(on_file, command)
        _must_be_news(event, command, on_file)
        _must_not_contradict(event, command, on_file)
    return [event]


def warnings(command: NominationCommand, case: Case) -> Warnings:
    """What is worth knowing of what a command records; none of it stands in the way."""
    on_file = case.nominations.get(command.nomination_id)
    match command:
        case AnnounceNomination() if on_file is None or on_file.status in ("nominated", "sounded"):
            return (PublicityBeforeAgrement,)
        case TakeUpFunctions(on=on) if not on.is_exact_day or on.zone is None:
            return (PrecedenceNotFixed,)
        case _:
            return ()


ToAgrement = (
    AnnounceNomination
    | MakeSounding
    | RequestAgrement
    | GrantAgrement
    | RefuseAgrement
    | NoteSilence
    | WithdrawRequest
)
ToPost = (
    AppointNominee
    | AnnounceAppointment
    | NotifyArrival
    | PresentTrueCopyOfCredentials
    | PresentCredentials
    | TakeUpFunctions
    | NameCharge
    | RecallForConsultations
    | ReturnToPost
    | EndFunctions
)
ToConsul = IssueCommission | RequestExequatur | GrantExequatur | RefuseExequatur


def _event(command: NominationCommand) -> NominationEvent:
    named = ("nomination_id", "person_id", "sending", "receiving", "post", "kind")
    told: dict[str, Any] = {name: getattr(command, name) for name in named}
    if isinstance(command, ToAgrement):
        return _of_agrement(command, told)
    if isinstance(command, ToPost):
        return _of_post(command, told)
    return _of_consul(command, told)


def _of_agrement(command: ToAgrement, told: dict[str, Any]) -> NominationEvent:
    match command:
        case AnnounceNomination():
            return NominationAnnounced(**told)
        case MakeSounding():
            return SoundingMade(**told)
        case RequestAgrement():
            return AgrementRequested(**told)
        case GrantAgrement():
            return AgrementGranted(**told)
        case RefuseAgrement():
            return AgrementRefused(**told)
        case NoteSilence():
            return SilenceNoted(**told)
        case WithdrawRequest(reason=reason):
            return RequestWithdrawn(**told, reason=reason)
        case _:
            assert_never(command)


def _of_post(command: ToPost, told: dict[str, Any]) -> NominationEvent:
    match command:
        case AppointNominee():
            return Appointed(**told)
        case AnnounceAppointment():
            return AppointmentAnnounced(**told)
        case NotifyArrival():
            return ArrivalNotified(**told)
        case PresentTrueCopyOfCredentials():
            return TrueCopyOfCredentialsPresented(**told)
        case PresentCredentials():
            return CredentialsPresented(**told)
        case TakeUpFunctions(on=on):
            return TookUpFunctions(**told, on=on)
        case NameCharge(charge=charge):
            return ChargeNamed(**told, charge=charge)
        case RecallForConsultations(reason=reason):
            return RecalledForConsultations(**told, reason=reason)
        case ReturnToPost():
            return ReturnedToPost(**told)
        case EndFunctions(reason=reason):
            return FunctionsEnded(**told, reason=reason)
        case _:
            assert_never(command)


def _of_consul(command: ToConsul, told: dict[str, Any]) -> NominationEvent:
    match command:
        case IssueCommission():
            return CommissionIssued(**told)
        case RequestExequatur():
            return ExequaturRequested(**told)
        case GrantExequatur():
            return ExequaturGranted(**told)
        case RefuseExequatur():
            return ExequaturRefused(**told)
        case _:
            assert_never(command)


def _must_be_described(command: NominationCommand, case: Case) -> None:
    must_be_free(case, command.nomination_id)
    if not (command.person_id and command.sending and command.receiving and command.post.strip()):
        raise UnknownNomination(nomination_id=command.nomination_id)


def _must_be_of(on_file: Nomination, command: NominationCommand) -> None:
    if command.person_id and on_file.person_id and command.person_id != on_file.person_id:
        raise NominationIsOfAnother(person_id=on_file.person_id)


def _must_be_news(event: NominationEvent, command: NominationCommand, on_file: Nomination) -> None:
    """Refuse an exact repetition, and nothing that another source says, or the same one of another day."""
    if isinstance(event, ChargeNamed) and event.charge != on_file.charge:
        return
    same = (each for each in on_file.told(event.step) if _is_word(each, command.asserted))
    if any(each.on == _on(event, command.occurred) for each in same):
        raise AgrementGrantedAlready() if event.step == "granted" else StepToldAlready(step=event.step)


def _is_word(claim: Account, asserted: Asserted | None) -> bool:
    # Left out, it is the ministry's own record, which names nothing but its side; which one that is, the edge knows.
    return claim.asserted == (asserted or Asserted(sides=claim.asserted.sides))


def _on(event: NominationEvent, occurred: When | None) -> When | None:
    return event.on if isinstance(event, TookUpFunctions) else occurred


SILENT = ("nominated", "sounded", "requested")
OVER = ("refused", "withdrawn")


def _must_not_contradict(event: NominationEvent, command: NominationCommand, on_file: Nomination) -> None:
    match event:
        case NominationAnnounced() | SoundingMade() | AgrementRequested() | ExequaturRefused():
            return
        case AgrementGranted():
            _must_not_say_otherwise(on_file, command, "refused", AgrementIsRefused)
        case AgrementRefused():
            _must_not_say_otherwise(on_file, command, "granted", AgrementIsGranted)
        case SilenceNoted():
            if on_file.status not in SILENT:
                raise RequestIsAnswered(status=on_file.status)
        case RequestWithdrawn():
            if on_file.status not in (*SILENT, "granted", *OVER):
                raise AppointedAlready(status=on_file.status)
        case _:
            _must_go_on(event, on_file)


def _must_not_say_otherwise(
    on_file: Nomination, command: NominationCommand, step: StepName, refusal: type[Refused]
) -> None:
    if any(_is_word(each, command.asserted) for each in on_file.told(step)):
        raise refusal()


def _must_go_on(event: NominationEvent, on_file: Nomination) -> None:
    if on_file.status == "refused":
        raise AgrementIsRefused()
    if on_file.status == "withdrawn":
        raise RequestIsWithdrawn()
    if isinstance(event, TookUpFunctions) and on_file.exequatur == "refused":
        raise ExequaturIsRefused()


def evolve(case: Case, event: NominationEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Nomination, event.nomination_id, record)
    part.person_id, part.post = part.person_id or event.person_id, part.post or event.post
    part.sending, part.receiving = part.sending or event.sending, part.receiving or event.receiving
    part.kind = event.kind if part.kind == "other" else part.kind
    envelope = record.envelope
    claim = Account(event_id=record.event_id, on=_on(event, envelope.occurred), asserted=envelope.asserted)
    part.tell(event.step, claim)
    match event:
        case ChargeNamed(charge=charge):
            part.charge = charge
        case RecalledForConsultations(reason=reason):
            part.recalled, part.reason = True, reason
        case RequestWithdrawn(reason=reason):
            part.reason = reason
        case FunctionsEnded(reason=reason):
            part.recalled, part.reason = False, reason
        case ReturnedToPost():
            part.recalled = False
        case _:
            pass
