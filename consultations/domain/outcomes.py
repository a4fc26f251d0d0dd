"""Outcomes: reported, agreed, carried out, suspended, reversed, reinstated; who stands by them.

Reversing an outcome marks everything that rests on it, in the same decision; what is marked keeps its own status.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, Marking, NewId, Recorded, Refused
from consultations.domain.parts.outcomes import (
    Declaration,
    Outcome,
    OutcomeKind,
    OutcomeStatus,
    Reversibility,
)
from consultations.domain.state import (
    KINDS,
    Case,
    marked,
    must_be_free,
    must_be_on_file,
    must_take_part,
    resting_on,
)
from consultations.domain.values import PartOnFile, PartyCode, Wording

Extent = Literal["in part", "in full"]


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeOccurrence(Event):
    """What every event of an outcome carries."""

    entity: ClassVar[tuple[str, ...]] = ("outcome_id",)
    outcome_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeDescribed(OutcomeOccurrence):
    """What is said of an outcome; what is left out stays as it was."""

    title: str = ""
    kind: OutcomeKind = "other"
    round_id: UUID | None = None
    texts: tuple[Wording, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeReported(OutcomeDescribed):
    """An outcome was reported, by the sides that assert it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeAgreedInPrinciple(OutcomeDescribed):
    """An outcome was agreed in principle."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeAgreed(OutcomeDescribed):
    """An outcome was agreed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeConfirmed(OutcomeOccurrence):
    """A party confirmed the outcome."""

    affirms: ClassVar[bool] = True
    party: PartyCode

    @property
    def voices(self) -> tuple[PartyCode, ...]:
        """The party that confirms."""
        return (self.party,)


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeDisputed(OutcomeOccurrence):
    """A party disputed the outcome."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReversibilityDeclared(OutcomeOccurrence):
    """A party said of this outcome whether it can be reversed."""

    party: PartyCode
    reversibility: Reversibility


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeImplementationBegun(OutcomeOccurrence):
    """The outcome began to be carried out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeSuspended(OutcomeOccurrence):
    """The outcome was suspended."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeReversed(OutcomeOccurrence):
    """The outcome was reversed, in part or in full."""

    extent: Extent
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeReinstated(OutcomeOccurrence):
    """An outcome that had been suspended, reversed or let lapse stands again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeFulfilled(OutcomeOccurrence):
    """The outcome was carried out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeLapsed(OutcomeOccurrence):
    """The outcome lapsed."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class BasisChanged(Marking):
    """What every event carries that marks what rests on an outcome; each thing keeps its own status."""

    outcome_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class BasisReversed(BasisChanged):
    """What rests on an outcome was marked as resting on one that is reversed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BasisReinstated(BasisChanged):
    """What rests on an outcome was marked as resting again on one that stands."""


OfOutcome = (
    OutcomeReported
    | OutcomeAgreedInPrinciple
    | OutcomeAgreed
    | OutcomeConfirmed
    | OutcomeDisputed
    | ReversibilityDeclared
    | OutcomeImplementationBegun
    | OutcomeSuspended
    | OutcomeReversed
    | OutcomeReinstated
    | OutcomeFulfilled
    | OutcomeLapsed
)
OutcomeEvent = OfOutcome | BasisReversed | BasisReinstated


@dataclass(frozen=True, kw_only=True, slots=True)
class OnOutcome(Command):
    """What every command about an outcome that is on the file carries."""

    about: ClassVar[str] = "outcome_id"
    outcome_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class DescribeOutcome(Command):
    """What is said of an outcome; its title may be left out where it is on the file."""

    about: ClassVar[str] = "outcome_id"
    outcome_id: NewId
    title: str = ""
    kind: OutcomeKind = "other"
    round_id: UUID | None = None
    """The round on the file that it came of."""
    texts: tuple[Wording, ...] = ()
    """The text that each party gives of it, and a joint text where there is one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportOutcome(DescribeOutcome):
    """Record that one side reports an outcome."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreeOutcomeInPrinciple(DescribeOutcome):
    """Record that an outcome was agreed in principle; it may be the first that is known of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreeOutcome(DescribeOutcome):
    """Record that an outcome was agreed; it may be the first that is known of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmOutcome(OnOutcome):
    """Record that a party confirms an outcome."""

    party: PartyCode


@dataclass(frozen=True, kw_only=True, slots=True)
class DisputeOutcome(OnOutcome):
    """Record that a party disputes an outcome."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclareReversibility(OnOutcome):
    """Record what a party says of this very outcome: whether it can be reversed."""

    party: PartyCode
    reversibility: Reversibility


