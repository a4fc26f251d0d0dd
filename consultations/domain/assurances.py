"""Assurances: given, with the text each party gives of them; invoked, contested, said to be broken, lapsed."""

from dataclasses import dataclass
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.assurances import AllegedBreach, Assurance, AssuranceStatus
from consultations.domain.state import Case, must_be_free, must_be_on_file, must_take_part
from consultations.domain.values import PartyCode, Wording
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class AssuranceOccurrence(Event):
    """What every event of an assurance carries."""

    entity: ClassVar[tuple[str, ...]] = ("assurance_id",)
    assurance_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class AssuranceGiven(AssuranceOccurrence):
    """An assurance was given; several parties may give it to each other."""

    given_by: tuple[PartyCode, ...]
    given_to: tuple[PartyCode, ...]
    subject: str
    conditions: str = ""
    texts: tuple[Wording, ...] = ()
    rests_on: tuple[UUID, ...] = ()
    """Notes and outcomes it rests on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssuranceTextAdded(AssuranceOccurrence):
    """A text of the assurance was added: another party's own, or a joint one."""

    text: Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class AssuranceInvoked(AssuranceOccurrence):
    """A party relied on the assurance."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssuranceContested(AssuranceOccurrence):
    """A party contested that the assurance was given, or given so."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssuranceBreachAlleged(AssuranceOccurrence):
    """A party alleged that another did not keep the assurance; that alone ends nothing (VCLT 60, by analogy)."""

    party: PartyCode
    against: PartyCode
    reason: str
    on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AssuranceLapsed(AssuranceOccurrence):
    """The assurance no longer holds."""

    reason: str = ""


