"""What is said of a note: passed, acknowledged, answered, exchanged, returned, withdrawn."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import notes
from consultations.domain.notes import NoteEvent
from consultations.projections.words import Names, because, capitalised, date_text, dated


def told(event: NoteEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"note": names.note(event.note_id)}
    match event:
        case notes.NoteDispatched() | notes.NoteReceived():
            return _passed(event, names)
        case notes.ReceiptAcknowledged(acknowledged_on=acknowledged_on):
            return dated(_("Receipt of %(note)s acknowledged") % the, date_text(acknowledged_on))
        case notes.ReplyDueSet(reply_due=reply_due, rule=rule):
            due = the | {"when": date_text(reply_due)}
            return because(_("Reply to %(note)s due: %(when)s") % due, rule)
        case notes.InterimReplyReceived(replied_on=replied_on, text=text):
            return because(dated(_("Interim reply to %(note)s") % the, date_text(replied_on)), text)
        case notes.NoteAnswered(answered_on=answered_on):
            return dated(_("Answer given to %(note)s") % the, date_text(answered_on))
        case notes.NoteReturned(returned_on=returned_on, reason=reason):
            return because(
                dated(_("Returned by the addressee: %(note)s") % the, date_text(returned_on)), reason
            )
        case notes.NoteWithdrawn(withdrawn_on=withdrawn_on, reason=reason):
            return because(
                dated(_("Withdrawn by the sender: %(note)s") % the, date_text(withdrawn_on)), reason
            )
        case notes.NoteCorrected(reason=reason):
            return because(_("The record of %(note)s corrected") % the, reason)
        case notes.NotesExchanged():
            return _exchanged(event, names)
        case _:
            assert_never(event)


def _passed(event: notes.NoteDispatched | notes.NoteReceived, names: Names) -> str:
    passed = {
        "form": capitalised(_(event.form)),
        "number": f" {event.number}" if event.number else "",
        "from": names.party(event.from_party),
        "to": names.party(event.to_party),
        "subject": event.subject,
    }
    if isinstance(event, notes.NoteDispatched):
        said = _("%(form)s%(number)s sent by %(from)s to %(to)s: %(subject)s") % passed
        return dated(said, event.place, date_text(event.sent_on))
    said = _("%(form)s%(number)s from %(from)s received by %(to)s: %(subject)s") % passed
    return dated(said, event.place, date_text(event.received_on))


def _exchanged(event: notes.NotesExchanged, names: Names) -> str:
    pair = {
        "from": names.party(event.from_party),
        "to": names.party(event.to_party),
        "subject": event.subject,
    }
    said = _("Notes exchanged between %(from)s and %(to)s: %(subject)s") % pair
    return dated(said, event.place, date_text(event.exchanged_on))
