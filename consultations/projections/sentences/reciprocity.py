"""What is said of a link of reciprocity: what a measure answers, and who disputes that."""

from typing import assert_never
from uuid import UUID

from django.utils.translation import gettext as _

from consultations.domain import reciprocity
from consultations.domain.parts.reciprocity import Cause, days_between
from consultations.domain.reciprocity import ReciprocityEvent
from consultations.domain.when import When
from consultations.projections.words import Names, because, date_text, dated, listed


def told(event: ReciprocityEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    match event:
        case reciprocity.LinkedAsReciprocal():
            return because(_linked(event, names), event.reason)
        case reciprocity.ReciprocityDisputed(party=party, reason=reason):
            disputed = {"party": names.party(party), "link": _link(event.reciprocity_id, names)}
            return because(_("%(party)s disputed the link: %(link)s") % disputed, reason)
        case reciprocity.ReciprocityWithdrawn(reason=reason):
            link = {"link": _link(event.reciprocity_id, names)}
            return because(_("Link of reciprocity withdrawn: %(link)s") % link, reason)
        case _:
            assert_never(event)


def _linked(event: reciprocity.LinkedAsReciprocal, names: Names) -> str:
    said = {
        "measure": names.part(event.measure_id, event.title or _("the measure")),
        "causes": listed(_cause(each, event.on, names) for each in event.causes),
        "officer": event.assessed_by,
    }
    match event.symmetry:
        case "mirror":
            told = _("%(measure)s mirrors %(causes)s") % said
        case "asymmetric":
            told = _("%(measure)s answers %(causes)s, not in kind") % said
        case "unrelated":
            told = _("%(measure)s is unrelated to %(causes)s") % said
        case _:
            assert_never(event.symmetry)
    return _("%(told)s, as %(officer)s assesses it") % (said | {"told": told}) if event.assessed_by else told


def _link(link_id: UUID, names: Names) -> str:
    return names.part(link_id, _("a link of reciprocity"))


def _cause(cause: Cause, answered: When | None, names: Names) -> str:
    named = cause.text or (names.part(cause.part_id, _("a measure")) if cause.part_id else "")
    days = days_between(cause.on, answered)
    later = _("%(days)s days before") % {"days": days} if days is not None else ""
    within = dated(date_text(cause.on), later).removeprefix(", ")
    return f"{named} ({within})" if within else named
