"""What is said of a note: drafted, cleared, numbered, passed, answered, exchanged, returned, withdrawn, let lapse."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import notes
from consultations.domain.notes import NoteEvent
from consultations.projections.words import Names, because, capitalised, date_text, dated


def told(event: NoteEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"note": names.note(event.note_id)}
    match event:
        case notes.NoteDrafted() | notes.NoteDispatched() | notes.NoteReceived():
            return _passed(event, names)
        case notes.ClearanceRequested() | notes.ClearanceGiven() | notes.ClearanceWithheld():
            return _cleared(event, the)
        case notes.NoteNumbered(number=number):
            return _("Number given to %(note)s: %(number)s") % (the | {"number": number})
        case notes.NumberCancelled(number=number, reason=reason):
            return because(_("Number %(number)s of %(note)s cancelled") % (the | {"number": number}), reason)
        case notes.NoteDelivered(delivered_on=delivered_on, handed_over_to=handed_over_to):
            return dated(_("Delivered: %(note)s") % the, handed_over_to, date_text(delivered_on))
        case notes.NoteRegistered(their_number=number, registered_on=registered_on):
            entered = _("%(note)s entered by the registry under %(number)s") % (the | {"number": number})
            return dated(capitalised(entered), date_text(registered_on))
        case notes.NoteAssigned(officer=officer, assigned_on=assigned_on):
            given = capitalised(_("%(note)s assigned to %(officer)s") % (the | {"officer": officer}))
            return dated(given, date_text(assigned_on))
        case notes.ReceiptAcknowledged(acknowledged_on=acknowledged_on):
            return dated(_("Receipt of %(note)s acknowledged") % the, date_text(acknowledged_on))
        case notes.ReplyDueSet(reply_due=reply_due, rule=rule):
            due = the | {"when": date_text(reply_due)}
            return because(_("Reply to %(note)s due: %(when)s") % due, rule)
        case notes.InterimReplyReceived(replied_on=replied_on, text=text):
            return because(dated(_("Interim reply to %(note)s") % the, date_text(replied_on)), text)
        case notes.NoteAnswered(answered_on=answered_on):
            return dated(_("Answer given to %(note)s") % the, date_text(answered_on))
        case notes.NoteReturned() | notes.NoteWithdrawn() | notes.NoteLapsed():
            return because(_ended(event, the), event.reason)
        case notes.NoteCorrected(reason=reason):
            return because(_("The record of %(note)s corrected") % the, reason)
        case notes.NotesExchanged():
            return _exchanged(event, names)
        case _:
            assert_never(event)


def _ended(event: notes.NoteReturned | notes.NoteWithdrawn | notes.NoteLapsed, the: dict[str, str]) -> str:
    match event:
        case notes.NoteReturned(returned_on=on):
            return dated(_("Returned by the addressee: %(note)s") % the, date_text(on))
        case notes.NoteWithdrawn(withdrawn_on=on):
            return dated(_("Withdrawn by the sender: %(note)s") % the, date_text(on))
        case notes.NoteLapsed(lapsed_on=on):
            return dated(_("Let lapse: %(note)s") % the, date_text(on))
        case _:
            assert_never(event)


def _cleared(
    event: notes.ClearanceRequested | notes.ClearanceGiven | notes.ClearanceWithheld, the: dict[str, str]
) -> str:
    cleared = the | {"who": event.of_whom}
    match event:
        case notes.ClearanceRequested(due=due):
            asked = _("Clearance of %(note)s asked of %(who)s") % cleared
            return dated(asked, _("to be given %(when)s") % {"when": date_text(due)} if due else "")
        case notes.ClearanceGiven(given_on=given_on):
            return dated(capitalised(_("%(who)s cleared %(note)s") % cleared), date_text(given_on))
        case notes.ClearanceWithheld(withheld_on=withheld_on, reason=reason):
            return because(
                dated(capitalised(_("%(who)s did not clear %(note)s") % cleared), date_text(withheld_on)),
                reason,
            )
        case _:
            assert_never(event)


def _passed(event: notes.NoteDrafted | notes.NoteDispatched | notes.NoteReceived, names: Names) -> str:
    number = "" if isinstance(event, notes.NoteDrafted) else event.number
    passed = {
        "form": capitalised(_(event.form)),
        "number": f" {number}" if number else "",
        "from": names.party(event.from_party),
        "to": names.party(event.to_party),
        "subject": event.subject,
    }
    if isinstance(event, notes.NoteDrafted):
        return dated(
            _("%(form)s from %(from)s to %(to)s drafted: %(subject)s") % passed, date_text(event.drafted_on)
        )
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
