"""What is said of documents: filed, deposited, superseded."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import documents
from consultations.domain.documents import DocumentEvent
from consultations.projections.words import Names, because, date_text


def told(event: DocumentEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    match event:
        case documents.DocumentFiled():
            return _filed(event)
        case documents.ContentDeposited():
            return _("Content deposited: %(document)s") % {"document": _called(event, names)}
        case documents.DocumentSuperseded(by_document_id=by, reason=reason):
            both = {"document": _called(event, names), "by": names.part(by, _("another document"))}
            return because(_("Document superseded: %(document)s, by %(by)s") % both, reason)
        case _:
            assert_never(event)


def _called(event: DocumentEvent, names: Names) -> str:
    return names.part(event.document_id, _("the document"))


def _filed(event: documents.DocumentFiled) -> str:
    beside = (
        _("of %(day)s") % {"day": date_text(event.dated)} if event.dated else "",
        "" if event.digest else _("on paper"),
        "" if event.authenticity == "authentic" else _(event.authenticity),
    )
    told = ", ".join((event.title, *filter(None, beside)))
    return _("Document filed: %(document)s") % {"document": told}