@dataclass(frozen=True, kw_only=True, slots=True)
class BeginImplementation(OnOutcome):
    """Record that an outcome began to be carried out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspendOutcome(OnOutcome):
    """Record that an outcome was suspended."""

    guarded: ClassVar[bool] = True
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReverseOutcome(OnOutcome):
    """Record that an outcome was reversed, in part or in full."""

    guarded: ClassVar[bool] = True
    extent: Extent
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReinstateOutcome(OnOutcome):
    """Record that an outcome that was suspended, reversed or let lapse stands again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FulfilOutcome(OnOutcome):
    """Record that an outcome was carried out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LetOutcomeLapse(OnOutcome):
    """Record that an outcome lapsed."""

    guarded: ClassVar[bool] = True
    reason: str = ""


OutcomeCommand = (
    ReportOutcome
    | AgreeOutcomeInPrinciple
    | AgreeOutcome
    | ConfirmOutcome
    | DisputeOutcome
    | DeclareReversibility
    | BeginImplementation
    | SuspendOutcome
    | ReverseOutcome
    | ReinstateOutcome
    | FulfilOutcome
    | LetOutcomeLapse
)


class UnknownOutcome(Refused):
    """There is no such outcome on the file; to put it there, give its title."""


class OutcomeReportedAlready(Refused):
    """The outcome is on the file already, as reported by the same sides."""


class OutcomeAgreedAlready(Refused):
    """The outcome has been agreed already."""


class OutcomeConfirmedAlready(Refused):
    """This party has confirmed the outcome already."""


class OutcomeDisputedAlready(Refused):
    """This party disputes the outcome already."""


class ImplementationBegunAlready(Refused):
    """The outcome is being carried out already."""


class OutcomeFulfilledAlready(Refused):
    """The outcome has been carried out already."""


class OutcomeNoLongerStands(Refused):
    """The outcome has been suspended, reversed or let lapse; reinstate it first."""


class OutcomeStands(Refused):
    """Only an outcome that was suspended, reversed or let lapse can be reinstated."""


FALLEN = ("suspended", "reversed in full", "lapsed")
"""Nothing more can be done with it before it is reinstated; what is reversed in part stands for the rest."""
AGREED = ("agreed", "being implemented", "fulfilled", "reversed in part")


def decide(command: OutcomeCommand, case: Case) -> list[OutcomeEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    on_file = case.outcomes.get(command.outcome_id)
    match command:
        case ReportOutcome() | AgreeOutcomeInPrinciple() | AgreeOutcome():
            return [_described(command, on_file, case)]
        case _:
            if on_file is None:
                raise UnknownOutcome(outcome_id=command.outcome_id)
            event = _decide_on(command, on_file, case)
            return [event, *_marking(event, case)]


def _marking(event: OutcomeEvent, case: Case) -> list[OutcomeEvent]:
    """What follows for everything that rests on the outcome."""
    match event:
        case OutcomeReversed(outcome_id=outcome_id):
            resting = [each for each in resting_on(case, outcome_id) if not _marked(each, outcome_id, case)]
            return [BasisReversed(outcome_id=outcome_id, parts=tuple(resting))] if resting else []
        case OutcomeReinstated(outcome_id=outcome_id):
            resting = [each for each in resting_on(case, outcome_id) if _marked(each, outcome_id, case)]
            return [BasisReinstated(outcome_id=outcome_id, parts=tuple(resting))] if resting else []
        case _:
            return []


def _marked(resting: PartOnFile, outcome_id: UUID, case: Case) -> bool:
    return str(outcome_id) in case.parts(KINDS[resting.kind])[resting.part_id].rests_on_reversed


ToCarryOut = (
    BeginImplementation | SuspendOutcome | ReverseOutcome | ReinstateOutcome | FulfilOutcome | LetOutcomeLapse
)
ToKnownOutcome = ConfirmOutcome | DisputeOutcome | DeclareReversibility | ToCarryOut


def _decide_on(command: ToKnownOutcome, on_file: Outcome, case: Case) -> OutcomeEvent:
    match command:
        case ConfirmOutcome(outcome_id=outcome_id, party=party):
            must_take_part(case, party)
            if party in on_file.confirmed_by:
                raise OutcomeConfirmedAlready(party=party)
            return OutcomeConfirmed(outcome_id=outcome_id, party=party)
        case DisputeOutcome(outcome_id=outcome_id, party=party, reason=reason):
            must_take_part(case, party)
            if party in on_file.disputed_by:
                raise OutcomeDisputedAlready(party=party)
            return OutcomeDisputed(outcome_id=outcome_id, party=party, reason=reason)
        case DeclareReversibility(outcome_id=outcome_id, party=party, reversibility=reversibility):
            must_take_part(case, party)
            return ReversibilityDeclared(outcome_id=outcome_id, party=party, reversibility=reversibility)
        case _:
            return _carry_out(command, on_file)


def _carry_out(command: ToCarryOut, on_file: Outcome) -> OutcomeEvent:
    outcome_id = command.outcome_id
    match command:
        case ReinstateOutcome():
            if on_file.status not in (*FALLEN, "reversed in part"):
                raise OutcomeStands(status=on_file.status)
            return OutcomeReinstated(outcome_id=outcome_id)
        case ReverseOutcome(extent=extent, reason=reason):
            if on_file.status != "suspended":
                _must_stand(on_file)
            return OutcomeReversed(outcome_id=outcome_id, extent=extent, reason=reason)
        case LetOutcomeLapse(reason=reason):
            if on_file.status != "suspended":
                _must_stand(on_file)
            _must_be_unfulfilled(on_file)
            return OutcomeLapsed(outcome_id=outcome_id, reason=reason)
        case _:
            _must_stand(on_file)
            _must_be_unfulfilled(on_file)
            return _advance(command, on_file)


def _advance(command: BeginImplementation | FulfilOutcome | SuspendOutcome, on_file: Outcome) -> OutcomeEvent:
    outcome_id = command.outcome_id
    match command:
        case BeginImplementation():
            if on_file.status == "being implemented":
                raise ImplementationBegunAlready()
            return OutcomeImplementationBegun(outcome_id=outcome_id)
        case FulfilOutcome():
            return OutcomeFulfilled(outcome_id=outcome_id)
        case SuspendOutcome(reason=reason):
            return OutcomeSuspended(outcome_id=outcome_id, reason=reason)
        case _:
            assert_never(command)


Describing = ReportOutcome | AgreeOutcomeInPrinciple | AgreeOutcome


def _described(command: Describing, on_file: Outcome | None, case: Case) -> OutcomeEvent:
    if on_file is None:
        must_be_free(case, command.outcome_id)
        if not command.title.strip():
            raise UnknownOutcome(outcome_id=command.outcome_id)
    else:
        _must_add(command, on_file)
    must_be_on_file([command.round_id] if command.round_id else [], case.rounds)
    told: dict[str, Any] = {
        name: getattr(command, name) for name in ("outcome_id", "title", "kind", "round_id", "texts")
    }
    match command:
        case ReportOutcome():
            return OutcomeReported(**told)
        case AgreeOutcomeInPrinciple():
            return OutcomeAgreedInPrinciple(**told)
        case AgreeOutcome():
            return OutcomeAgreed(**told)
        case _:
            assert_never(command)


def _must_add(command: Describing, on_file: Outcome) -> None:
    if isinstance(command, ReportOutcome):
        sides = command.asserted.sides if command.asserted else ()
        if set(sides) <= set(on_file.reported_by):
            raise OutcomeReportedAlready(reported_by=on_file.reported_by)
        return
    _must_stand(on_file)
    agreed = on_file.status in AGREED
    if agreed or (isinstance(command, AgreeOutcomeInPrinciple) and on_file.status == "agreed in principle"):
        raise OutcomeAgreedAlready(status=on_file.status)


def _must_stand(on_file: Outcome) -> None:
    if on_file.status in FALLEN:
        raise OutcomeNoLongerStands(status=on_file.status)


def _must_be_unfulfilled(on_file: Outcome) -> None:
    if on_file.status == "fulfilled":
        raise OutcomeFulfilledAlready()


def evolve(case: Case, event: OutcomeEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    if isinstance(event, BasisReversed | BasisReinstated):
        _evolve_basis(case, event, record)
    else:
        _evolve_outcome(case.part(Outcome, event.outcome_id, record), event, record)


def _evolve_outcome(part: Outcome, event: OfOutcome, record: Recorded) -> None:
    match event:
        case OutcomeReported() | OutcomeAgreedInPrinciple() | OutcomeAgreed():
            _evolve_described(part, event, record)
        case OutcomeConfirmed(party=party):
            part.confirmed_by = (*part.confirmed_by, party)
            part.disputed_by = tuple(each for each in part.disputed_by if each != party)
        case OutcomeDisputed(party=party, reason=reason):
            part.disputed_by, part.reason = (*part.disputed_by, party), reason
            part.confirmed_by = tuple(each for each in part.confirmed_by if each != party)
        case ReversibilityDeclared(party=party, reversibility=reversibility):
            part.reversibility = reversibility
            declared = Declaration(
                party=party, reversibility=reversibility, asserted=record.envelope.asserted
            )
            part.declarations = (*part.declarations, declared)
        case OutcomeImplementationBegun():
            _turn(part, "being implemented", record)
        case OutcomeFulfilled():
            _turn(part, "fulfilled", record)
        case _:
            _evolve_fall(part, event, record)


def _evolve_basis(case: Case, event: BasisReversed | BasisReinstated, record: Recorded) -> None:
    reversed_one = str(event.outcome_id)
    for part in marked(case, event, record):
        others = tuple(each for each in part.rests_on_reversed if each != reversed_one)
        part.rests_on_reversed = (*others, reversed_one) if isinstance(event, BasisReversed) else others


FallEvent = OutcomeSuspended | OutcomeReversed | OutcomeReinstated | OutcomeLapsed


def _evolve_fall(part: Outcome, event: FallEvent, record: Recorded) -> None:
    match event:
        case OutcomeSuspended(reason=reason):
            _fall(part, "suspended", reason, record)
        case OutcomeReversed(extent=extent, reason=reason):
            _fall(part, "reversed in part" if extent == "in part" else "reversed in full", reason, record)
        case OutcomeLapsed(reason=reason):
            _fall(part, "lapsed", reason, record)
        case OutcomeReinstated():
            _turn(part, part.stood_as or "reported", record)
            part.stood_as = None
        case _:
            assert_never(event)


def _evolve_described(
    part: Outcome, event: OutcomeReported | OutcomeAgreedInPrinciple | OutcomeAgreed, record: Recorded
) -> None:
    part.title = part.title or event.title
    part.kind = event.kind if part.kind == "other" else part.kind
    part.round_id = part.round_id or event.round_id
    part.texts = (*part.texts, *(text for text in event.texts if text not in part.texts))
    sides = record.envelope.asserted.sides
    part.reported_by = tuple(dict.fromkeys((*part.reported_by, *sides)))
    match event:
        case OutcomeReported():
            part.status_asserted = part.status_asserted or record.envelope.asserted
        case OutcomeAgreedInPrinciple():
            _turn(part, "agreed in principle", record)
        case OutcomeAgreed():
            _turn(part, "agreed", record)
        case _:
            assert_never(event)


def _fall(part: Outcome, status: OutcomeStatus, reason: str, record: Recorded) -> None:
    part.stood_as, part.reason = part.stood_as or part.status, reason
    _turn(part, status, record)


def _turn(part: Outcome, status: OutcomeStatus, record: Recorded) -> None:
    part.status, part.status_asserted = status, record.envelope.asserted
