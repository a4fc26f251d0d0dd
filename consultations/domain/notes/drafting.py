"""Drafts of notes, and their clearance by the roles and officers who were asked for it.

Who is asked is a house rule, not law. A clearance that was withheld stands in the way of number and dispatch: the file
would say no and yes at once, and nobody would have had to answer for it. One that is only open does not, for it is
given by telephone and recorded later as often as not: the receipt warns of it.
"""

from dataclasses import dataclass
from typing import ClassVar, Final, assert_never
from uuid import UUID

from consultations.domain.message import Command, NewId, Recorded, Refused, Warned, Warnings
from consultations.domain.notes.passage import (
    NoteOccurrence,
    NoteOnFileAlready,
    OnNote,
    known,
    must_hold,
    must_not_have_lapsed,
    must_stand,
)
from consultations.domain.parts.notes import PREPARING, Clearance, Enclosure, Note, NoteForm, NoteStatus
from consultations.domain.state import Case, must_be_free
from consultations.domain.values import PartyCode, Wording
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteDrafted(NoteOccurrence):
    """A note was drafted; it has not left yet."""

    from_party: PartyCode
    to_party: PartyCode
    subject: str
    form: NoteForm = "note verbale"
    in_reply_to: UUID | None = None
    authentic_languages: tuple[str, ...] = ()
    texts: tuple[Wording, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    officer: str = ""
    drafted_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClearanceRequested(NoteOccurrence):
    """A role or an officer was asked to clear the draft."""

    of_whom: str
    due: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClearanceGiven(NoteOccurrence):
    """The draft was cleared by a role or an officer."""

    of_whom: str
    given_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClearanceWithheld(NoteOccurrence):
    """A role or an officer did not clear the draft; it does not leave as it stands."""

    of_whom: str
    reason: str
    withheld_on: When | None = None


DraftingEvent = NoteDrafted | ClearanceRequested | ClearanceGiven | ClearanceWithheld


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftNote(Command):
    """Put the draft of a note on the file, before it is cleared, numbered and dispatched."""

    about: ClassVar[str] = "note_id"
    note_id: NewId
    from_party: PartyCode
    to_party: PartyCode
    subject: str
    form: NoteForm = "note verbale"
    in_reply_to: UUID | None = None
    authentic_languages: tuple[str, ...] = ()
    """Languages of the authentic texts (BCP 47)."""
    texts: tuple[Wording, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    officer: str = ""
    """The officer who drafts it."""
    drafted_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestClearance(OnNote):
    """Record that a role or an officer was asked to clear the draft; asked anew, what was said before is open again."""

    of_whom: str
    """A role or an officer."""
    due: When | None = None
    """By when it is asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GiveClearance(OnNote):
    """Record that a role or an officer cleared the draft; it need not have been asked for on the file."""

    of_whom: str
    """A role or an officer."""
    given_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WithholdClearance(OnNote):
    """Record that a role or an officer did not clear the draft, and why."""

    of_whom: str
    """A role or an officer."""
    reason: str
    """Why it was not cleared."""
    withheld_on: When | None = None


ToClear = RequestClearance | GiveClearance | WithholdClearance
DraftingCommand = DraftNote | ToClear


class NoteHasLeft(Refused):
    """The note has left: clearance is asked for before."""


class ClearanceRequestedAlready(Refused):
    """This clearance has been asked for, and is still open."""


class ClearanceGivenAlready(Refused):
    """This clearance has been given already."""


class ClearanceWithheldAlready(Refused):
    """This clearance has been withheld already."""


class ClearanceIsWithheld(Refused):
    """A clearance was withheld: it is to be given, or asked for anew, before the note is numbered or leaves."""


class ClearanceStillOpen(Warned):
    """A clearance that was asked for is still open."""


DRAFTED_FIELDS: Final = (
    *("note_id", "from_party", "to_party", "subject", "form", "in_reply_to", "authentic_languages"),
    *("texts", "enclosures", "officer", "drafted_on"),
)


def decide(command: DraftingCommand, case: Case) -> DraftingEvent:
    """What follows from a command, or the refusal that stands in its way."""
    if not isinstance(command, DraftNote):
        on_file = known(command.note_id, case)
        must_stand(on_file)
        return _cleared(command, on_file)
    if command.note_id in case.notes:
        raise NoteOnFileAlready(note_id=command.note_id)
    must_be_free(case, command.note_id)
    must_hold(command, case)
    return NoteDrafted(**{name: getattr(command, name) for name in DRAFTED_FIELDS})


def _cleared(command: ToClear, on_file: Note) -> DraftingEvent:
    note_id, of_whom = on_file.note_id, command.of_whom
    match command:
        case RequestClearance(due=due):
            must_not_have_lapsed(on_file)
            if on_file.has_left:
                raise NoteHasLeft(note_id=note_id)
            if of_whom in on_file.clearances_that_are("open"):
                raise ClearanceRequestedAlready(of_whom=of_whom)
            return ClearanceRequested(note_id=note_id, of_whom=of_whom, due=due)
        case GiveClearance(given_on=given_on):
            if of_whom in on_file.clearances_that_are("given"):
                raise ClearanceGivenAlready(of_whom=of_whom)
            return ClearanceGiven(note_id=note_id, of_whom=of_whom, given_on=given_on)
        case WithholdClearance(reason=reason, withheld_on=withheld_on):
            if of_whom in on_file.clearances_that_are("withheld"):
                raise ClearanceWithheldAlready(of_whom=of_whom)
            return ClearanceWithheld(note_id=note_id, of_whom=of_whom, reason=reason, withheld_on=withheld_on)
        case _:
            assert_never(command)


def must_not_be_withheld(on_file: Note) -> None:
    """Raise ClearanceIsWithheld where somebody who was to clear the note did not."""
    if withheld := on_file.clearances_that_are("withheld"):
        raise ClearanceIsWithheld(of_whom=withheld)


def warnings(on_file: Note | None) -> Warnings:
    """What is worth knowing of a note that is numbered or leaves; none of it stands in the way."""
    return (ClearanceStillOpen,) if on_file and on_file.clearances_that_are("open") else ()


def evolve(part: Note, event: DraftingEvent, record: Recorded) -> None:
    """Fold an event into its note. Never fails, on any subset of a stream."""
    match event:
        case NoteDrafted():
            for name in DRAFTED_FIELDS:
                setattr(part, name, getattr(event, name) or getattr(part, name))
        case ClearanceRequested(of_whom=of_whom, due=due):
            _clear(part, Clearance(of_whom=of_whom, status="open", due=due))
        case ClearanceGiven(of_whom=of_whom):
            _clear(part, Clearance(of_whom=of_whom, status="given"))
        case ClearanceWithheld(of_whom=of_whom, reason=reason):
            _clear(part, Clearance(of_whom=of_whom, status="withheld", reason=reason))
        case _:
            assert_never(event)
    prepare(part, record)


def _clear(part: Note, clearance: Clearance) -> None:
    others = (each for each in part.clearances if each.of_whom != clearance.of_whom)
    part.clearances = (*others, clearance)


def prepare(part: Note, record: Recorded) -> None:
    """Give a note that has not left the status that its clearances and its number come to."""
    if part.status_asserted is None or part.status in PREPARING:
        part.status, part.status_asserted = _prepared(part), record.envelope.asserted


def _prepared(part: Note) -> NoteStatus:
    if any(each.status != "given" for each in part.clearances):
        return "in clearance"
    if part.register_id:
        return "numbered"
    return "cleared" if part.clearances else "drafted"
