"""Persons: who is named on the files, by id; their names, the titles they held and from when, records of one person.

A name or title that turns out to be wrong is corrected, not struck out: it stays with why. Two records of the same
person are merged by an event on both, which can be undone; neither record is rewritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.values import Asserted
from consultations.domain.when import When, begun_by

NameKind = Literal["official", "transliteration", "variant", "former"]
"""How a name stands to the person, in the order in which one is chosen to call them by."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonName:
    """A name as it is written in one language and script."""

    text: str
    language: str = ""
    """Language it is written for (BCP 47)."""
    script: str = ""
    """Script it is written in (ISO 15924): "Cyrl"."""
    sort_as: str = ""
    """What it is sorted by, where that differs."""
    kind: NameKind = "official"


@dataclass(frozen=True, kw_only=True, slots=True)
class NameHeld(PersonName):
    """A name the person goes by, and the event that entered it, which a correction names."""

    event_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NameInError(PersonName):
    """A name that was entered in error, and why it is none of theirs."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TitleHeld:
    """A title or office, from when it was held, and the event that entered it, which a withdrawal names."""

    title: str
    since: When | None = None
    event_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TitleInError:
    """A title that was entered in error, and why they did not hold it."""

    title: str
    since: When | None
    reason: str


@dataclass(kw_only=True, slots=True)
class Person:
    """One record of a person, folded; also the row that answers for it."""

    person_id: UUID
    version: int = 0
    changed: int = 0
    """Version at which a name or title last changed: a merge shows to those alone who see both records."""
    registered_by: str = ""
    names: tuple[NameHeld, ...] = ()
    titles: tuple[TitleHeld, ...] = ()
    names_in_error: tuple[NameInError, ...] = ()
    titles_in_error: tuple[TitleInError, ...] = ()
    sort_name: str = ""
    """What lists are ordered by, in small letters."""
    merged_into: UUID | None = None
    """The record that is kept for the same person."""
    merge_reason: str = ""
    merge_asserted: Asserted | None = None
    """On whose word they were held to be one person."""

    @property
    def tags(self) -> dict[UUID, int]:
        """Version at which the person last changed."""
        return {self.person_id: self.changed}


def title_on(titles: Iterable[TitleHeld], day: date) -> TitleHeld | None:
    """The title held on a day: of those that had surely begun by then, the one that began last.

    One without a beginning was held before all others; of two that began on one day, the last recorded counts.
    """
    begun = [(begin, title) for title in titles if (begin := begun_by(title.since)) and begin <= day]
    return max(reversed(begun), key=lambda each: each[0])[1] if begun else None


# ---- what is recorded


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRegistered(Event):
    """A person was entered in the register."""

    names: Annotated[tuple[PersonName, ...], "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class NameAdded(Event):
    """A further name, or a way of writing it, was entered for the person."""

    name: Annotated[PersonName, "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonNameCorrected(Event):
    """A name that an earlier event had entered is not the person's, or not written so."""

    event_id: UUID
    """The event that entered it."""
    text: Annotated[str, "personal"]
    """The name as it was entered."""
    instead: Annotated[PersonName | None, "personal"] = None
    """How it should read; none: it is withdrawn."""
    reason: Annotated[str, "personal"] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TitleRecorded(Event):
    """A title that the person held was entered, and from when."""

    title: Annotated[str, "personal"]
    since: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TitleWithdrawn(Event):
    """A title that an earlier event had entered was not held by the person, or not from then."""

    event_id: UUID
    """The event that entered it."""
    reason: Annotated[str, "personal"] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonsMerged(Event):
    """Two records were found to be of the same person; it stands on both, and what files say is left as it is."""

    merged_id: UUID
    """The record that the other answers for."""
    kept_id: UUID
    """The record that answers for both."""
    reason: Annotated[str, "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class MergeUndone(Event):
    """A merge of two records was taken back: they are of two persons, or should be merged the other way round."""

    merged_id: UUID
    """The record that the other had answered for."""
    kept_id: UUID
    """The record that had answered for both."""
    reason: Annotated[str, "personal"]


PersonEvent = (
    PersonRegistered
    | NameAdded
    | PersonNameCorrected
    | TitleRecorded
    | TitleWithdrawn
    | PersonsMerged
    | MergeUndone
)

# ---- what is asked


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterPerson(Command):
    """Enter a person in the register."""

    person_id: NewId
    names: Annotated[tuple[PersonName, ...], "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class AddName(Command):
    """Enter a further name, or a way of writing it."""

    name: Annotated[PersonName, "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectPersonName(Command):
    """Enter that a name of a person was entered in error; it stays, as such."""

    event_id: UUID
    """The event that entered it, as the name has it."""
    text: Annotated[str, "personal"]
    """The name as it was entered."""
    instead: Annotated[PersonName | None, "personal"] = None
    """How it should read; none: the name is withdrawn."""
    reason: Annotated[str, "personal"] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordTitle(Command):
    """Enter a title that a person held, and from when."""

    title: Annotated[str, "personal"]
    since: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawTitle(Command):
    """Enter that a title of a person was entered in error; it stays, as such."""

    event_id: UUID
    """The event that entered it, as the title has it."""
    reason: Annotated[str, "personal"] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MergePersons(Command):
    """Hold this record and another to be of the same person, for whom the other is kept."""

    also: ClassVar[str] = "into_id"
    into_id: UUID
    """The record that is kept."""
    reason: Annotated[str, "personal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class UndoMerge(Command):
    """Take a merge of this record into another back."""

    also: ClassVar[str] = "into_id"
    into_id: UUID
    """The record it was merged into."""
    reason: Annotated[str, "personal"]


PersonCommand = (
    RegisterPerson | AddName | CorrectPersonName | RecordTitle | WithdrawTitle | MergePersons | UndoMerge
)

# ---- what stands in the way


class PersonUnknown(Refused):
    """There is no such person in the register."""


class PersonRegisteredAlready(Refused):
    """This person is in the register already."""


class PersonWithoutName(Refused):
    """A person is entered under at least one name, and keeps one."""


class NameKnownAlready(Refused):
    """The register has this name of the person already."""


class NoSuchName(Refused):
    """That event entered no such name for the person, or it has been corrected since."""


class TitleKnownAlready(Refused):
    """The register has this title of the person, from that time, already."""


class NoSuchTitle(Refused):
    """That event entered no title for the person, or it has been withdrawn since."""


class PersonMergedIntoItself(Refused):
    """A record cannot be merged into itself."""


class PersonMergedAlready(Refused):
    """The record has been merged already: undo that first, or merge the record that is kept."""


class MergedTheOtherWayRound(Refused):
    """The record that is to be kept has itself been merged into this one."""


class NotMerged(Refused):
    """The record has not been merged into that one."""


def decide(command: PersonCommand, person: Person) -> list[PersonEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, RegisterPerson):
        return [_registered(command, person)]
    if not person.version:
        raise PersonUnknown(person_id=person.person_id)
    match command:
        case AddName(name=name):
            _must_be_new(name, person)
            return [NameAdded(name=name)]
        case CorrectPersonName():
            return [_corrected(command, person)]
        case RecordTitle(title=title, since=since):
            if any((each.title, each.since) == (title, since) for each in person.titles):
                raise TitleKnownAlready(title=title)
            return [TitleRecorded(title=title, since=since)]
        case WithdrawTitle(event_id=event_id, reason=reason):
            if event_id not in [each.event_id for each in person.titles]:
                raise NoSuchTitle(event_id=event_id)
            return [TitleWithdrawn(event_id=event_id, reason=reason)]
        case MergePersons(into_id=into_id, reason=reason):
            _must_be_free_to_merge(into_id, person)
            return [PersonsMerged(merged_id=person.person_id, kept_id=into_id, reason=reason)]
        case UndoMerge(into_id=into_id, reason=reason):
            if person.merged_into != into_id:
                raise NotMerged(into_id=into_id)
            return [MergeUndone(merged_id=person.person_id, kept_id=into_id, reason=reason)]
        case _:
            assert_never(command)


def admit(event: PersonEvent, kept: Person) -> None:
    """Let a merge be recorded on the record that is kept too, or raise the refusal that stands in its way.

    Only a record that is itself not merged is kept, so no chain of merges ever comes back to where it began.
    """
    if not isinstance(event, PersonsMerged):
        return
    if not kept.version:
        raise PersonUnknown(person_id=kept.person_id)
    if kept.merged_into == event.merged_id:
        raise MergedTheOtherWayRound(person_id=kept.person_id)
    if kept.merged_into:
        raise PersonMergedAlready(person_id=kept.person_id)


def _registered(command: RegisterPerson, person: Person) -> PersonRegistered:
    if person.version:
        raise PersonRegisteredAlready(person_id=person.person_id)
    if not command.names:
        raise PersonWithoutName()
    return PersonRegistered(names=command.names)


def _must_be_new(name: PersonName, person: Person) -> None:
    if _as_told(name) in [_as_told(each) for each in person.names]:
        raise NameKnownAlready()


def _corrected(command: CorrectPersonName, person: Person) -> PersonNameCorrected:
    wrong = [each for each in person.names if (each.event_id, each.text) == (command.event_id, command.text)]
    if not wrong:
        raise NoSuchName(event_id=command.event_id)
    if command.instead:
        _must_be_new(command.instead, person)
    elif len(wrong) == len(person.names):
        raise PersonWithoutName()
    return PersonNameCorrected(
        event_id=command.event_id, text=command.text, instead=command.instead, reason=command.reason
    )


def _must_be_free_to_merge(into_id: UUID, person: Person) -> None:
    if into_id == person.person_id:
        raise PersonMergedIntoItself(person_id=into_id)
    if person.merged_into:
        raise PersonMergedAlready(person_id=person.person_id)


def _as_told(name: PersonName) -> dict[str, Any]:
    return {each.name: getattr(name, each.name) for each in fields(PersonName)}


# ---- the fold


def evolve(person: Person, event: PersonEvent, record: Recorded) -> None:
    """Fold an event into the person. Never fails, on any subset of a stream."""
    person.version = record.version
    match event:
        case PersonRegistered(names=names):
            person.names = tuple(_held(name, record.event_id) for name in names)
            person.registered_by = record.actor
        case NameAdded(name=name):
            person.names = (*person.names, _held(name, record.event_id))
        case PersonNameCorrected():
            _correct(person, event, record)
        case TitleRecorded(title=title, since=since):
            held = TitleHeld(title=title, since=since, event_id=record.event_id)
            person.titles = (*person.titles, held)
        case TitleWithdrawn():
            _withdraw(person, event)
        case PersonsMerged() | MergeUndone():
            _merge(person, event, record)
            return
        case _:
            assert_never(event)
    person.changed = record.version
    person.sort_name = _sort_name(person.names)


def _held(name: PersonName, event_id: UUID) -> NameHeld:
    return NameHeld(**_as_told(name), event_id=event_id)


def _correct(person: Person, event: PersonNameCorrected, record: Recorded) -> None:
    """The name that is right stands where the wrong one stood, so that the first name stays the first."""
    names, wrong = list[NameHeld](), list[NameHeld]()
    for each in person.names:
        if (each.event_id, each.text) != (event.event_id, event.text):
            names.append(each)
            continue
        if event.instead and not wrong:
            names.append(_held(event.instead, record.event_id))
        wrong.append(each)
    person.names = tuple(names)
    in_error = (NameInError(**_as_told(each), reason=event.reason) for each in wrong)
    person.names_in_error = (*person.names_in_error, *in_error)


def _withdraw(person: Person, event: TitleWithdrawn) -> None:
    wrong = [each for each in person.titles if each.event_id == event.event_id]
    person.titles = tuple(each for each in person.titles if each.event_id != event.event_id)
    in_error = (TitleInError(title=each.title, since=each.since, reason=event.reason) for each in wrong)
    person.titles_in_error = (*person.titles_in_error, *in_error)


def _merge(person: Person, event: PersonsMerged | MergeUndone, record: Recorded) -> None:
    """The record that is kept has it on its stream too, and is not changed by it."""
    if person.person_id != event.merged_id:
        return
    merged = isinstance(event, PersonsMerged)
    person.merged_into = event.kept_id if merged else None
    person.merge_reason = event.reason if merged else ""
    person.merge_asserted = record.envelope.asserted if merged else None


def _sort_name(names: Iterable[PersonName]) -> str:
    return next(((each.sort_as or each.text).casefold() for each in names), "")
