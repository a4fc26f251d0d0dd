"""What is said of an assurance: given, relied on, contested, said to be broken, lapsed."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import assurances
from consultations.domain.assurances import AssuranceEvent
from consultations.projections.words import Names, because, date_text, dated, wording_text


def told(event: AssuranceEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"assurance": names.part(event.assurance_id, _("the assurance"))}
    match event:
        case assurances.AssuranceGiven(given_by=given_by, given_to=given_to, subject=subject):
            given = {"by": names.listed(given_by), "to": names.listed(given_to), "subject": subject}
            if set(given_by) == set(given_to):
                return _conditional(_("Assurance given by %(by)s to each other: %(subject)s") % given, event)
            return _conditional(_("Assurance given by %(by)s to %(to)s: %(subject)s") % given, event)
        case assurances.AssuranceTextAdded(text=text):
            added = the | {"text": wording_text(text), "parties": names.listed(text.parties)}
            if not text.parties:
                return _("Text of %(assurance)s added: %(text)s") % added
            return _("Text of %(assurance)s as given by %(parties)s: %(text)s") % added
        case assurances.AssuranceInvoked(party=party, reason=reason):
            return because(
                _("%(party)s relied on %(assurance)s") % (the | {"party": names.party(party)}), reason
            )
        case assurances.AssuranceContested(party=party, reason=reason):
            return because(
                _("%(party)s contested %(assurance)s") % (the | {"party": names.party(party)}), reason
            )
        case assurances.AssuranceBreachAlleged(party=party, against=against, on=on, reason=reason):
            alleged = the | {"party": names.party(party), "against": names.party(against)}
            said = _("%(party)s alleged that %(against)s broke %(assurance)s") % alleged
            return because(dated(said, date_text(on)), reason)
        case assurances.AssuranceLapsed(reason=reason):
            return because(_("No longer in force: %(assurance)s") % the, reason)
        case _:
            assert_never(event)


def _conditional(said: str, event: assurances.AssuranceGiven) -> str:
    if not event.conditions:
        return said
    return _("%(said)s, on condition: %(conditions)s") % {"said": said, "conditions": event.conditions}
