"""Opening: the file itself, its parties, its venue rule, its suspension, closing and reopening."""

from dataclasses import dataclass
from typing import ClassVar, assert_never

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.state import Case, CaseKind, Level, same_word
from consultations.domain.values import Participant, PartyCode, PartyRole, VenueRule, VenueRuleKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Registration(Event):
    """What the register does with the file itself."""

    claim: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseOpened(Registration):
    """A case file was opened."""

    kind: CaseKind
    title: str
    subject: str
    level: Level
    parties: tuple[Participant, ...]
    compartments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyJoined(Registration):
    """A further participant joined: as a party, a facilitator, a host or an observer."""

    code: PartyCode
    role: PartyRole


@dataclass(frozen=True, kw_only=True, slots=True)
class TitleAmended(Registration):
    """The file was given another title."""

    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SubjectAmended(Registration):
    """What the consultations are about was put in other words."""

    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseAssigned(Registration):
    """An officer of the ministry was put in charge of the file."""

    officer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSuspended(Registration):
    """Work on the file was suspended."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseResumed(Registration):
    """Work on the file was resumed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseClosed(Registration):
    """The file was closed with a result."""

    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseReopened(Registration):
    """A closed file was opened again."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VenueRuleAgreed(Event):
    """The parties agreed where rounds are held: in a third country, in their capitals in turn."""

    rule: VenueRuleKind
    country: PartyCode | None = None
    words: str = ""


OpeningEvent = (
    CaseOpened
    | PartyJoined
    | TitleAmended
    | SubjectAmended
    | CaseAssigned
    | CaseSuspended
    | CaseResumed
    | CaseClosed
    | CaseReopened
    | VenueRuleAgreed
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenCase(Command):
    """Open a case file."""

    case_id: NewId
    title: str
    subject: str
    parties: tuple[Participant, ...]
    kind: CaseKind = "consultations"
    level: Level = "restricted"
    compartments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinParty(Command):
    """Add a party to the file."""

    code: PartyCode
    role: PartyRole = "party"


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendTitle(Command):
    """Give the file another title."""

    guarded: ClassVar[bool] = True
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendSubject(Command):
    """Put what the consultations are about in other words."""

    guarded: ClassVar[bool] = True
    subject: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignCase(Command):
    """Put an officer in charge of the file."""

    officer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspendCase(Command):
    """Suspend work on the file."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResumeCase(Command):
    """Resume work on the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseCase(Command):
    """Close the file with a result."""

    guarded: ClassVar[bool] = True
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReopenCase(Command):
    """Open a closed file again."""

    guarded: ClassVar[bool] = True
    reserved_to: ClassVar[str] = "reopening"
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreeVenueRule(Command):
    """Record what the parties agreed of where rounds are held."""

    rule: VenueRuleKind
    country: PartyCode | None = None
    """The third country, where that is the rule: none of the parties."""
    words: str = ""
    """The rule in words where it is "other"; else what is to be said of it."""


OpeningCommand = (
    OpenCase
    | JoinParty
    | AmendTitle
    | AmendSubject
    | AssignCase
    | SuspendCase
    | ResumeCase
    | CloseCase
    | ReopenCase
    | AgreeVenueRule
)


class CaseAlreadyOpened(Refused):
    """A file with this id has been opened already."""


class NoPartyNamed(Refused):
    """A file needs at least one party."""


class PartyNamedTwice(Refused):
    """A party is named twice."""


class PartyTakesPartAlready(Refused):
    """This party takes part in the file already."""


class OfficerInChargeAlready(Refused):
    """This officer is in charge of the file already."""


class CaseIsSuspended(Refused):
    """Work on the file is suspended."""


class CaseIsNotSuspended(Refused):
    """Work on the file is not suspended."""


class CaseIsNotClosed(Refused):
    """The file is not closed."""


class VenueRuleIncomplete(Refused):
    """A third country is named where that is the rule, and nowhere else; another rule is put in words."""


class NotAThirdCountry(Refused):
    """A third country is none of the parties."""


class VenueRuleAgreedAlready(Refused):
    """This is the last rule on the venue on this word already."""


def decide(command: OpeningCommand, case: Case) -> list[OpeningEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case OpenCase():
            return _open(command, case)
        case JoinParty(code=code, role=role):
            if code in case.codes():
                raise PartyTakesPartAlready(code=code)
            return [PartyJoined(code=code, role=role)]
        case AmendTitle(title=title):
            return [] if title == case.title else [TitleAmended(title=title)]
        case AmendSubject(subject=subject):
            return [] if subject == case.subject else [SubjectAmended(subject=subject)]
        case AssignCase(officer=officer):
            if officer in case.officers:
                raise OfficerInChargeAlready(officer=officer)
            return [CaseAssigned(officer=officer)]
        case SuspendCase(reason=reason):
            if case.status == "suspended":
                raise CaseIsSuspended()
            return [CaseSuspended(reason=reason)]
        case ResumeCase():
            if case.status != "suspended":
                raise CaseIsNotSuspended()
            return [CaseResumed()]
        case CloseCase(result=result):
            return [CaseClosed(result=result)]
        case ReopenCase(reason=reason):
            if case.status != "closed":
                raise CaseIsNotClosed()
            return [CaseReopened(reason=reason)]
        case AgreeVenueRule():
            return [_venue_rule(command, case)]
        case _:
            assert_never(command)


def _open(command: OpenCase, case: Case) -> list[OpeningEvent]:
    codes = [participant.code for participant in command.parties]
    if case.status != "unopened":
        raise CaseAlreadyOpened(case_id=command.case_id)
    if not codes:
        raise NoPartyNamed()
    if len(set(codes)) < len(codes):
        raise PartyNamedTwice(codes=codes)
    opened = CaseOpened(
        kind=command.kind,
        title=command.title,
        subject=command.subject,
        level=command.level,
        parties=command.parties,
        compartments=command.compartments,
    )
    return [opened]


def _venue_rule(command: AgreeVenueRule, case: Case) -> VenueRuleAgreed:
    complete = command.words.strip() if command.rule == "other" else True
    if not complete or (command.country is not None) != (command.rule == "third country"):
        raise VenueRuleIncomplete(rule=command.rule)
    if command.country in [each.code for each in case.parties if each.role == "party"]:
        raise NotAThirdCountry(country=command.country)
    agreed = VenueRuleAgreed(rule=command.rule, country=command.country, words=command.words)
    on_this_word = [each for each in case.venue_rules if same_word(each.asserted, command.asserted)]
    if on_this_word and _same_rule(on_this_word[-1], agreed):
        raise VenueRuleAgreedAlready(rule=command.rule)
    return agreed


def _same_rule(held: VenueRule, agreed: VenueRuleAgreed) -> bool:
    return (held.rule, held.country, held.words) == (agreed.rule, agreed.country, agreed.words)


def evolve(case: Case, event: OpeningEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    match event:
        case CaseOpened():
            case.status = "open"
            case.kind, case.title, case.subject = event.kind, event.title, event.subject
            case.level, case.compartments, case.parties = event.level, event.compartments, event.parties
        case PartyJoined(code=code, role=role):
            case.parties = (*case.parties, Participant(code=code, role=role))
        case TitleAmended(title=title):
            case.title = title
        case SubjectAmended(subject=subject):
            case.subject = subject
        case CaseAssigned(officer=officer):
            case.officers = (*case.officers, officer)
        case CaseSuspended():
            case.status = "suspended"
        case CaseResumed():
            case.status = "open"
        case CaseClosed(result=result):
            case.status, case.result = "closed", result
        case CaseReopened():
            case.status, case.result = "open", ""
        case VenueRuleAgreed(rule=rule, country=country, words=words):
            agreed = VenueRule(
                rule=rule,
                country=country,
                words=words,
                on=record.envelope.occurred,
                asserted=record.envelope.asserted,
            )
            case.venue_rules = (*case.venue_rules, agreed)
        case _:
            assert_never(event)
