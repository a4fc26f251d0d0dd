"""Reciprocity: which measure answers what, as a side claims it or a named officer assesses it.

Several links of one measure stand side by side. Whether an answer is lawful in return (as retorsion, as
reciprocity under VCDR 47(2) or VCCR 72(2), or as a countermeasure) is no question that a register answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.reciprocity import (
    AnsweredCause,
    Cause,
    Reciprocity,
    Symmetry,
    days_between,
)
from consultations.domain.state import Case, must_be_free, must_be_on_file, must_take_part
from consultations.domain.values import PartyCode
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedAsReciprocal(Event):
    """A measure was linked with what it answers, on a side's word or by an officer's assessment."""

    entity: ClassVar[tuple[str, ...]] = ("reciprocity_id",)
    reciprocity_id: UUID
    measure_id: UUID
    symmetry: Symmetry
    causes: tuple[Cause, ...]
    title: str = ""
    """What the measure was called on the file."""
    on: When | None = None
    """The day that the measure bore on the file."""
    assessed_by: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReciprocityDisputed(Event):
    """A party disputed that the measure answers what it was linked with."""

    entity: ClassVar[tuple[str, ...]] = ("reciprocity_id",)
    reciprocity_id: UUID
    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReciprocityWithdrawn(Event):
    """The link was withdrawn: the claim by whoever made it, the assessment by the officer."""

    entity: ClassVar[tuple[str, ...]] = ("reciprocity_id",)
    reciprocity_id: UUID
    reason: str = ""


ReciprocityEvent = LinkedAsReciprocal | ReciprocityDisputed | ReciprocityWithdrawn


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkAsReciprocal(Command):
    """Record what a measure answers: as the sides claim that assert it, or as a named officer assesses it."""

    about: ClassVar[str] = "reciprocity_id"
    reciprocity_id: NewId
    measure_id: UUID
    symmetry: Symmetry
    causes: tuple[Cause, ...]
    assessed_by: str = ""
    """The officer who assesses it; left out, it is claimed by a side."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DisputeReciprocity(Command):
    """Record that a party disputes a link."""

    about: ClassVar[str] = "reciprocity_id"
    reciprocity_id: UUID
    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawReciprocity(Command):
    """Record that a link is withdrawn; it stays on the file as that."""

    about: ClassVar[str] = "reciprocity_id"
    guarded: ClassVar[bool] = True
    reciprocity_id: UUID
    reason: str = ""


ReciprocityCommand = LinkAsReciprocal | DisputeReciprocity | WithdrawReciprocity


class UnknownReciprocity(Refused):
    """There is no such link on the file."""


class ReciprocityDisputedAlready(Refused):
    """This party disputes the link already."""


class ReciprocityWithdrawnAlready(Refused):
    """The link has been withdrawn already."""


class CauseMissing(Refused):
    """A link names at least one cause."""


class CauseUnnamed(Refused):
    """A cause that does not stand on this file is named in words."""


class MeasureAnswersItself(Refused):
    """A measure is no answer to itself."""


class NeitherClaimedNorAssessed(Refused):
    """A link is either claimed by a side or assessed by a named officer."""


class LinkedAlready(Refused):
    """The same link, on the same word, is on the file already."""


def decide(command: ReciprocityCommand, case: Case) -> list[ReciprocityEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, LinkAsReciprocal):
        return [_linked(command, case)]
    on_file = case.reciprocities.get(command.reciprocity_id)
    if on_file is None:
        raise UnknownReciprocity(reciprocity_id=command.reciprocity_id)
    match command:
        case DisputeReciprocity(reciprocity_id=reciprocity_id, party=party, reason=reason):
            must_take_part(case, party)
            if party in on_file.disputed_by:
                raise ReciprocityDisputedAlready(party=party)
            return [ReciprocityDisputed(reciprocity_id=reciprocity_id, party=party, reason=reason)]
        case WithdrawReciprocity(reciprocity_id=reciprocity_id, reason=reason):
            if on_file.status == "withdrawn":
                raise ReciprocityWithdrawnAlready(reciprocity_id=reciprocity_id)
            return [ReciprocityWithdrawn(reciprocity_id=reciprocity_id, reason=reason)]
        case _:
            assert_never(command)


