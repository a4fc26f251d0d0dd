"""What is said of the file itself: opened, joined, renamed, assigned, suspended, closed, opened again."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import opening
from consultations.domain.opening import OpeningEvent
from consultations.projections.words import Names, because, listed


def told(event: OpeningEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    match event:
        case opening.CaseOpened(title=title, parties=parties):
            who = listed(names.party(each.code) for each in parties)
            return _("File opened: %(title)s (%(parties)s)") % {"title": title, "parties": who}
        case opening.PartyJoined(code=code, role="party"):
            return _("%(party)s joined") % {"party": names.party(code)}
        case opening.PartyJoined(code=code, role=role):
            return _("%(party)s joined as %(role)s") % {"party": names.party(code), "role": _(role)}
        case opening.TitleAmended(title=title):
            return _("File renamed: %(title)s") % {"title": title}
        case opening.SubjectAmended(subject=subject):
            return _("Subject now reads: %(subject)s") % {"subject": subject}
        case opening.CaseAssigned(officer=officer):
            return _("File assigned to %(officer)s") % {"officer": officer}
        case opening.CaseSuspended(reason=reason):
            return because(_("Work on the file suspended"), reason)
        case opening.CaseResumed():
            return _("Work on the file resumed")
        case opening.CaseClosed(result=result):
            return _("File closed: %(result)s") % {"result": result}
        case opening.CaseReopened(reason=reason):
            return because(_("File opened again"), reason)
        case opening.VenueRuleAgreed(words=words):
            return because(_venue_rule(event, names), "" if event.rule == "other" else words)
        case _:
            assert_never(event)


def _venue_rule(event: opening.VenueRuleAgreed, names: Names) -> str:
    match event.rule:
        case "third country":
            where = {"country": names.party(event.country or "")}
            return _("Rounds agreed to be held in a third country, %(country)s") % where
        case "capitals in turn":
            return _("Rounds agreed to be held in the capitals in turn")
        case "other":
            return _("Agreed on where rounds are held: %(words)s") % {"words": event.words}
        case _:
            assert_never(event.rule)
