"""What is said of a measure: how far it has come, whom it makes leave, how many may stay."""

from collections.abc import Iterable
from typing import assert_never

from django.utils.translation import gettext as _

from consultations.domain import measures
from consultations.domain.measures import MeasureEvent
from consultations.domain.parts.measures import StatedEffect
from consultations.projections.words import Names, because, date_text, dated, listed


def told(event: MeasureEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    the = {"measure": names.part(event.measure_id, event.title or _("the measure"))}
    match event:
        case measures.MeasureAnnounced(announced_on=announced_on, effects=effects):
            said = the | {"party": _by(event, names)}
            return _with(
                effects, names, dated(_("%(party)s announced: %(measure)s") % said, date_text(announced_on))
            )
        case measures.MeasureNotified(notified_on=notified_on, effects=effects):
            said = the | {"party": _by(event, names)}
            return _with(
                effects, names, dated(_("%(party)s notified: %(measure)s") % said, date_text(notified_on))
            )
        case measures.MeasureTookEffect(took_effect_on=took_effect_on):
            return dated(_("Measure in effect: %(measure)s") % the, date_text(took_effect_on))
        case measures.MeasureEased(reason=reason):
            return because(_("Measure eased: %(measure)s") % the, reason)
        case measures.MeasureLifted(reason=reason):
            return because(_("Measure lifted: %(measure)s") % the, reason)
        case _:
            return _of_staff(event, the, names)


StaffEvent = (
    measures.PersonDeclaredNonGrata
    | measures.PersonDeclaredNotAcceptable
    | measures.DepartureNotified
    | measures.StaffCeilingSet
)


def _of_staff(event: StaffEvent, the: dict[str, str], names: Names) -> str:
    match event:
        case measures.PersonDeclaredNonGrata():
            said = the | {"party": _by(event, names), "whom": _whom(event, names)}
            return dated(_("%(party)s declared non grata %(whom)s: %(measure)s") % said, _time(event))
        case measures.PersonDeclaredNotAcceptable():
            said = the | {"party": _by(event, names), "whom": _whom(event, names)}
            return dated(_("%(party)s declared not acceptable %(whom)s: %(measure)s") % said, _time(event))
        case measures.DepartureNotified(departed_on=departed_on, number=number):
            left = the | {"whom": _persons(number) if number else _("all those declared")}
            return dated(_("Departure notified of %(whom)s: %(measure)s") % left, date_text(departed_on))
        case measures.StaffCeilingSet(ceiling=ceiling, takes_effect=takes_effect):
            said = the | {"party": _by(event, names), "ceiling": str(ceiling)}
            return dated(
                _("%(party)s set a staff ceiling of %(ceiling)s: %(measure)s") % said, date_text(takes_effect)
            )
        case _:
            assert_never(event)


def _by(event: MeasureEvent, names: Names) -> str:
    return names.party(event.party) if event.party else _("A party")


def _with(effects: Iterable[StatedEffect], names: Names, said: str) -> str:
    each = [
        dated(
            effect.text,
            names.property(effect.property_id) if effect.property_id else "",
            date_text(effect.takes_effect),
        )
        for effect in effects
    ]
    return _("%(said)s (%(effects)s)") % {"said": said, "effects": "; ".join(each)} if each else said


def _persons(number: int) -> str:
    return _("1 person") if number == 1 else _("%(number)s persons") % {"number": number}


def _whom(event: measures.PersonsDeclared, names: Names) -> str:
    named = listed(names.person(each.person_id) for each in event.persons)
    kinds = ", ".join(f"{each.number} {each.text}" for each in event.categories)
    counted = _persons(event.number) if event.number else named
    within = ", ".join(each for each in (named if event.number else "", kinds) if each)
    return (
        _("%(counted)s (%(within)s)") % {"counted": counted, "within": within}
        if counted and within
        else (counted or kinds)
    )


def _time(event: measures.PersonsDeclared) -> str:
    if event.leave_by:
        return _("to leave %(when)s") % {"when": date_text(event.leave_by)}
    return _("to leave %(period)s it was notified") % {"period": event.period} if event.period else ""
