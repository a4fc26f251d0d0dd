"""Milestones: a date, a term or a condition; extended, brought forward, reached as claimed, contested.

Whether one was reached is a claim, and so is that it was not: both stand, and the later takes nothing from the
earlier. That a date has passed is a reading, and says nothing of whether the milestone was reached.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.milestones import (
    DateGiven,
    How,
    Milestone,
    Term,
    View,
    ViewHeld,
    awaits_condition,
    held,
)
from consultations.domain.state import Case, must_be_free, outranks, same_word
from consultations.domain.values import Asserted
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneOccurrence(Event):
    """What every event of a milestone carries."""

    entity: ClassVar[tuple[str, ...]] = ("milestone_id",)
    milestone_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneNamed(MilestoneOccurrence):
    """What is said of a milestone that may be new to the file; what is left out stays as it was."""

    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneSet(MilestoneNamed):
    """A milestone was set: for a date, at the end of a term, or for when a condition is met.

    Where a date and a term are given, whichever is earlier counts. A further side may give another date; the
    better source stands, and among equals the first.
    """

    due_on: When | None = None
    term: Term | None = None
    condition: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TermExtended(MilestoneNamed):
    """The time for a milestone was extended, for a reason; the earlier date stays visible."""

    until: When
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierDateAgreed(MilestoneOccurrence):
    """An earlier date was agreed, as texts allow for ("or such earlier date"): whichever is earlier counts."""

    on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneReached(MilestoneNamed):
    """The milestone was reached, as the sides that assert it claim."""

    reached_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneContested(MilestoneNamed):
    """The sides that assert it hold that the milestone was not reached, or that it is void."""

    view: Literal["not reached", "void"]
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneDropped(MilestoneOccurrence):
    """The milestone is no longer followed: it was set by mistake, or events have overtaken it."""

    reason: str


MilestoneEvent = (
    MilestoneSet | TermExtended | EarlierDateAgreed | MilestoneReached | MilestoneContested | MilestoneDropped
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnMilestone(Command):
    """What every command about a milestone that is on the file carries."""

    about: ClassVar[str] = "milestone_id"
    milestone_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class NameMilestone(Command):
    """What is said of a milestone; its title may be left out where it is on the file."""

    about: ClassVar[str] = "milestone_id"
    milestone_id: NewId
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetMilestone(NameMilestone):
    """Set a milestone: a date, a term, a condition; of a date and a term whichever is earlier counts."""

    due_on: When | None = None
    term: Term | None = None
    condition: str = ""
    """What must come about first, where the text names no date: "verification by the Agency"."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtendTerm(NameMilestone):
    """Record that the time for a milestone was extended; it may be the first that is known of it."""

    until: When
    """The date that now stands; one that is recorded late does not bring a later date back."""
    reason: str
    """Why it was extended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreeEarlierDate(OnMilestone):
    """Record that the parties agreed on an earlier date than the one that stands."""

    on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class ReachMilestone(NameMilestone):
    """Record that sides hold a milestone to be reached; it may be the first that is known of it."""

    reached_on: When | None = None
    """Since when it counts as reached, to the minute where the text says so; left out, when it happened."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContestMilestone(NameMilestone):
    """Record that sides hold a milestone not to be reached, or to be void."""

    view: Literal["not reached", "void"]
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DropMilestone(OnMilestone):
    """Record that a milestone is no longer followed."""

    guarded: ClassVar[bool] = True
    reason: str


MilestoneCommand = (
    SetMilestone | ExtendTerm | AgreeEarlierDate | ReachMilestone | ContestMilestone | DropMilestone
)


class UnknownMilestone(Refused):
    """There is no such milestone on the file; to put it there, give its title."""


class MilestoneWithoutDate(Refused):
    """A milestone has a date, a term or a condition."""


class MilestoneSetAlready(Refused):
    """The milestone has been set already, on the same word; extend its term, or agree on an earlier date."""


class MilestoneAwaitsCondition(Refused):
    """The milestone awaits a condition: there is no date to extend or to bring forward."""


class TermExtendedAlready(Refused):
    """This extension is on the file already, on the same word."""


class DateNotEarlier(Refused):
    """The date is not earlier than the one that stands."""


class PositionHeldAlready(Refused):
    """That this is held of the milestone is on the file already, on the same word."""


class MilestoneIsDropped(Refused):
    """The milestone is no longer followed; set a new one."""


