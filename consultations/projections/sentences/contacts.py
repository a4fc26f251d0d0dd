"""What is said of a contact outside the rounds: a meeting, a démarche, a summons, a protest."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import contacts
from consultations.domain.contacts import ContactEvent
from consultations.projections.words import Names, because, date_text, dated, listed, place_text, wording_text


def told(event: ContactEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"contact": names.part(event.contact_id, _("the contact"))}
    match event:
        case contacts.MeetingHeld(subject=subject, on=on, level=level, place=place):
            where = _("in %(place)s") % {"place": place_text(place)} if place else ""
            among = "" if level == "not stated" else _("between %(level)s") % {"level": _(level)}
            held = " ".join(each for each in (_("Meeting"), among, where) if each)
            return because(dated(held, date_text(on)), subject)
        case contacts.ParticipantsNamed(delegation=delegation):
            named = listed(
                f"{names.person(each.person_id)} ({each.title})"
                if each.title
                else names.person(each.person_id)
                for each in delegation.members
            )
            return _("Took part in %(contact)s for %(party)s: %(named)s") % (
                the | {"party": names.party(delegation.party), "named": named or _("nobody named")}
            )
        case contacts.AccountGiven(text=text):
            whose = names.listed(text.parties) or _("a side not named")
            account = the | {"whose": whose, "wording": wording_text(text)}
            return _("Account of %(contact)s by %(whose)s: %(wording)s") % account
        case contacts.DemarcheAnswered(answer=answer):
            return _("Answer to %(contact)s: %(wording)s") % (the | {"wording": wording_text(answer)})
        case _:
            return _directed(event, names)


Directed = (
    contacts.DemarcheMade | contacts.DemarcheReceived | contacts.HeadOfMissionSummoned | contacts.ProtestMade
)


def _directed(event: Directed, names: Names) -> str:
    between = {
        "from": names.party(event.from_party),
        "to": names.party(event.to_party),
        "whom": event.interlocutor,
    }
    match event:
        case contacts.DemarcheMade():
            said = _("Démarche by %(from)s to %(to)s") % between
        case contacts.DemarcheReceived():
            said = _("Démarche by %(from)s received by %(to)s") % between
        case contacts.HeadOfMissionSummoned():
            said = _("Head of mission of %(to)s summoned by %(from)s") % between
        case contacts.ProtestMade():
            said = _("Protest by %(from)s to %(to)s") % between
        case _:
            assert_never(event)
    by = _("received by %(whom)s") % between if event.interlocutor else ""
    answer = getattr(event, "answer", None)
    told_so = because(dated(said, by, date_text(event.on)), event.subject)
    return f"{told_so}; {_('answered')}: {wording_text(answer)}" if answer else told_so
