"""What is said of the agenda: irritants raised and resolved, priorities, positions, proposals and their answers."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import agenda
from consultations.domain.agenda import AgendaEvent, IrritantEvent
from consultations.domain.parts.agenda import AnswerKind
from consultations.domain.values import Wording
from consultations.projections.words import Names, because, date_text, dated, wording_text


def told(event: AgendaEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    match event:
        case agenda.PositionRecorded(party=party, wording=wording):
            on = names.part(event.position_id, event.subject)
            said = {"party": names.party(party), "on": on, "wording": wording_text(wording)}
            if not on:
                return _("%(party)s stated its position: %(wording)s") % said
            return _("%(party)s stated its position on %(on)s: %(wording)s") % said
        case agenda.PositionWithdrawn(reason=reason):
            on = names.part(event.position_id, _("a matter"))
            return because(_("Position withdrawn on %(on)s") % {"on": on}, reason)
        case agenda.ProposalPutForward():
            return _put_forward(event, names)
        case agenda.ProposalAnswered(party=party, answer=answer, wording=wording):
            answered = {"party": names.party(party), "proposal": _proposal(event, names)}
            return because(_answer(answer) % answered, _quoted(wording))
        case agenda.ProposalWithdrawn(reason=reason):
            the = {"proposal": _proposal(event, names)}
            return because(_("Proposal withdrawn: %(proposal)s") % the, reason)
        case _:
            return _of_irritant(event, names)


def _of_irritant(event: IrritantEvent, names: Names) -> str:
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


def _put_forward(event: agenda.ProposalPutForward, names: Names) -> str:
    put = {
        "party": names.party(event.party),
        "to": names.listed(event.addressed_to),
        "kind": _(event.kind),
        "title": event.title,
    }
    if event.addressed_to:
        said = _("%(party)s put to %(to)s a %(kind)s: %(title)s") % put
    else:
        said = _("%(party)s put forward a %(kind)s: %(title)s") % put
    return dated(said, date_text(event.until))


def _proposal(event: agenda.ProposalAnswered | agenda.ProposalWithdrawn, names: Names) -> str:
    return names.part(event.proposal_id, _("the proposal"))


def _answer(answer: AnswerKind) -> str:
    match answer:
        case "accepted":
            return _("%(party)s accepted %(proposal)s")
        case "accepted in part":
            return _("%(party)s accepted in part %(proposal)s")
        case "declined":
            return _("%(party)s declined %(proposal)s")
        case "counter-proposed":
            return _("%(party)s made a counter-proposal to %(proposal)s")
        case "taken ad referendum":
            return _("%(party)s took ad referendum %(proposal)s")
        case _:
            assert_never(answer)


def _quoted(wording: Wording | None) -> str:
    return wording_text(wording) if wording else ""