def decide(command: MilestoneCommand, case: Case) -> list[MilestoneEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    on_file = case.milestones.get(command.milestone_id)
    if on_file is None:
        must_be_free(case, command.milestone_id)
        if not isinstance(command, NameMilestone) or not command.title.strip():
            raise UnknownMilestone(milestone_id=command.milestone_id)
        on_file = Milestone(case_id=case.case_id, milestone_id=command.milestone_id)
    if on_file.status == "dropped":
        raise MilestoneIsDropped()
    return [_decide_on(command, on_file)]


def _decide_on(command: MilestoneCommand, on_file: Milestone) -> MilestoneEvent:
    milestone_id = command.milestone_id
    match command:
        case SetMilestone():
            return _set(command, on_file)
        case ExtendTerm():
            return _extended(command, on_file)
        case AgreeEarlierDate(on=on):
            _must_have_date(on_file)
            if on_file.due_on and on.sort_key >= on_file.due_on.sort_key:
                raise DateNotEarlier(due_on=on_file.due_on)
            return EarlierDateAgreed(milestone_id=milestone_id, on=on)
        case ReachMilestone(title=title, reached_on=reached_on):
            _must_be_new("reached", reached_on or command.occurred, command, on_file)
            return MilestoneReached(milestone_id=milestone_id, title=title, reached_on=reached_on)
        case ContestMilestone(title=title, view=view, reason=reason):
            _must_be_new(view, None, command, on_file)
            return MilestoneContested(milestone_id=milestone_id, title=title, view=view, reason=reason)
        case DropMilestone(reason=reason):
            return MilestoneDropped(milestone_id=milestone_id, reason=reason)
        case _:
            assert_never(command)


def _set(command: SetMilestone, on_file: Milestone) -> MilestoneSet:
    if not (command.due_on or command.term or command.condition.strip()):
        raise MilestoneWithoutDate()
    if any(each.how == "set" and same_word(each.asserted, command.asserted) for each in on_file.dates):
        raise MilestoneSetAlready()
    return MilestoneSet(
        milestone_id=command.milestone_id,
        title=command.title,
        due_on=command.due_on,
        term=command.term,
        condition=command.condition,
    )


def _extended(command: ExtendTerm, on_file: Milestone) -> TermExtended:
    _must_have_date(on_file)
    for each in on_file.dates:
        again = each.how == "extended" and each.due_on == command.until
        if again and same_word(each.asserted, command.asserted):
            raise TermExtendedAlready()
    return TermExtended(
        milestone_id=command.milestone_id, title=command.title, until=command.until, reason=command.reason
    )


def _must_have_date(on_file: Milestone) -> None:
    if awaits_condition(on_file):
        raise MilestoneAwaitsCondition(condition=on_file.condition)


def _must_be_new(
    view: View, on: When | None, command: ReachMilestone | ContestMilestone, on_file: Milestone
) -> None:
    """A side may change its mind, or give another date; it does not say the same twice."""
    theirs = [each for each in on_file.positions if same_word(each.asserted, command.asserted)]
    if theirs and (theirs[-1].view, theirs[-1].on) == (view, on):
        raise PositionHeldAlready(view=view)


def evolve(case: Case, event: MilestoneEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Milestone, event.milestone_id, record)
    part.title = part.title or getattr(event, "title", "")
    asserted = record.envelope.asserted
    match event:
        case MilestoneSet():
            _evolve_set(part, event, asserted)
        case TermExtended(until=until, reason=reason):
            _evolve_extended(part, until, reason, asserted)
        case EarlierDateAgreed(on=on):
            part.due_on, part.date_asserted = on, asserted
            _give(part, "brought forward", asserted, due_on=on)
        case MilestoneReached(reached_on=reached_on):
            _hold(part, "reached", reached_on or record.envelope.occurred, "", asserted)
        case MilestoneContested(view=view, reason=reason):
            part.reason = reason
            _hold(part, view, None, reason, asserted)
        case MilestoneDropped(reason=reason):
            part.status, part.status_asserted, part.reason = "dropped", asserted, reason
        case _:
            assert_never(event)


def _evolve_set(part: Milestone, event: MilestoneSet, asserted: Asserted) -> None:
    first = not part.dates
    moved = any(each.how != "set" for each in part.dates)
    if first or (not moved and outranks(asserted, part.date_asserted)):
        part.due_on, part.term, part.condition = event.due_on, event.term, event.condition
        part.date_asserted = asserted
    _give(part, "set", asserted, due_on=event.due_on, term=event.term, condition=event.condition)


def _evolve_extended(part: Milestone, until: When, reason: str, asserted: Asserted) -> None:
    if part.due_on is None or part.term or until.sort_key > part.due_on.sort_key:
        part.due_on, part.term = until, None
        part.date_asserted, part.extension_reason = asserted, reason
    _give(part, "extended", asserted, due_on=until, reason=reason)


def _give(
    part: Milestone,
    how: How,
    asserted: Asserted,
    *,
    due_on: When | None = None,
    term: Term | None = None,
    condition: str = "",
    reason: str = "",
) -> None:
    given = DateGiven(
        how=how, due_on=due_on, term=term, condition=condition, reason=reason, asserted=asserted
    )
    part.dates = (*part.dates, given)
    if part.status in ("set", "awaiting its condition"):
        part.status = "awaiting its condition" if awaits_condition(part) else "set"
        part.status_asserted = part.date_asserted


def _hold(part: Milestone, view: View, on: When | None, reason: str, asserted: Asserted) -> None:
    part.positions = (*part.positions, ViewHeld(view=view, on=on, reason=reason, asserted=asserted))
    now = held(part)
    part.reached_by = tuple(side for side, each in now.items() if side and each.view == "reached")
    part.contested_by = tuple(side for side, each in now.items() if side and each.view != "reached")
    part.reached_on = None
    best: Asserted | None = None
    for each in (each for each in part.positions if each in now.values()):
        if each.on and outranks(each.asserted, best):
            part.reached_on, best = each.on, each.asserted
    if part.status != "dropped":
        _judge(part, now.values())


def _judge(part: Milestone, now: Collection[ViewHeld]) -> None:
    """Reached where all who hold anything hold that; else contested, on the word of those who hold otherwise."""
    agreed = all(each.view == "reached" for each in now)
    part.status = "reached" if agreed else "contested"
    deciding = [each for each in now if agreed == (each.view == "reached")]
    part.status_asserted = max(deciding, key=part.positions.index).asserted
