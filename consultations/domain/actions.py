"""Actions: agreed, assigned, accepted, under way, awaiting a party; done as claimed, confirmed, contested."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import ClassVar, Literal, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.actions import Action, ActionKind, ActionStatus, Completion, Progress
from consultations.domain.parts.part import activity
from consultations.domain.periods import Suspension
from consultations.domain.state import Case, must_be_free, must_be_on_file, must_take_part
from consultations.domain.values import PartyCode
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionOccurrence(Event):
    """What every event of an action carries."""

    entity: ClassVar[tuple[str, ...]] = ("action_id",)
    action_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionAgreed(ActionOccurrence):
    """An action was agreed, on the word of the sides that assert it; a further side may say so later."""

    title: str
    kind: ActionKind = "other"
    obliged: tuple[PartyCode, ...] = ()
    rests_on: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionAssigned(ActionOccurrence):
    """An officer was charged with the action."""

    officer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionAccepted(ActionOccurrence):
    """Whoever is charged with the action took it on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DueDateSet(ActionOccurrence):
    """A date was set by which the action is to be done."""

    due_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class DueDateMoved(ActionOccurrence):
    """The due date of the action was moved, for a reason."""

    due_on: When
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionBlocked(ActionOccurrence):
    """The action cannot go on until a party has moved."""

    awaiting: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionUnblocked(ActionOccurrence):
    """The action can go on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgressReported(ActionOccurrence):
    """Progress on the action was reported."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionCompleted(ActionOccurrence):
    """The action is done, as whoever asserts it claims."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CompletionConfirmed(ActionOccurrence):
    """A party confirmed that the action is done."""

    affirms: ClassVar[bool] = True
    party: PartyCode

    @property
    def voices(self) -> tuple[PartyCode, ...]:
        """The party that confirms."""
        return (self.party,)


@dataclass(frozen=True, kw_only=True, slots=True)
class CompletionContested(ActionOccurrence):
    """A party contested that the action is done."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionReopened(ActionOccurrence):
    """The action was taken up again."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionAbandoned(ActionOccurrence):
    """The action was given up."""

    reason: str


ActionEvent = (
    ActionAgreed
    | ActionAssigned
    | ActionAccepted
    | DueDateSet
    | DueDateMoved
    | ActionBlocked
    | ActionUnblocked
    | ProgressReported
    | ActionCompleted
    | CompletionConfirmed
    | CompletionContested
    | ActionReopened
    | ActionAbandoned
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnAction(Command):
    """What every command about an action that is on the file carries."""

    about: ClassVar[str] = "action_id"
    action_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreeAction(Command):
    """Record that an action was agreed, or that a further side says so."""

    about: ClassVar[str] = "action_id"
    action_id: NewId
    title: str
    kind: ActionKind = "other"
    obliged: tuple[PartyCode, ...] = ()
    """The parties that are to act."""
    rests_on: tuple[UUID, ...] = ()
    """Irritants, notes, outcomes and assurances on the file that it rests on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignAction(OnAction):
    """Charge an officer with an action."""

    officer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptAction(OnAction):
    """Record that whoever is charged with an action has taken it on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetDueDate(OnAction):
    """Set the date by which an action is to be done."""

    due_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveDueDate(OnAction):
    """Move the due date of an action, with the reason."""

    guarded: ClassVar[bool] = True
    due_on: When
    reason: str
    """Why it was moved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockAction(OnAction):
    """Record that an action waits for a party."""

    awaiting: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnblockAction(OnAction):
    """Record that an action can go on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportProgress(OnAction):
    """Record progress on an action."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CompleteAction(OnAction):
    """Record that an action is claimed to be done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmCompletion(OnAction):
    """Record that a party confirms that an action is done."""

    party: PartyCode


@dataclass(frozen=True, kw_only=True, slots=True)
class ContestCompletion(OnAction):
    """Record that a party contests that an action is done."""

    party: PartyCode
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReopenAction(OnAction):
    """Take an action up again; its due date stays."""

    guarded: ClassVar[bool] = True
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AbandonAction(OnAction):
    """Record that an action was given up."""

    guarded: ClassVar[bool] = True
    reason: str


ActionCommand = (
    AgreeAction
    | AssignAction
    | AcceptAction
    | SetDueDate
    | MoveDueDate
    | BlockAction
    | UnblockAction
    | ReportProgress
    | CompleteAction
    | ConfirmCompletion
    | ContestCompletion
    | ReopenAction
    | AbandonAction
)


class UnknownAction(Refused):
    """There is no such action on the file."""


class ActionOnFileAlready(Refused):
    """This action is on the file already, on the word of the same sides."""


class ActionOver(Refused):
    """The action is done or has been given up; reopen it first."""


class ActionOpen(Refused):
    """The action has been neither done nor given up."""


class ActionAssignedAlready(Refused):
    """This officer is charged with the action already."""


class ActionAcceptedAlready(Refused):
    """The action has been taken on already."""


class DueDateSetAlready(Refused):
    """The action has a due date; move it, with the reason."""


class DueDateNotSet(Refused):
    """The action has no due date to move."""


class ActionBlockedAlready(Refused):
    """The action waits for this party already."""


class ActionNotBlocked(Refused):
    """The action does not wait for a party."""


class CompletionNotClaimed(Refused):
    """Nobody has claimed that the action is done."""


class CompletionConfirmedAlready(Refused):
    """This party has confirmed already that the action is done."""


class CompletionContestedAlready(Refused):
    """This party contests already that the action is done."""


OVER = ("done", "confirmed", "abandoned")
CLAIMED = ("done", "confirmed", "contested")
NOT_YET_ACCEPTED = ("agreed", "assigned")


def decide(command: ActionCommand, case: Case) -> list[ActionEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    if isinstance(command, AgreeAction):
        return [_agreed(command, case)]
    if command.action_id not in case.actions:
        raise UnknownAction(action_id=command.action_id)
    return [_decide_on(command, case.actions[command.action_id], case)]


ToWork = (
    AssignAction
    | AcceptAction
    | SetDueDate
    | MoveDueDate
    | BlockAction
    | UnblockAction
    | ReportProgress
    | CompleteAction
)
ToKnownAction = ToWork | ConfirmCompletion | ContestCompletion | ReopenAction | AbandonAction


def _decide_on(command: ToKnownAction, on_file: Action, case: Case) -> ActionEvent:
    match command:
        case ConfirmCompletion(action_id=action_id, party=party):
            _must_be_claimed(on_file, party, case)
            if _has_said("confirmed", party, on_file):
                raise CompletionConfirmedAlready(party=party)
            return CompletionConfirmed(action_id=action_id, party=party)
        case ContestCompletion(action_id=action_id, party=party, reason=reason):
            _must_be_claimed(on_file, party, case)
            if _has_said("contested", party, on_file):
                raise CompletionContestedAlready(party=party)
            return CompletionContested(action_id=action_id, party=party, reason=reason)
        case ReopenAction(action_id=action_id, reason=reason):
            if on_file.status not in (*OVER, "contested"):
                raise ActionOpen(status=on_file.status)
            return ActionReopened(action_id=action_id, reason=reason)
        case AbandonAction(action_id=action_id, reason=reason):
            _must_be_open(on_file)
            return ActionAbandoned(action_id=action_id, reason=reason)
        case _:
            _must_be_open(on_file)
            return _work(command, on_file, case)


def _work(command: ToWork, on_file: Action, case: Case) -> ActionEvent:
    match command:
        case AssignAction(action_id=action_id, officer=officer):
            if officer == on_file.officer:
                raise ActionAssignedAlready(officer=officer)
            return ActionAssigned(action_id=action_id, officer=officer)
        case AcceptAction(action_id=action_id):
            if on_file.accepted_on is not None:
                raise ActionAcceptedAlready(status=on_file.status)
            return ActionAccepted(action_id=action_id)
        case SetDueDate(action_id=action_id, due_on=due_on):
            if on_file.due_on is not None:
                raise DueDateSetAlready()
            return DueDateSet(action_id=action_id, due_on=due_on)
        case MoveDueDate(action_id=action_id, due_on=due_on, reason=reason):
            if on_file.due_on is None:
                raise DueDateNotSet()
            return DueDateMoved(action_id=action_id, due_on=due_on, reason=reason)
        case ReportProgress(action_id=action_id, text=text):
            return ProgressReported(action_id=action_id, text=text)
        case CompleteAction(action_id=action_id):
            return ActionCompleted(action_id=action_id)
        case _:
            return _wait(command, on_file, case)


def _wait(command: BlockAction | UnblockAction, on_file: Action, case: Case) -> ActionEvent:
    match command:
        case BlockAction(action_id=action_id, awaiting=awaiting, reason=reason):
            must_take_part(case, awaiting)
            if on_file.awaiting == awaiting:
                raise ActionBlockedAlready(awaiting=awaiting)
            return ActionBlocked(action_id=action_id, awaiting=awaiting, reason=reason)
        case UnblockAction(action_id=action_id):
            if on_file.awaiting is None:
                raise ActionNotBlocked()
            return ActionUnblocked(action_id=action_id)
        case _:
            assert_never(command)


def _agreed(command: AgreeAction, case: Case) -> ActionAgreed:
    on_file = case.actions.get(command.action_id)
    sides = command.asserted.sides if command.asserted else ()
    if on_file is None:
        must_be_free(case, command.action_id)
    elif set(sides) <= set(on_file.agreed_by):
        raise ActionOnFileAlready(action_id=command.action_id)
    must_take_part(case, *command.obliged)
    must_be_on_file(command.rests_on, case.irritants, case.notes, case.outcomes, case.assurances)
    return ActionAgreed(
        action_id=command.action_id,
        title=command.title,
        kind=command.kind,
        obliged=command.obliged,
        rests_on=command.rests_on,
    )


def _must_be_open(on_file: Action) -> None:
    if on_file.status in OVER:
        raise ActionOver(status=on_file.status)


def _must_be_claimed(on_file: Action, party: PartyCode, case: Case) -> None:
    must_take_part(case, party)
    if on_file.status not in CLAIMED:
        raise CompletionNotClaimed(status=on_file.status)


def _has_said(word: Literal["confirmed", "contested"], party: PartyCode, on_file: Action) -> bool:
    """Whether this is the last that the party said of it since it was last claimed to be done."""
    answers = takewhile(lambda each: each.word != "claimed", reversed(on_file.completions))
    return next((each.word for each in answers if party in each.parties), None) == word


def evolve(case: Case, event: ActionEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Action, event.action_id, record)
    match event:
        case ActionAgreed():
            _evolve_agreed(part, event, record)
        case ActionAssigned(officer=officer):
            part.officer, part.accepted_on = officer, None
            if part.status in ("agreed", "accepted"):
                _turn(part, "assigned", record)
        case ActionAccepted():
            part.accepted_on = activity(record)
            if part.status in NOT_YET_ACCEPTED:
                _turn(part, "accepted", record)
        case DueDateSet(due_on=due_on):
            _set_due(part, due_on, "", record)
        case DueDateMoved(due_on=due_on, reason=reason):
            _set_due(part, due_on, reason, record)
        case ActionBlocked(awaiting=awaiting, reason=reason):
            part.awaiting, part.reason = awaiting, reason
            part.suspended_since = part.suspended_since or _day(record).isoformat()
            _turn(part, "awaiting a party", record)
        case ActionUnblocked():
            _go_on(part, record)
            _turn(part, "in progress", record)
        case ProgressReported(text=text):
            told = Progress(text=text, on=activity(record), asserted=record.envelope.asserted)
            part.progress = (*part.progress, told)
            if part.awaiting is None:
                _turn(part, "in progress", record)
        case _:
            _evolve_end(part, event, record)


EndEvent = ActionCompleted | CompletionConfirmed | CompletionContested | ActionReopened | ActionAbandoned


def _evolve_end(part: Action, event: EndEvent, record: Recorded) -> None:
    match event:
        case ActionCompleted():
            _go_on(part, record)
            _word(part, "claimed", record.envelope.asserted.sides, record)
            # Whoever contested an earlier claim has not been heard on this one: the word stands until they confirm.
            if not part.contested_by:
                _turn(part, "done", record)
        case CompletionConfirmed(party=party):
            _word(part, "confirmed", (party,), record)
            part.confirmed_by = tuple(dict.fromkeys((*part.confirmed_by, party)))
            part.contested_by = tuple(each for each in part.contested_by if each != party)
            _turn(part, "contested" if part.contested_by else "confirmed", record)
        case CompletionContested(party=party, reason=reason):
            _word(part, "contested", (party,), record, reason)
            part.contested_by = tuple(dict.fromkeys((*part.contested_by, party)))
            part.reason = reason
            part.confirmed_by = tuple(each for each in part.confirmed_by if each != party)
            _turn(part, "contested", record)
        case ActionReopened(reason=reason):
            _go_on(part, record)
            part.confirmed_by, part.contested_by, part.reason = (), (), reason
            _turn(part, "in progress", record)
        case ActionAbandoned(reason=reason):
            _go_on(part, record)
            part.reason = reason
            _turn(part, "abandoned", record)
        case _:
            assert_never(event)


def _evolve_agreed(part: Action, event: ActionAgreed, record: Recorded) -> None:
    asserted = record.envelope.asserted
    part.agreed_by = tuple(dict.fromkeys((*part.agreed_by, *asserted.sides)))
    part.title, part.kind = part.title or event.title, event.kind if part.kind == "other" else part.kind
    part.obliged = tuple(dict.fromkeys((*part.obliged, *event.obliged)))
    part.rests_on = tuple(dict.fromkeys((*part.rests_on, *map(str, event.rests_on))))
    part.status_asserted = part.status_asserted or asserted


def _set_due(part: Action, due_on: When, reason: str, record: Recorded) -> None:
    """From here on what is suspended counts anew: whoever set the date knew what had been lost before."""
    part.due_on, part.due_reason, part.suspensions = due_on, reason, ()
    part.suspended_since = part.suspended_since and max(part.suspended_since, _day(record).isoformat())


def _go_on(part: Action, record: Recorded) -> None:
    """It waits for nobody any more, and its clock runs again from this day on."""
    if part.suspended_since is not None:
        last = _day(record) - timedelta(days=1) if _day(record) > date.min else date.min
        if last.isoformat() >= part.suspended_since:
            stood = Suspension(first_day=part.suspended_since, last_day=last.isoformat())
            part.suspensions = (*part.suspensions, stood)
    part.awaiting, part.suspended_since = None, None


def _day(record: Recorded) -> date:
    """The day on which it happened, at the earliest; else that on which it was recorded."""
    return activity(record).first_day or record.recorded_at.date()


def _word(
    part: Action,
    word: Literal["claimed", "confirmed", "contested"],
    parties: tuple[PartyCode, ...],
    record: Recorded,
    reason: str = "",
) -> None:
    said = Completion(
        word=word, parties=parties, on=activity(record), reason=reason, asserted=record.envelope.asserted
    )
    part.completions = (*part.completions, said)


def _turn(part: Action, status: ActionStatus, record: Recorded) -> None:
    part.status, part.status_asserted = status, record.envelope.asserted
