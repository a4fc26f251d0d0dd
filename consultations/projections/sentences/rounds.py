"""What is said of a round: planned, put off, called off, revived, held, recorded."""

from collections.abc import Iterable
from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import rounds
from consultations.domain.rounds import RoundEvent
from consultations.domain.values import Delegate, Delegation
from consultations.projections.words import (
    Names,
    at_initiative_of,
    because,
    date_text,
    dated,
    listed,
    place_text,
)

PlanEvent = (
    rounds.RoundProposed
    | rounds.RoundTentativelyAgreed
    | rounds.RoundDateIndicated
    | rounds.RoundConfirmed
    | rounds.VenueIndicated
    | rounds.VenueConfirmed
    | rounds.DelegationNamed
    | rounds.DelegationHeadChanged
    | rounds.AgendaAdopted
)


def told(event: RoundEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    if isinstance(event, PlanEvent):
        return _planned(event, names)
    the = {"round": names.round(event.round_id, getattr(event, "ordinal", None))}
    match event:
        case rounds.RoundPostponed():
            return _postponed(event, the, names)
        case rounds.RoundCancelled(reason=reason, initiative_of=initiative_of):
            called_off = _("%(round)s cancelled") % the
            return because(at_initiative_of(called_off, _party(initiative_of, names)), reason)
        case rounds.RoundRevived(on=on):
            return dated(_("%(round)s is on again") % the, date_text(on))
        case rounds.RoundConvened():
            return _("%(round)s began") % the
        case rounds.RoundAdjourned(until=until):
            return dated(_("%(round)s adjourned") % the, date_text(until))
        case rounds.RoundResumed():
            return _("%(round)s resumed") % the
        case rounds.RoundHeld(on=on, duration=duration):
            held = the | {"place": names.places.get(event.round_id, "")}
            said = _("%(round)s held in %(place)s") if held["place"] else _("%(round)s held")
            return dated(said % held, date_text(on), duration)
        case rounds.RecordOfDiscussionFiled(filed_on=filed_on):
            return dated(_("%(round)s: record of discussion filed") % the, date_text(filed_on))
        case _:
            assert_never(event)


def _postponed(event: rounds.RoundPostponed, the: dict[str, str], names: Names) -> str:
    if event.until:
        said = _("%(round)s postponed until %(when)s") % (the | {"when": date_text(event.until)})
    else:
        said = _("%(round)s postponed sine die") % the
    return because(at_initiative_of(said, _party(event.initiative_of, names)), event.reason)


def _planned(event: PlanEvent, names: Names) -> str:
    the = {"round": names.round(event.round_id, getattr(event, "ordinal", None))}
    match event:
        case rounds.RoundProposed():
            return _("%(round)s proposed") % the
        case rounds.RoundTentativelyAgreed():
            return _("%(round)s tentatively agreed") % the
        case rounds.RoundDateIndicated(on=on, change_note=change_note):
            indicated = _("%(round)s: date indicated, %(when)s") % (the | {"when": date_text(on)})
            return because(indicated, change_note)
        case rounds.RoundConfirmed(party=party, awaiting=awaiting):
            confirmed = _("%(round)s confirmed by %(party)s") % (the | {"party": names.party(party)})
            return _still_awaiting(confirmed, awaiting, names)
        case rounds.VenueIndicated(place=place):
            return _("%(round)s: %(place)s indicated as the venue") % (the | {"place": place_text(place)})
        case rounds.VenueConfirmed(place=place):
            return _("%(round)s: %(place)s confirmed as the venue") % (the | {"place": place_text(place)})
        case rounds.DelegationNamed(delegation=delegation):
            sent = the | {"party": names.party(delegation.party), "members": _members(delegation, names)}
            return _("%(round)s, delegation of %(party)s named: %(members)s") % sent
        case rounds.DelegationHeadChanged(party=party, head=head):
            led = the | {"party": names.party(party), "head": _member(head, names)}
            return _("%(round)s, delegation of %(party)s now headed by %(head)s") % led
        case rounds.AgendaAdopted(items=items):
            return _("%(round)s: agenda adopted: %(items)s") % (the | {"items": "; ".join(items)})
        case _:
            assert_never(event)


def _members(delegation: Delegation, names: Names) -> str:
    ranked = sorted(delegation.members, key=lambda each: not each.head)
    return "; ".join(
        _("%(member)s, head") % {"member": _member(each, names)} if each.head else _member(each, names)
        for each in ranked
    )


def _member(delegate: Delegate, names: Names) -> str:
    name = names.person(delegate.person_id)
    return f"{name} ({delegate.title})" if delegate.title else name


def _still_awaiting(said: str, awaiting: Iterable[str], names: Names) -> str:
    still = listed(names.party(code) for code in awaiting)
    return _("%(said)s; awaiting %(parties)s") % {"said": said, "parties": still} if still else said


def _party(code: str | None, names: Names) -> str:
    return names.party(code) if code else ""