AssuranceEvent = (
    AssuranceGiven
    | AssuranceTextAdded
    | AssuranceInvoked
    | AssuranceContested
    | AssuranceBreachAlleged
    | AssuranceLapsed
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnAssurance(Command):
    """What every command about an assurance that is on the file carries."""

    about: ClassVar[str] = "assurance_id"
    assurance_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class GiveAssurance(Command):
    """Record that an assurance was given."""

    about: ClassVar[str] = "assurance_id"
    assurance_id: NewId
    given_by: tuple[PartyCode, ...]
    given_to: tuple[PartyCode, ...]
    subject: str
    conditions: str = ""
    texts: tuple[Wording, ...] = ()
    """The text that each party gives of it, and a joint text where there is one."""
    rests_on: tuple[UUID, ...] = ()
    """Notes and outcomes on the file that it rests on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AddAssuranceText(OnAssurance):
    """Add another party's own text of an assurance, or a joint one."""

    text: Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class InvokeAssurance(OnAssurance):
    """Record that a party relied on an assurance."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContestAssurance(OnAssurance):
    """Record that a party contests an assurance."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AllegeBreach(OnAssurance):
    """Record that a party alleges that one of those who gave an assurance did not keep it."""

    party: PartyCode
    against: PartyCode
    reason: str
    """What is said to have been done, or left undone."""
    on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LetAssuranceLapse(OnAssurance):
    """Record that an assurance no longer holds."""

    guarded: ClassVar[bool] = True
    reason: str = ""
    """Why it no longer holds."""


AssuranceCommand = (
    GiveAssurance | AddAssuranceText | InvokeAssurance | ContestAssurance | AllegeBreach | LetAssuranceLapse
)


class UnknownAssurance(Refused):
    """There is no such assurance on the file."""


class AssuranceOnFileAlready(Refused):
    """This assurance is on the file already."""


class AssuranceWithoutParties(Refused):
    """An assurance is given by a party to a party."""


class AssuranceTextOnFileAlready(Refused):
    """This text of the assurance is on the file already."""


class AssuranceContestedAlready(Refused):
    """This party contests the assurance already."""


class AssuranceNotGivenBy(Refused):
    """Only a party that gave the assurance can be said to have broken it, and by another."""


class BreachAllegedAlready(Refused):
    """This party alleges this breach already."""


class AssuranceNoLongerHolds(Refused):
    """The assurance has lapsed."""


def decide(command: AssuranceCommand, case: Case) -> list[AssuranceEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, GiveAssurance):
        return [_given(command, case)]
    if command.assurance_id not in case.assurances:
        raise UnknownAssurance(assurance_id=command.assurance_id)
    return [_decide_on(command, case.assurances[command.assurance_id], case)]


ToKnownAssurance = AddAssuranceText | InvokeAssurance | ContestAssurance | AllegeBreach | LetAssuranceLapse


def _decide_on(command: ToKnownAssurance, on_file: Assurance, case: Case) -> AssuranceEvent:
    match command:
        case AddAssuranceText(assurance_id=assurance_id, text=text):
            if text in on_file.texts:
                raise AssuranceTextOnFileAlready()
            return AssuranceTextAdded(assurance_id=assurance_id, text=text)
        case InvokeAssurance(assurance_id=assurance_id, party=party, reason=reason):
            must_take_part(case, party)
            _must_hold(on_file)
            return AssuranceInvoked(assurance_id=assurance_id, party=party, reason=reason)
        case ContestAssurance(assurance_id=assurance_id, party=party, reason=reason):
            must_take_part(case, party)
            _must_hold(on_file)
            if party in on_file.contested_by:
                raise AssuranceContestedAlready(party=party)
            return AssuranceContested(assurance_id=assurance_id, party=party, reason=reason)
        case AllegeBreach():
            return _alleged(command, on_file, case)
        case LetAssuranceLapse(assurance_id=assurance_id, reason=reason):
            _must_hold(on_file)
            return AssuranceLapsed(assurance_id=assurance_id, reason=reason)
        case _:
            assert_never(command)


def _given(command: GiveAssurance, case: Case) -> AssuranceGiven:
    if command.assurance_id in case.assurances:
        raise AssuranceOnFileAlready(assurance_id=command.assurance_id)
    must_be_free(case, command.assurance_id)
    if not command.given_by or not command.given_to:
        raise AssuranceWithoutParties()
    must_take_part(case, *command.given_by, *command.given_to)
    must_be_on_file(command.rests_on, case.notes, case.outcomes)
    return AssuranceGiven(
        assurance_id=command.assurance_id,
        given_by=command.given_by,
        given_to=command.given_to,
        subject=command.subject,
        conditions=command.conditions,
        texts=command.texts,
        rests_on=command.rests_on,
    )


def _alleged(command: AllegeBreach, on_file: Assurance, case: Case) -> AssuranceBreachAlleged:
    """What is alleged may have happened while an assurance held that has lapsed since."""
    must_take_part(case, command.party, command.against)
    if command.against == command.party or (on_file.given_by and command.against not in on_file.given_by):
        raise AssuranceNotGivenBy(party=command.against)
    alleged = (command.party, command.against, command.on, command.reason)
    if alleged in ((each.party, each.against, each.on, each.reason) for each in on_file.breaches):
        raise BreachAllegedAlready(party=command.party)
    return AssuranceBreachAlleged(
        assurance_id=command.assurance_id,
        party=command.party,
        against=command.against,
        reason=command.reason,
        on=command.on,
    )


def _must_hold(on_file: Assurance) -> None:
    if on_file.status == "lapsed":
        raise AssuranceNoLongerHolds()


def evolve(case: Case, event: AssuranceEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Assurance, event.assurance_id, record)
    match event:
        case AssuranceGiven():
            part.given_by, part.given_to = event.given_by, event.given_to
            part.subject, part.conditions = event.subject, event.conditions
            part.texts = event.texts
            part.rests_on = tuple(str(part_id) for part_id in event.rests_on)
            _turn(part, "given", record)
        case AssuranceTextAdded(text=text):
            part.texts = (*part.texts, text)
        case AssuranceInvoked(party=party, reason=reason):
            part.reason = reason
            part.invoked_by = tuple(dict.fromkeys((*part.invoked_by, party)))
            if part.status == "given":
                _turn(part, "invoked", record)
        case AssuranceContested(party=party, reason=reason):
            part.reason = reason
            part.contested_by = (*part.contested_by, party)
            _turn(part, "contested", record)
        case AssuranceBreachAlleged():
            _evolve_breach(part, event, record)
        case AssuranceLapsed(reason=reason):
            part.reason = reason
            _turn(part, "lapsed", record)
        case _:
            assert_never(event)


def _evolve_breach(part: Assurance, event: AssuranceBreachAlleged, record: Recorded) -> None:
    breach = AllegedBreach(
        party=event.party,
        against=event.against,
        on=event.on,
        reason=event.reason,
        asserted=record.envelope.asserted,
    )
    part.breaches = (*part.breaches, breach)
    if part.status != "lapsed":
        _turn(part, "breach alleged", record)


def _turn(part: Assurance, status: AssuranceStatus, record: Recorded) -> None:
    part.status, part.status_asserted = status, record.envelope.asserted
