"""What is said of an action: agreed, under way, awaiting a party, done as claimed, confirmed, contested."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import actions
from consultations.domain.actions import ActionEvent
from consultations.projections.words import Names, because, date_text


def told(event: ActionEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    if isinstance(event, EndEvent):
        return _ended(event, names)
    the = {"action": names.part(event.action_id, _("the action"))}
    match event:
        case actions.ActionAgreed(title=title, obliged=obliged):
            agreed = _("Action agreed: %(title)s") % {"title": title}
            bound = {"agreed": agreed, "parties": names.listed(obliged)}
            return _("%(agreed)s (to be carried out by %(parties)s)") % bound if obliged else agreed
        case actions.ActionAssigned(officer=officer):
            return _("%(officer)s put in charge of %(action)s") % (the | {"officer": officer})
        case actions.ActionAccepted():
            return _("Taken on: %(action)s") % the
        case actions.DueDateSet(due_on=due_on):
            return _("Due date set for %(action)s: %(when)s") % (the | {"when": date_text(due_on)})
        case actions.DueDateMoved(due_on=due_on, reason=reason):
            moved = _("Due date moved for %(action)s: %(when)s") % (the | {"when": date_text(due_on)})
            return because(moved, reason)
        case actions.ActionBlocked(awaiting=awaiting, reason=reason):
            waits = the | {"party": names.party(awaiting)}
            return because(_("Awaiting %(party)s: %(action)s") % waits, reason)
        case actions.ActionUnblocked():
            return _("Can go on: %(action)s") % the
        case actions.ProgressReported(text=text):
            return _("Progress on %(action)s: %(text)s") % (the | {"text": text})
        case _:
            assert_never(event)


EndEvent = (
    actions.ActionCompleted
    | actions.CompletionConfirmed
    | actions.CompletionContested
    | actions.ActionReopened
    | actions.ActionAbandoned
)


def _ended(event: EndEvent, names: Names) -> str:
    the = {"action": names.part(event.action_id, _("the action"))}
    match event:
        case actions.ActionCompleted():
            return _("Said to be completed: %(action)s") % the
        case actions.CompletionConfirmed(party=party):
            return _("%(party)s confirmed completion of %(action)s") % (the | {"party": names.party(party)})
        case actions.CompletionContested(party=party, reason=reason):
            contested = the | {"party": names.party(party)}
            return because(_("%(party)s contested completion of %(action)s") % contested, reason)
        case actions.ActionReopened(reason=reason):
            return because(_("Taken up again: %(action)s") % the, reason)
        case actions.ActionAbandoned(reason=reason):
            return because(_("Given up: %(action)s") % the, reason)
        case _:
            assert_never(event)
