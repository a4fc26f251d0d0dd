"""Claims: what is said of what others have said: confirmed, denied, corrected, retracted, preferred.

A claim is an event of any topic that named sides assert. Whatever is said of it leaves it on the file. A claim of its
own is made only of a matter that has no event of its own: a reason, a count.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, Marking, NewId, Recorded, Refused
from consultations.domain.parts.claims import Claim
from consultations.domain.parts.part import Part
from consultations.domain.state import KINDS, Case, marked, must_be_free, must_be_on_file, parts_named
from consultations.domain.values import Stance, StanceKind, Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimMade(Event):
    """A side made a claim about a matter that has no event of its own: a reason, a count."""

    entity: ClassVar[tuple[str, ...]] = ("claim_id",)
    claim_id: UUID
    matter: str
    wording: Wording
    concerns: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimAnswer(Marking):
    """What every event carries that speaks of a claim."""

    event_id: UUID
    """The event that makes the claim."""
    of: str
    """The type of that event."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimConfirmed(ClaimAnswer):
    """Another side confirmed what was claimed."""

    @property
    def confirms(self) -> tuple[UUID, ...]:
        """The claim."""
        return (self.event_id,)


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimDenied(ClaimAnswer):
    """Another side denied what was claimed; the claim stays on the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimPreferred(ClaimAnswer):
    """An officer holds this claim true before others on the same matter, whatever their sources."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimCorrected(ClaimAnswer):
    """What was claimed was put right; the claim stays on the file."""

    instead: UUID | None = None
    """The event that says it right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimRetracted(ClaimAnswer):
    """Whoever made the claim took it back; the claim stays on the file."""


ClaimEvent = ClaimMade | ClaimConfirmed | ClaimDenied | ClaimPreferred | ClaimCorrected | ClaimRetracted


@dataclass(frozen=True, kw_only=True, slots=True)
class MakeClaim(Command):
    """Record a claim about a matter that has no event of its own."""

    about: ClassVar[str] = "claim_id"
    claim_id: NewId
    matter: str
    """What it is about: the reason for a cancellation, the number of persons."""
    wording: Wording
    concerns: tuple[UUID, ...] = ()
    """The parts of the file it is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OnClaim(Command):
    """What every command carries that speaks of a claim."""

    event_id: UUID
    """The event on this file that makes the claim."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmClaim(OnClaim):
    """Record that another side confirmed what was claimed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DenyClaim(OnClaim):
    """Record that another side denied what was claimed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PreferClaim(OnClaim):
    """Hold one claim true before others on the same matter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectClaim(OnClaim):
    """Record that what was claimed was put right."""

    instead: UUID | None = None
    """The event on this file that says it right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RetractClaim(OnClaim):
    """Record that whoever made the claim took it back."""


ClaimCommand = MakeClaim | ConfirmClaim | DenyClaim | PreferClaim | CorrectClaim | RetractClaim


class UnknownClaim(Refused):
    """No event on this file makes such a claim."""


class NobodysClaim(Refused):
    """That is what the register did with the file, and nobody's claim."""


class TheirOwnClaim(Refused):
    """Nobody confirms or denies what they have claimed themselves: they correct or retract it."""


class NotTheirClaim(Refused):
    """Only whoever made a claim can take it back."""


class ClaimAnsweredSo(Refused):
    """These sides have said so of this claim already."""


class ClaimIsRetracted(Refused):
    """The claim has been taken back."""


def decide(command: ClaimCommand, case: Case) -> list[ClaimEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, MakeClaim):
        return [_made(command, case)]
    claim = _claim(command, case)
    _must_be_new(command, claim, case)
    _must_be_theirs_to_say(command, claim)
    return [_answer(command, claim, case)]


def _made(command: MakeClaim, case: Case) -> ClaimMade:
    must_be_free(case, command.claim_id)
    must_be_on_file(command.concerns, case.tags)
    return ClaimMade(
        claim_id=command.claim_id, matter=command.matter, wording=command.wording, concerns=command.concerns
    )


