"""What is said of claims: made, confirmed, denied, preferred, corrected, retracted."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import claims
from consultations.domain.claims import ClaimAnswer, ClaimEvent
from consultations.projections.words import Names, because, event_name, listed, wording_text


def told(event: ClaimEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    match event:
        case claims.ClaimMade(matter=matter, wording=wording):
            return _("Claim about %(matter)s: %(wording)s") % {
                "matter": matter,
                "wording": wording_text(wording),
            }
        case claims.ClaimConfirmed(reason=reason):
            return because(_("Confirmed: %(claim)s") % _claim(event, names), reason)
        case claims.ClaimDenied(reason=reason):
            return because(_("Denied: %(claim)s") % _claim(event, names), reason)
        case claims.ClaimPreferred(reason=reason):
            return because(_("Held true before other claims: %(claim)s") % _claim(event, names), reason)
        case claims.ClaimCorrected(reason=reason):
            return because(_("Put right: %(claim)s") % _claim(event, names), reason)
        case claims.ClaimRetracted(reason=reason):
            return because(_("Taken back: %(claim)s") % _claim(event, names), reason)
        case _:
            assert_never(event)


def _claim(event: ClaimAnswer, names: Names) -> dict[str, str]:
    """The claim by the event that makes it and the parts it is about: “round cancelled” (Round 3)."""
    kind = event_name(event.of)
    about = [
        names.round(each.part_id) if each.kind == "rounds" else names.part(each.part_id, "")
        for each in event.parts
    ]
    of = listed(each for each in about if each)
    return {"claim": f"“{kind}” ({of})" if of else f"“{kind}”"}
