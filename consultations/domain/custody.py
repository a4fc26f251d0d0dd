"""Custody: the file's place in the file plan, how long it is kept, holds on it, its disposal, its transfer.

The terms are those of records management (ISO 15489-1, retention and disposition). Nothing is destroyed by an event:
what is recorded is that somebody authorised it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.custody import AfterRetention, Custody, CustodyStatus, Hold
from consultations.domain.state import Case, must_be_free
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeping(Event):
    """What every event about how a file is kept is: the register's own act."""

    claim: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseClassified(Keeping):
    """The file was given its place in the file plan; who may see it is another thing."""

    plan_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RetentionSet(Keeping):
    """It was laid down how long the file is kept, by which rule, and what follows then.

    A disposal that was authorised by what held before is authorised no longer.
    """

    rule: str
    until: When
    after: AfterRetention
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OnHold(Keeping):
    """What every event of a hold carries."""

    entity: ClassVar[tuple[str, ...]] = ("hold_id",)
    hold_id: UUID
    reason: str
    authority: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldPlaced(OnHold):
    """A hold was placed on the file: it is not destroyed while any hold stands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldLifted(OnHold):
    """A hold was lifted; others stand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DisposalAuthorised(Keeping):
    """It was authorised that the file be destroyed; the log is not, and a hold placed later stops it."""

    authority: str
    authorised_on: When
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseTransferredToArchive(Keeping):
    """The file was transferred to an archive, which keeps it from then on."""

    archive: str
    reference: str = ""
    transferred_on: When | None = None


