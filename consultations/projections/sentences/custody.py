"""What is said of how a file is kept: its place in the file plan, retention, holds, disposal, transfer."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import custody
from consultations.domain.custody import CustodyEvent
from consultations.domain.parts.custody import AfterRetention
from consultations.projections.words import Names, because, date_text


def told(event: CustodyEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    match event:
        case custody.CaseClassified(plan_code=code):
            return _("File given the place %(code)s in the file plan") % {"code": code}
        case custody.RetentionSet():
            return because(_retention(event), event.reason)
        case custody.HoldPlaced(authority=authority, reason=reason):
            return because(_("Hold placed by %(authority)s") % {"authority": authority}, reason)
        case custody.HoldLifted(authority=authority, reason=reason):
            return because(_("Hold lifted by %(authority)s") % {"authority": authority}, reason)
        case custody.DisposalAuthorised(authority=authority, authorised_on=authorised_on, reason=reason):
            said = {"authority": authority, "day": date_text(authorised_on)}
            return because(_("Disposal authorised by %(authority)s (%(day)s)") % said, reason)
        case custody.CaseTransferredToArchive(archive=archive, reference=reference):
            where = ", ".join(filter(None, (archive, reference)))
            return _("File transferred to the archive: %(archive)s") % {"archive": where}
        case _:
            assert_never(event)


def _retention(event: custody.RetentionSet) -> str:
    said = {"until": date_text(event.until), "rule": event.rule, "then": _then(event.after)}
    return _("File to be kept until %(until)s, by the rule %(rule)s; then %(then)s") % said


def _then(after: AfterRetention) -> str:
    match after:
        case "review":
            return _("a review")
        case "disposal":
            return _("disposal")
        case "transfer":
            return _("transfer to the archive")
        case _:
            assert_never(after)
