"""What is said of a statement: published, corrected, retracted."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import statements
from consultations.domain.statements import StatementEvent
from consultations.projections.words import Names, because, date_text, wording_text


def told(event: StatementEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    match event:
        case statements.StatementPublished(speaker=speaker, capacity=capacity, wording=wording):
            spoke = {
                "speaker": f"{speaker} ({capacity})" if capacity else speaker,
                "when": date_text(event.published_on),
                "medium": event.medium,
                "wording": wording_text(wording),
            }
            if not event.medium:
                return _("%(speaker)s, %(when)s: %(wording)s") % spoke
            return _("%(speaker)s to %(medium)s, %(when)s: %(wording)s") % spoke
        case statements.StatementCorrected(wording=wording, reason=reason):
            corrected = {
                "of": names.part(event.statement_id, _("a statement")),
                "wording": wording_text(wording),
            }
            return because(_("Correction of %(of)s: %(wording)s") % corrected, reason)
        case statements.StatementRetracted(reason=reason):
            of = {"of": names.part(event.statement_id, _("a statement"))}
            return because(_("Retraction of %(of)s") % of, reason)
        case _:
            assert_never(event)