def _claim(command: OnClaim, case: Case) -> Recorded:
    claim = case.records.get(command.event_id)
    if claim is None:
        raise UnknownClaim(event_id=command.event_id)
    if not claim.event.claim:
        raise NobodysClaim(event_id=command.event_id)
    return claim


def _must_be_new(command: OnClaim, claim: Recorded, case: Case) -> None:
    said = [each for each in _stances(claim, case) if each.event_id == claim.event_id]
    if any(each.stance == "retracted" for each in said):
        raise ClaimIsRetracted(event_id=claim.event_id)
    sides = set(command.asserted.sides) if command.asserted else set()
    stance = STANCES[type(command)]
    if any(each.stance == stance and sides and sides <= set(each.asserted.sides) for each in said):
        raise ClaimAnsweredSo(sides=sorted(sides), stance=stance)


def _stances(claim: Recorded, case: Case) -> list[Stance]:
    return [
        stance
        for each in parts_named(case, claim.event.entities)
        for stance in case.parts(KINDS[each.kind])[each.part_id].stances
    ]


def _must_be_theirs_to_say(command: OnClaim, claim: Recorded) -> None:
    if command.asserted is None:
        return
    said, says = claim.envelope.asserted, command.asserted
    theirs = set(says.sides) & set(said.sides)
    # A ministry may deny what a senator of its own side has said: a side has more than one voice.
    one_voice = (says.source_id, says.capacity) == (said.source_id, said.capacity)
    if isinstance(command, ConfirmClaim | DenyClaim) and theirs and one_voice:
        raise TheirOwnClaim(sides=sorted(theirs))
    if isinstance(command, RetractClaim) and not theirs:
        raise NotTheirClaim(sides=command.asserted.sides)


def _answer(command: OnClaim, claim: Recorded, case: Case) -> ClaimEvent:
    told: dict[str, Any] = {
        "event_id": claim.event_id,
        "of": type(claim.event).__name__,
        "parts": parts_named(case, claim.event.entities),
        "reason": command.reason,
    }
    match command:
        case ConfirmClaim():
            return ClaimConfirmed(**told)
        case DenyClaim():
            return ClaimDenied(**told)
        case PreferClaim():
            return ClaimPreferred(**told)
        case CorrectClaim(instead=instead):
            must_be_on_file([instead] if instead else [], case.records)
            return ClaimCorrected(instead=instead, **told)
        case _:
            return ClaimRetracted(**told)


STANCES: dict[type[Command], StanceKind] = {
    ConfirmClaim: "confirmed",
    DenyClaim: "denied",
    PreferClaim: "preferred",
    CorrectClaim: "corrected",
    RetractClaim: "retracted",
}


def evolve(case: Case, event: ClaimEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    match event:
        case ClaimMade():
            claim = case.part(Claim, event.claim_id, record)
            claim.matter, claim.about = event.matter, tuple(str(each) for each in event.concerns)
            claim.texts, claim.status_asserted = (event.wording,), record.envelope.asserted
        case ClaimConfirmed():
            _take(case, event, record, "confirmed")
        case ClaimDenied():
            _take(case, event, record, "denied")
        case ClaimPreferred():
            for part in _take(case, event, record, "preferred"):
                part.prefer(event.event_id)
        case ClaimCorrected(instead=instead):
            _take(case, event, record, "corrected", instead)
        case ClaimRetracted():
            _take(case, event, record, "retracted")
        case _:
            assert_never(event)


def _take(
    case: Case, event: ClaimAnswer, record: Recorded, stance: StanceKind, instead: UUID | None = None
) -> list[Part]:
    """Keep with each part what was said of the claim."""
    said = Stance(
        event_id=event.event_id,
        type=event.of,
        stance=stance,
        asserted=record.envelope.asserted,
        reason=event.reason,
        instead=instead,
    )
    parts = list(marked(case, event, record))
    for part in parts:
        part.stances = (*part.stances, said)
        if isinstance(part, Claim) and stance != "preferred":
            part.status, part.status_asserted, part.reason = stance, record.envelope.asserted, event.reason
    return parts