def _linked(command: LinkAsReciprocal, case: Case) -> LinkedAsReciprocal:
    must_be_free(case, command.reciprocity_id)
    must_be_on_file([command.measure_id], case.measures)
    if (command.asserted is None) == (not command.assessed_by):
        raise NeitherClaimedNorAssessed()
    if not command.causes:
        raise CauseMissing()
    causes = tuple(_known(cause, command.measure_id, case) for cause in command.causes)
    _must_be_new(command, causes, case)
    measure = case.measures[command.measure_id]
    return LinkedAsReciprocal(
        reciprocity_id=command.reciprocity_id,
        measure_id=command.measure_id,
        symmetry=command.symmetry,
        causes=causes,
        title=measure.title,
        on=measure.dated,
        assessed_by=command.assessed_by,
        reason=command.reason,
    )


def _known(cause: Cause, measure_id: UUID, case: Case) -> Cause:
    """The cause with the name and the date it bears on this file, where it stands there."""
    if cause.part_id == measure_id:
        raise MeasureAnswersItself()
    if cause.part_id is None or cause.case_id not in (None, case.case_id) or cause.kind == "other":
        if not cause.text.strip():
            raise CauseUnnamed(part_id=cause.part_id)
        return cause
    match cause.kind:
        case "measure":
            must_be_on_file([cause.part_id], case.measures)
            measure = case.measures[cause.part_id]
            return _dated(cause, measure.title, measure.dated)
        case "outcome":
            must_be_on_file([cause.part_id], case.outcomes)
            return _dated(cause, case.outcomes[cause.part_id].title, None)
        case "statement":
            must_be_on_file([cause.part_id], case.statements)
            statement = case.statements[cause.part_id]
            return _dated(cause, statement.speaker, statement.published_on)
        case _:
            assert_never(cause.kind)


def _dated(cause: Cause, text: str, on: When | None) -> Cause:
    return replace(cause, text=cause.text or text, on=cause.on or on)


def _must_be_new(command: LinkAsReciprocal, causes: tuple[Cause, ...], case: Case) -> None:
    for link_id, each in case.reciprocities.items():
        same = (each.measure_id, each.symmetry, each.assessed_by) == (
            command.measure_id,
            command.symmetry,
            command.assessed_by,
        )
        if (
            same
            and each.status != "withdrawn"
            and _sides(each) == _sides(command)
            and tuple(_causes(each)) == causes
        ):
            raise LinkedAlready(reciprocity_id=link_id)


def _sides(link: Reciprocity | LinkAsReciprocal) -> tuple[str, ...]:
    """The sides that claim it; an assessment has none."""
    asserted = link.status_asserted if isinstance(link, Reciprocity) else link.asserted
    return asserted.sides if asserted and not link.assessed_by else ()


def _causes(link: Reciprocity) -> Iterator[Cause]:
    return (each.cause for each in link.causes)


def evolve(case: Case, event: ReciprocityEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Reciprocity, event.reciprocity_id, record)
    match event:
        case LinkedAsReciprocal():
            _evolve_linked(part, event, record)
        case ReciprocityDisputed(party=party, reason=reason):
            part.disputed_by, part.reason = (*part.disputed_by, party), reason
        case ReciprocityWithdrawn(reason=reason):
            part.reason = reason
            part.status, part.status_asserted = "withdrawn", record.envelope.asserted
        case _:
            assert_never(event)


def _evolve_linked(part: Reciprocity, event: LinkedAsReciprocal, record: Recorded) -> None:
    part.measure_id, part.title, part.on = event.measure_id, event.title, event.on
    part.symmetry, part.assessed_by, part.reason = event.symmetry, event.assessed_by, event.reason
    part.status = "assessed" if event.assessed_by else "claimed"
    part.status_asserted = record.envelope.asserted
    part.causes = tuple(
        AnsweredCause(cause=each, days=days_between(each.on, event.on)) for each in event.causes
    )
    part.first = event.on.sort_key[0].isoformat(timespec="minutes") if event.on else ""
