"""Statements: published, corrected, retracted; every wording stays."""

from dataclasses import dataclass
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.statements import Statement, StatementStatus
from consultations.domain.state import Case, must_be_free
from consultations.domain.values import PartyCode, Wording
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementOccurrence(Event):
    """What every event of a statement carries."""

    entity: ClassVar[tuple[str, ...]] = ("statement_id",)
    statement_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementPublished(StatementOccurrence):
    """A public statement was made."""

    speaker: str
    wording: Wording
    published_on: When
    person_id: UUID | None = None
    capacity: str = ""
    side: PartyCode | None = None
    medium: str = ""

    @property
    def voices(self) -> tuple[PartyCode, ...]:
        """The side that spoke."""
        return (self.side,) if self.side else ()

    @property
    def said_on(self) -> When | None:
        """The day it was published."""
        return self.published_on


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementCorrected(StatementOccurrence):
    """The statement was put into other words; the earlier ones stay on the file."""

    wording: Wording
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementRetracted(StatementOccurrence):
    """The statement was taken back; it stays on the file."""

    reason: str = ""


StatementEvent = StatementPublished | StatementCorrected | StatementRetracted


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishStatement(Command):
    """Put a public statement on the file."""

    about: ClassVar[str] = "statement_id"
    statement_id: NewId
    speaker: str
    """Who spoke, as the source names them."""
    wording: Wording
    published_on: When
    person_id: UUID | None = None
    """The speaker in the register of persons, where known."""
    capacity: str = ""
    """As what they spoke: "Ambassador"."""
    side: PartyCode | None = None
    """The side they spoke for, where they spoke for one."""
    medium: str = ""
    """Where it appeared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectStatement(Command):
    """Record that a statement was put into other words."""

    about: ClassVar[str] = "statement_id"
    guarded: ClassVar[bool] = True
    statement_id: UUID
    wording: Wording
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RetractStatement(Command):
    """Record that a statement was taken back."""

    about: ClassVar[str] = "statement_id"
    guarded: ClassVar[bool] = True
    statement_id: UUID
    reason: str = ""


StatementCommand = PublishStatement | CorrectStatement | RetractStatement


class UnknownStatement(Refused):
    """There is no such statement on the file."""


class StatementOnFileAlready(Refused):
    """This statement is on the file already."""


class StatementWordedSo(Refused):
    """The statement has this wording on the file already."""


class StatementIsRetracted(Refused):
    """The statement has been retracted."""


def decide(command: StatementCommand, case: Case) -> list[StatementEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case PublishStatement():
            return [_published(command, case)]
        case CorrectStatement(statement_id=statement_id, wording=wording, reason=reason):
            if wording in _standing(statement_id, case).wordings:
                raise StatementWordedSo()
            return [StatementCorrected(statement_id=statement_id, wording=wording, reason=reason)]
        case RetractStatement(statement_id=statement_id, reason=reason):
            _standing(statement_id, case)
            return [StatementRetracted(statement_id=statement_id, reason=reason)]
        case _:
            assert_never(command)


def _published(command: PublishStatement, case: Case) -> StatementPublished:
    if command.statement_id in case.statements:
        raise StatementOnFileAlready(statement_id=command.statement_id)
    must_be_free(case, command.statement_id)
    return StatementPublished(
        statement_id=command.statement_id,
        speaker=command.speaker,
        wording=command.wording,
        published_on=command.published_on,
        person_id=command.person_id,
        capacity=command.capacity,
        side=command.side,
        medium=command.medium,
    )


def _standing(statement_id: UUID, case: Case) -> Statement:
    if statement_id not in case.statements:
        raise UnknownStatement(statement_id=statement_id)
    on_file = case.statements[statement_id]
    if on_file.status == "retracted":
        raise StatementIsRetracted(statement_id=statement_id)
    return on_file


def evolve(case: Case, event: StatementEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Statement, event.statement_id, record)
    match event:
        case StatementPublished():
            part.speaker, part.person_id, part.capacity = event.speaker, event.person_id, event.capacity
            part.side, part.medium, part.published_on = event.side, event.medium, event.published_on
            part.wordings = (event.wording,)
            _turn(part, "published", record)
        case StatementCorrected(wording=wording, reason=reason):
            part.wordings, part.reason = (*part.wordings, wording), reason
            _turn(part, "corrected", record)
        case StatementRetracted(reason=reason):
            part.reason = reason
            _turn(part, "retracted", record)
        case _:
            assert_never(event)


def _turn(part: Statement, status: StatementStatus, record: Recorded) -> None:
    part.status, part.status_asserted = status, record.envelope.asserted