CustodyEvent = (
    CaseClassified | RetentionSet | HoldPlaced | HoldLifted | DisposalAuthorised | CaseTransferredToArchive
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassifyCase(Command):
    """Give the file its place in the file plan; its level and its compartments are other commands' business."""

    reserved_to: ClassVar[str] = "registry"
    plan_code: str
    """The code of the class in the file plan: 313.1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetRetention(Command):
    """Lay down how long the file is kept; a later one takes the place of an earlier."""

    guarded: ClassVar[bool] = True
    reserved_to: ClassVar[str] = "registry"
    rule: str
    """The rule of the retention schedule."""
    until: When
    """The day to which it is kept; where that cannot be told, in words, with the day on which to look again."""
    after: AfterRetention
    """What follows then: a review, disposal, or transfer to the archive."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceHold(Command):
    """Place a hold on the file, beside any that stand: it is not destroyed before all of them are lifted."""

    about: ClassVar[str] = "hold_id"
    reserved_to: ClassVar[str] = "holds"
    hold_id: NewId
    reason: str
    authority: str
    """Who orders it: a court, the legal adviser, an inquiry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiftHold(Command):
    """Lift one hold; others stay."""

    about: ClassVar[str] = "hold_id"
    guarded: ClassVar[bool] = True
    reserved_to: ClassVar[str] = "holds"
    hold_id: UUID
    reason: str
    authority: str
    """Who orders that it be lifted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthoriseDisposal(Command):
    """Record that somebody authorised that the file be destroyed: one that is closed, past its retention, not held."""

    guarded: ClassVar[bool] = True
    reserved_to: ClassVar[str] = "disposal"
    authority: str
    """Who authorises it."""
    authorised_on: When
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferCaseToArchive(Command):
    """Record that the file, closed, was transferred to an archive."""

    guarded: ClassVar[bool] = True
    reserved_to: ClassVar[str] = "registry"
    archive: str
    reference: str = ""
    """What the archive calls it."""
    transferred_on: When | None = None


CustodyCommand = (
    ClassifyCase | SetRetention | PlaceHold | LiftHold | AuthoriseDisposal | TransferCaseToArchive
)


class CaseClassifiedSo(Refused):
    """The file has this place in the file plan already."""


class RetentionSetSo(Refused):
    """The file is kept by this rule already, as long and to the same end."""


class HoldPlacedAlready(Refused):
    """This hold was placed on the file already."""


class UnknownHold(Refused):
    """There is no such hold on the file."""


class HoldLiftedAlready(Refused):
    """This hold has been lifted already; place another."""


class CaseStillOpen(Refused):
    """The file is not closed; close it first."""


class CaseIsInArchive(Refused):
    """The file has been transferred to an archive, which keeps it now."""


class CaseIsUnderHold(Refused):
    """A hold stands on the file: it is not destroyed before all holds are lifted."""


class RetentionNotSet(Refused):
    """It has not been laid down how long the file is kept."""


class RetentionNotEnded(Refused):
    """The time for which the file is kept has not ended on the day of this, as far as can be told."""


class CaseKeptForArchive(Refused):
    """The rule by which the file is kept has it transferred to the archive, not destroyed."""


class DisposalAuthorisedAlready(Refused):
    """It has been authorised already that the file be destroyed."""


def decide(command: CustodyCommand, case: Case) -> list[CustodyEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    kept = case.custody.get(case.case_id) or Custody(case_id=case.case_id, custody_id=case.case_id)
    if isinstance(command, PlaceHold | LiftHold):
        return [_held(command, case)]
    if kept.archive:
        raise CaseIsInArchive(archive=kept.archive)
    match command:
        case ClassifyCase(plan_code=plan_code):
            if plan_code == kept.plan_code:
                raise CaseClassifiedSo(plan_code=plan_code)
            return [CaseClassified(plan_code=plan_code)]
        case SetRetention(rule=rule, until=until, after=after, reason=reason):
            if (rule, until, after) == (kept.rule, kept.until, kept.after):
                raise RetentionSetSo(rule=rule)
            return [RetentionSet(rule=rule, until=until, after=after, reason=reason)]
        case AuthoriseDisposal():
            return [_disposal(command, kept, case)]
        case TransferCaseToArchive(archive=archive, reference=reference, transferred_on=transferred_on):
            _must_be_closed(case)
            return [
                CaseTransferredToArchive(archive=archive, reference=reference, transferred_on=transferred_on)
            ]
        case _:
            assert_never(command)


def _held(command: PlaceHold | LiftHold, case: Case) -> CustodyEvent:
    on_file = case.holds.get(command.hold_id)
    told: dict[str, Any] = {name: getattr(command, name) for name in ("hold_id", "reason", "authority")}
    match command:
        case PlaceHold():
            if on_file:
                raise HoldPlacedAlready()
            must_be_free(case, command.hold_id)
            return HoldPlaced(**told)
        case LiftHold():
            if on_file is None:
                raise UnknownHold(hold_id=command.hold_id)
            if on_file.status == "lifted":
                raise HoldLiftedAlready()
            return HoldLifted(**told)
        case _:
            assert_never(command)


def _disposal(command: AuthoriseDisposal, kept: Custody, case: Case) -> DisposalAuthorised:
    _must_be_closed(case)
    if kept.holds:
        raise CaseIsUnderHold(holds=kept.holds)
    if kept.disposal_authority:
        raise DisposalAuthorisedAlready(authority=kept.disposal_authority)
    if kept.until is None:
        raise RetentionNotSet()
    if kept.after == "transfer":
        raise CaseKeptForArchive(rule=kept.rule)
    if not _ended(kept.until, command.authorised_on):
        raise RetentionNotEnded(until=kept.until)
    return DisposalAuthorised(
        authority=command.authority, authorised_on=command.authorised_on, reason=command.reason
    )


def _ended(until: When, on: When) -> bool:
    """Whether the time has ended for certain: after its latest day, or on the day chosen to look at it again."""
    first = on.first_day
    if first is None:
        return False
    if until.last_day:
        return first > until.last_day
    return until.review_on is not None and first >= date.fromisoformat(until.review_on)


def _must_be_closed(case: Case) -> None:
    if case.status != "closed":
        raise CaseStillOpen(status=case.status)


def evolve(case: Case, event: CustodyEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    kept = case.part(Custody, case.case_id, record)
    if isinstance(event, HoldPlaced | HoldLifted):
        _evolve_hold(case.part(Hold, event.hold_id, record), kept, event, record)
    else:
        _evolve_kept(kept, event, record)
    kept.status, kept.status_asserted = _status(kept), record.envelope.asserted


def _evolve_kept(
    kept: Custody,
    event: CaseClassified | RetentionSet | DisposalAuthorised | CaseTransferredToArchive,
    record: Recorded,
) -> None:
    match event:
        case CaseClassified(plan_code=plan_code):
            kept.plan_code = plan_code
        case RetentionSet(rule=rule, until=until, after=after):
            kept.rule, kept.until, kept.after = rule, until, after
            kept.disposal_authority, kept.disposal_on = "", None
        case DisposalAuthorised(authority=authority, authorised_on=authorised_on):
            kept.disposal_authority, kept.disposal_on = authority, authorised_on
        case CaseTransferredToArchive(archive=archive, reference=reference):
            kept.archive, kept.archive_reference = archive, reference
            kept.transferred_on = event.transferred_on or record.envelope.occurred
        case _:
            assert_never(event)


def _evolve_hold(part: Hold, kept: Custody, event: HoldPlaced | HoldLifted, record: Recorded) -> None:
    part.status_asserted = record.envelope.asserted
    others = tuple(each for each in kept.holds if each != str(event.hold_id))
    match event:
        case HoldPlaced():
            part.status, part.reason, part.authority = "standing", event.reason, event.authority
            part.placed_on, kept.holds = record.envelope.occurred, (*others, str(event.hold_id))
        case HoldLifted():
            part.status, part.lifted_reason, part.lifted_by = "lifted", event.reason, event.authority
            part.lifted_on, kept.holds = record.envelope.occurred, others
        case _:
            assert_never(event)


def _status(kept: Custody) -> CustodyStatus:
    if kept.archive:
        return "in the archive"
    if kept.holds:
        return "under hold"
    return "disposal authorised" if kept.disposal_authority else "kept"
