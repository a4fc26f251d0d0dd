"""What is said of who may see a file: raised, lowered, put into compartments and taken out of them."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import classification
from consultations.domain.classification import ClassificationEvent
from consultations.projections.words import Names, because, listed


def told(event: ClassificationEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    match event:
        case classification.CompartmentAdded(compartment=compartment, reason=reason):
            return because(_("File put into the compartment %(name)s") % {"name": compartment}, reason)
        case classification.CompartmentRemoved(compartment=compartment, reason=reason):
            return because(_("File taken out of the compartment %(name)s") % {"name": compartment}, reason)
        case classification.ClassificationRaised(level=level, reason=reason):
            return because(_("File raised to %(level)s") % {"level": _(level)}, reason)
        case classification.CaseDowngraded(level=level, compartments_removed=(), reason=reason):
            return because(_("File downgraded to %(level)s") % {"level": _(level)}, reason)
        case classification.CaseDowngraded(level=level, compartments_removed=removed, reason=reason):
            opened = {"level": _(level), "compartments": listed(removed)}
            return because(_("File downgraded to %(level)s, out of %(compartments)s") % opened, reason)
        case _:
            assert_never(event)
