"""What is said of an agreement: full powers, signature, consent, entry into force, registration, termination."""

from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import agreements
from consultations.domain.agreements import AgreementEvent
from consultations.projections.words import Names, because, date_text, dated


def told(event: AgreementEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    if isinstance(event, BindingEvent):
        return _bound(event, names)
    the = {"agreement": names.part(event.agreement_id, event.title or _("the agreement"))}
    match event:
        case agreements.FullPowersIssued(party=party, holder=holder, purpose=purpose):
            said = the | {"party": names.party(party), "holder": holder, "purpose": _(purpose)}
            return _("%(party)s issued full powers to %(holder)s for %(purpose)s: %(agreement)s") % said
        case agreements.TextInitialled(parties=parties, initialled_on=on):
            initialled = _("%(parties)s initialled the text of %(agreement)s")
            return dated(initialled % (the | {"parties": names.listed(parties)}), date_text(on))
        case agreements.TextSigned(parties=parties, ad_referendum=ad_referendum, signed_on=on):
            signed = (
                _("%(parties)s signed %(agreement)s ad referendum")
                if ad_referendum
                else _("%(parties)s signed %(agreement)s")
            )
            return dated(signed % (the | {"parties": names.listed(parties)}), date_text(on))
        case agreements.AgreementRegistered(received_on=on, number=number):
            registered = _("Registered with the United Nations: %(agreement)s") % the
            return dated(registered, number and _("no. %(number)s") % {"number": number}, date_text(on))
        case _:
            assert_never(event)


BindingEvent = (
    agreements.AgreementConstituted
    | agreements.ConsentNotified
    | agreements.ProvisionallyApplied
    | agreements.AgreementEnteredIntoForce
    | agreements.TerminationNotified
)


def _bound(event: BindingEvent, names: Names) -> str:
    the = {"agreement": names.part(event.agreement_id, event.title or _("the agreement"))}
    match event:
        case agreements.AgreementConstituted(parties=parties, exchanged_on=on):
            constituted = _("An exchange of notes between %(parties)s constitutes %(agreement)s")
            return dated(constituted % (the | {"parties": names.listed(parties)}), date_text(on))
        case agreements.ConsentNotified(party=party, means=means, received_on=on):
            said = the | {"party": names.party(party), "means": _(means)}
            return dated(
                _("%(party)s expressed consent to be bound by %(agreement)s (%(means)s)") % said,
                date_text(on),
            )
        case agreements.ProvisionallyApplied(parties=parties, applied_from=on):
            applied = _("%(parties)s apply %(agreement)s provisionally")
            return dated(applied % (the | {"parties": names.listed(parties)}), date_text(on))
        case agreements.AgreementEnteredIntoForce(in_force_on=on):
            return dated(_("In force: %(agreement)s") % the, date_text(on))
        case agreements.TerminationNotified(party=party, takes_effect_on=on, reason=reason):
            said = the | {"party": names.party(party)}
            ended = _("%(party)s gave notice of termination or withdrawal: %(agreement)s") % said
            effect = on and _("with effect from %(when)s") % {"when": date_text(on)}
            return because(dated(ended, effect or ""), reason)
        case _:
            assert_never(event)
