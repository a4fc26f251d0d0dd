"""What is said of a milestone: set, extended, brought forward, reached as claimed, contested, dropped."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import milestones
from consultations.domain.milestones import MilestoneEvent
from consultations.domain.parts.milestones import Term
from consultations.projections.words import Names, because, date_text


def told(event: MilestoneEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"milestone": names.part(event.milestone_id, getattr(event, "title", "") or _("the milestone"))}
    match event:
        case milestones.MilestoneSet():
            return _set(event, the)
        case milestones.TermExtended(until=until, reason=reason):
            extended = the | {"when": date_text(until)}
            return because(_("Extended until %(when)s: %(milestone)s") % extended, reason)
        case milestones.EarlierDateAgreed(on=on):
            return _("Earlier date agreed for %(milestone)s: %(when)s") % (the | {"when": date_text(on)})
        case milestones.MilestoneReached(reached_on=reached_on):
            reached = the | {"when": date_text(reached_on)}
            if reached_on:
                return _("Reached as of %(when)s: %(milestone)s") % reached
            return _("Reached: %(milestone)s") % the
        case milestones.MilestoneContested(view="void", reason=reason):
            return because(_("Held to be void: %(milestone)s") % the, reason)
        case milestones.MilestoneContested(reason=reason):
            return because(_("Held not to be reached: %(milestone)s") % the, reason)
        case milestones.MilestoneDropped(reason=reason):
            return because(_("No longer followed: %(milestone)s") % the, reason)
        case _:
            assert_never(event)


def _set(event: milestones.MilestoneSet, the: dict[str, str]) -> str:
    by_when = [date_text(event.due_on), term_text(event.term), event.condition]
    said = the | {"when": _(" or ").join(each for each in by_when if each)}
    return _("Milestone set: %(milestone)s (%(when)s)") % said


def term_text(term: Term | None) -> str:
    """A term in words: "90 calendar days after 20 July 2015"; empty for none."""
    if term is None:
        return ""
    counted = {"amount": term.amount, "unit": _(term.unit), "trigger": date_text(term.trigger)}
    return _("%(amount)s %(unit)s after %(trigger)s") % counted
