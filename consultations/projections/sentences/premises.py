"""What is said of a property on a file: access to it, its return, its handing over."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import premises
from consultations.domain.premises import PremisesEvent
from consultations.projections.words import Names, because


def told(event: PremisesEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"property": names.property(event.property_id)}
    match event:
        case premises.PropertyPlacedOnFile(subject=subject):
            return because(_("Property on the file: %(property)s") % the, subject)
        case premises.AccessGranted(reason=reason):
            return because(_("%(party)s granted access to %(property)s") % (the | _who(event, names)), reason)
        case premises.AccessDenied(reason=reason):
            return because(_("%(party)s denied access to %(property)s") % (the | _who(event, names)), reason)
        case premises.ReturnRequested(reason=reason):
            return because(
                _("%(party)s requested the return of %(property)s") % (the | _who(event, names)), reason
            )
        case premises.PropertyHandedOver(to_party=None):
            return _("%(party)s handed over %(property)s") % (the | _who(event, names))
        case premises.PropertyHandedOver():
            return _("%(party)s handed over %(property)s to %(to)s") % (the | _who(event, names))
        case _:
            assert_never(event)


Dealt = (
    premises.AccessGranted | premises.AccessDenied | premises.ReturnRequested | premises.PropertyHandedOver
)


def _who(event: Dealt, names: Names) -> dict[str, str]:
    return {"party": names.party(event.party), "to": names.party(event.to_party or "")}
