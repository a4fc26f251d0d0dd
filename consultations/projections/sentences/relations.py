"""What is said of a file's relations to other files."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import relations
from consultations.domain.parts.relations import Stated
from consultations.domain.relations import RelationEvent
from consultations.projections.words import Names, because


def told(event: RelationEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    other = names.file(event.other_case_id)
    match event:
        case relations.CasesRelated(nature="other", words=words):
            return because(_("Related to %(file)s") % {"file": other}, words)
        case relations.CasesRelated(nature=nature, words=words):
            return because(_nature(nature) % {"file": other}, words)
        case relations.RelationWithdrawn(reason=reason):
            return because(_("Relation to %(file)s withdrawn") % {"file": other}, reason)
        case _:
            assert_never(event)


def _nature(nature: Stated) -> str:
    match nature:
        case "continues":
            return _("This file continues %(file)s")
        case "arises from":
            return _("This file arises from %(file)s")
        case "kept closer than":
            return _("This file is kept closer than %(file)s, with which it belongs")
        case "nomination for":
            return _("This file holds a nomination for %(file)s")
        case "instructions for":
            return _("This file holds instructions for %(file)s")
        case "measures arising from":
            return _("This file holds measures arising from %(file)s")
        case "property at issue in":
            return _("This file holds property at issue in %(file)s")
        case "other":
            return _("Related to %(file)s")
        case _:
            assert_never(nature)
