"""Mandate: given, amended, discharged, withdrawn; its red lines. It stands in a file of instructions, kept closer.

A mandate is the own side's instruction to whoever talks for it (handbooks call it instructions, or terms of
reference); what the other side is shown are full powers, and belong to the agreement (VCLT 7).
"""

from dataclasses import dataclass
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.mandate import Amendment, Mandate, MandateStatus, Powers, RedLine
from consultations.domain.parts.part import activity
from consultations.domain.state import Case, must_be_free
from consultations.domain.values import Wording
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class MandateOccurrence(Event):
    """What every event of a mandate carries."""

    entity: ClassVar[tuple[str, ...]] = ("mandate_id",)
    mandate_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class MandateNamed(MandateOccurrence):
    """What is said of a mandate that may be new to the file; what is left out stays as it was."""

    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MandateGiven(MandateNamed):
    """A mandate was given, to negotiate or to conclude."""

    powers: Powers
    authority: str = ""
    officer: str = ""
    expires_on: When | None = None
    texts: tuple[Wording, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MandateAmended(MandateNamed):
    """The mandate was amended: in what is told, in how far it goes, or in how long it holds."""

    change: str
    powers: Powers | None = None
    expires_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RedLineSet(MandateNamed):
    """A red line was set: what is not to be conceded without new instructions."""

    red_line: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MandateDischarged(MandateOccurrence):
    """What the mandate was given for was done, and it is at an end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MandateWithdrawn(MandateOccurrence):
    """The mandate was withdrawn."""

    reason: str = ""


MandateEvent = MandateGiven | MandateAmended | RedLineSet | MandateDischarged | MandateWithdrawn


@dataclass(frozen=True, kw_only=True, slots=True)
class OnMandate(Command):
    """What every command about a mandate that is on the file carries."""

    about: ClassVar[str] = "mandate_id"
    mandate_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class NameMandate(Command):
    """What is said of a mandate; its title may be left out where it is on the file."""

    about: ClassVar[str] = "mandate_id"
    mandate_id: NewId
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GiveMandate(NameMandate):
    """Record that a mandate was given."""

    powers: Powers
    """How far it goes."""
    authority: str = ""
    officer: str = ""
    """User name of the officer who holds it and is reminded; left out, those in charge of the file."""
    expires_on: When | None = None
    """The last day on which it holds."""
    texts: tuple[Wording, ...] = ()
    """The instructions as they are worded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendMandate(NameMandate):
    """Record that a mandate was amended; it may be the first that is known of it."""

    change: str
    """What was changed, in words."""
    powers: Powers | None = None
    """How far it goes from now on; left out, as far as before."""
    expires_on: When | None = None
    """The last day on which it holds from now on; left out, as long as before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetRedLine(NameMandate):
    """Set a red line under a mandate; it may be the first that is known of it."""

    red_line: str
    """What is not to be conceded without new instructions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DischargeMandate(OnMandate):
    """Record that what a mandate was given for was done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawMandate(OnMandate):
    """Record that a mandate was withdrawn."""

    guarded: ClassVar[bool] = True
    reason: str = ""


MandateCommand = GiveMandate | AmendMandate | SetRedLine | DischargeMandate | WithdrawMandate


class UnknownMandate(Refused):
    """There is no such mandate on the file; to put it there, give its title."""


class MandateGivenAlready(Refused):
    """The mandate has been given already; amend it."""


class RedLineSetAlready(Refused):
    """This red line stands already."""


class MandateEnded(Refused):
    """The mandate has been discharged or withdrawn; a new one is to be given."""


ENDED = ("discharged", "withdrawn")


def decide(command: MandateCommand, case: Case) -> list[MandateEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    on_file = case.mandates.get(command.mandate_id)
    if on_file is None:
        must_be_free(case, command.mandate_id)
        if not isinstance(command, NameMandate) or not command.title.strip():
            raise UnknownMandate(mandate_id=command.mandate_id)
        on_file = Mandate(case_id=case.case_id, mandate_id=command.mandate_id)
    # That it was given may become known when it is over.
    if on_file.status in ENDED and not isinstance(command, GiveMandate):
        raise MandateEnded(status=on_file.status)
    return [_decide_on(command, on_file)]


def _decide_on(command: MandateCommand, on_file: Mandate) -> MandateEvent:
    mandate_id = command.mandate_id
    match command:
        case GiveMandate():
            return _given(command, on_file)
        case AmendMandate(title=title, change=change, powers=powers, expires_on=expires_on):
            return MandateAmended(
                mandate_id=mandate_id, title=title, change=change, powers=powers, expires_on=expires_on
            )
        case SetRedLine(title=title, red_line=red_line):
            if any(each.text == red_line for each in on_file.red_lines):
                raise RedLineSetAlready()
            return RedLineSet(mandate_id=mandate_id, title=title, red_line=red_line)
        case DischargeMandate():
            return MandateDischarged(mandate_id=mandate_id)
        case WithdrawMandate(reason=reason):
            return MandateWithdrawn(mandate_id=mandate_id, reason=reason)
        case _:
            assert_never(command)


def _given(command: GiveMandate, on_file: Mandate) -> MandateGiven:
    if on_file.given_on is not None:
        raise MandateGivenAlready(given_on=on_file.given_on)
    return MandateGiven(
        mandate_id=command.mandate_id,
        title=command.title,
        powers=command.powers,
        authority=command.authority,
        officer=command.officer,
        expires_on=command.expires_on,
        texts=command.texts,
    )


def evolve(case: Case, event: MandateEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Mandate, event.mandate_id, record)
    part.title = part.title or getattr(event, "title", "")
    asserted = record.envelope.asserted
    match event:
        case MandateGiven():
            _evolve_given(part, event, record)
        case MandateAmended(change=change, powers=powers, expires_on=expires_on):
            part.powers, part.expires_on = powers or part.powers, expires_on or part.expires_on
            amended = Amendment(change=change, on=activity(record), asserted=asserted)
            part.amendments = (*part.amendments, amended)
            _turn(part, "amended", record)
        case RedLineSet(red_line=red_line):
            part.red_lines = (*part.red_lines, RedLine(text=red_line, asserted=asserted))
            part.status_asserted = part.status_asserted or asserted
        case MandateDischarged():
            _turn(part, "discharged", record)
        case MandateWithdrawn(reason=reason):
            part.reason = reason
            _turn(part, "withdrawn", record)
        case _:
            assert_never(event)


def _evolve_given(part: Mandate, event: MandateGiven, record: Recorded) -> None:
    """What was amended since, if that is known first, goes before what was given."""
    part.given_on = activity(record)
    part.authority, part.officer, part.texts = event.authority, event.officer, event.texts
    part.powers, part.expires_on = part.powers or event.powers, part.expires_on or event.expires_on
    if part.status == "given":
        part.status_asserted = record.envelope.asserted


def _turn(part: Mandate, status: MandateStatus, record: Recorded) -> None:
    part.status, part.status_asserted = status, record.envelope.asserted
