"""What is said of positions and proposals: stated, put forward, answered, withdrawn."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import proposals
from consultations.domain.parts.agenda import AnswerKind
from consultations.domain.proposals import TabledEvent
from consultations.domain.values import Wording
from consultations.projections.words import Names, because, date_text, dated, wording_text


def told(event: TabledEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    match event:
        case proposals.PositionRecorded(party=party, wording=wording):
            on = names.part(event.position_id, event.subject)
            said = {"party": names.party(party), "on": on, "wording": wording_text(wording)}
            if not on:
                return _("%(party)s stated its position: %(wording)s") % said
            return _("%(party)s stated its position on %(on)s: %(wording)s") % said
        case proposals.PositionWithdrawn(reason=reason):
            on = names.part(event.position_id, _("a matter"))
            return because(_("Position withdrawn on %(on)s") % {"on": on}, reason)
        case proposals.ProposalPutForward():
            return _put_forward(event, names)
        case proposals.ProposalAnswered(party=party, answer=answer, wording=wording):
            answered = {"party": names.party(party), "proposal": _proposal(event, names)}
            return because(_answer(answer) % answered, _quoted(wording))
        case proposals.ProposalWithdrawn(reason=reason):
            the = {"proposal": _proposal(event, names)}
            return because(_("Proposal withdrawn: %(proposal)s") % the, reason)
        case _:
            assert_never(event)


def _put_forward(event: proposals.ProposalPutForward, names: Names) -> str:
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


def _proposal(event: proposals.ProposalAnswered | proposals.ProposalWithdrawn, names: Names) -> str:
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
