"""What is said of the agenda: irritants raised, disputed and resolved, their priorities and roadmaps."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import agenda
from consultations.domain.agenda import IrritantEvent
from consultations.domain.values import Wording
from consultations.projections.words import Names, because, date_text, dated, wording_text


def told(event: IrritantEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"irritant": names.part(event.irritant_id, getattr(event, "title", "") or _("the irritant"))}
    match event:
        case agenda.IrritantRaised(party=party):
            return _("%(party)s raised the irritant: %(irritant)s") % (the | {"party": names.party(party)})
        case agenda.IrritantPlacedOnAgenda(round_id=round_id):
            if round_id is None:
                return _("Placed on the agenda of the consultations: %(irritant)s") % the
            return _("%(round)s, on its agenda: %(irritant)s") % (the | {"round": names.round(round_id)})
        case agenda.IrritantDisputed(party=party, reason=reason):
            disputed = the | {"party": names.party(party)}
            return because(_("%(party)s disputed that it is an irritant: %(irritant)s") % disputed, reason)
        case agenda.PriorityDeclared(party=party, priority=priority, wording=wording):
            given = the | {"party": names.party(party), "priority": _(priority)}
            declared = _("%(party)s declared the priority of %(irritant)s: %(priority)s") % given
            return because(declared, _quoted(wording))
        case agenda.RoadmapAgreed(wording=wording, until=until):
            agreed = dated(_("Roadmap agreed on %(irritant)s") % the, date_text(until))
            return because(agreed, _quoted(wording))
        case agenda.IrritantResolved(extent="in part", terms=terms):
            return because(_("Irritant resolved in part: %(irritant)s") % the, terms)
        case agenda.IrritantResolved(terms=terms):
            return because(_("Irritant resolved in full: %(irritant)s") % the, terms)
        case agenda.IrritantReopened(reason=reason):
            return because(_("Irritant open again: %(irritant)s") % the, reason)
        case _:
            assert_never(event)


def _quoted(wording: Wording | None) -> str:
    return wording_text(wording) if wording else ""
