"""What is said of a mandate: given, amended, its red lines, discharged, withdrawn."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import mandate
from consultations.domain.mandate import MandateEvent
from consultations.projections.words import Names, because, date_text


def told(event: MandateEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"mandate": names.part(event.mandate_id, getattr(event, "title", "") or _("the mandate"))}
    match event:
        case mandate.MandateGiven(powers=powers, expires_on=expires_on):
            given = _("Mandate given %(powers)s: %(mandate)s") % (the | {"powers": _(powers)})
            return _until(given, date_text(expires_on))
        case mandate.MandateAmended(change=change, expires_on=expires_on):
            amended = _until(_("Mandate amended: %(mandate)s") % the, date_text(expires_on))
            return because(amended, change)
        case mandate.RedLineSet(red_line=red_line):
            return because(_("Red line set for %(mandate)s") % the, red_line)
        case mandate.MandateDischarged():
            return _("Mandate discharged: %(mandate)s") % the
        case mandate.MandateWithdrawn(reason=reason):
            return because(_("Mandate withdrawn: %(mandate)s") % the, reason)
        case _:
            assert_never(event)


def _until(said: str, when: str) -> str:
    return _("%(said)s (until %(when)s)") % {"said": said, "when": when} if when else said
