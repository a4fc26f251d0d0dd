"""What is said of an outcome: how far it has come, who stands by it, whether it can be reversed."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import outcomes
from consultations.domain.outcomes import OutcomeEvent
from consultations.projections.words import Names, because, listed


def told(event: OutcomeEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"outcome": names.part(event.outcome_id, getattr(event, "title", "") or _("the outcome"))}
    match event:
        case outcomes.OutcomeReported():
            return _("Outcome reported: %(outcome)s") % the
        case outcomes.OutcomeAgreedInPrinciple():
            return _("Outcome agreed in principle: %(outcome)s") % the
        case outcomes.OutcomeAgreed():
            return _("Outcome agreed: %(outcome)s") % the
        case outcomes.OutcomeConfirmed(party=party):
            return _("%(party)s confirmed the outcome: %(outcome)s") % (the | {"party": names.party(party)})
        case outcomes.OutcomeDisputed(party=party, reason=reason):
            disputed = the | {"party": names.party(party)}
            return because(_("%(party)s disputed the outcome: %(outcome)s") % disputed, reason)
        case outcomes.ReversibilityDeclared(party=party, reversibility=reversibility):
            said = the | {"party": names.party(party), "reversibility": _(reversibility)}
            return _("%(party)s called the outcome %(reversibility)s: %(outcome)s") % said
        case outcomes.BasisReversed():
            return _("Marked as resting on a reversed outcome (%(outcome)s): %(parts)s") % (
                the | _parts(event, names)
            )
        case outcomes.BasisReinstated():
            return _("Resting again on an outcome that stands (%(outcome)s): %(parts)s") % (
                the | _parts(event, names)
            )
        case _:
            return _course(event, the)


def _parts(event: outcomes.BasisChanged, names: Names) -> dict[str, str]:
    parts = (
        names.round(each.part_id)
        if each.kind == "rounds"
        else names.part(each.part_id, _("a part of the file"))
        for each in event.parts
    )
    return {"parts": listed(parts)}


CourseEvent = (
    outcomes.OutcomeImplementationBegun
    | outcomes.OutcomeSuspended
    | outcomes.OutcomeReversed
    | outcomes.OutcomeReinstated
    | outcomes.OutcomeFulfilled
    | outcomes.OutcomeLapsed
)


def _course(event: CourseEvent, the: dict[str, str]) -> str:
    match event:
        case outcomes.OutcomeImplementationBegun():
            return _("Outcome now being carried out: %(outcome)s") % the
        case outcomes.OutcomeSuspended(reason=reason):
            return because(_("Outcome suspended: %(outcome)s") % the, reason)
        case outcomes.OutcomeReversed(extent="in part", reason=reason):
            return because(_("Outcome reversed in part: %(outcome)s") % the, reason)
        case outcomes.OutcomeReversed(reason=reason):
            return because(_("Outcome reversed in full: %(outcome)s") % the, reason)
        case outcomes.OutcomeReinstated():
            return _("Outcome stands again: %(outcome)s") % the
        case outcomes.OutcomeFulfilled():
            return _("Outcome carried out: %(outcome)s") % the
        case outcomes.OutcomeLapsed(reason=reason):
            return because(_("Outcome lapsed: %(outcome)s") % the, reason)
        case _:
            assert_never(event)
