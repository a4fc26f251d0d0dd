"""The words that sentences share: names of parties and persons, dates, places, lists."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import get_args
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations.access import audiences
from consultations.domain.parties import FALLBACK, Naming, display_name
from consultations.domain.persons import NameKind
from consultations.domain.values import PartyCode, Place, Wording
from consultations.domain.when import When

DAY, MONTH = "j F Y", "F Y"
KINDS = get_args(NameKind)


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """How things are called in a sentence; what is missing is called by its code, or in general terms."""

    parties: Mapping[PartyCode, str] = field(default_factory=dict)
    persons: Mapping[UUID, str] = field(default_factory=dict)
    properties: Mapping[UUID, str] = field(default_factory=dict)
    files: Mapping[UUID, str] = field(default_factory=dict)
    """Titles of other files, of those the reader may see."""
    own: PartyCode = ""
    """The ministry's own side: its own record is told without naming it."""
    ordinals: Mapping[UUID, int] = field(default_factory=dict)
    """The number of each round."""
    places: Mapping[UUID, str] = field(default_factory=dict)
    """The city of each round."""

    parts: Mapping[UUID, str] = field(default_factory=dict)
    """Titles of notes, assurances, actions, outcomes and whatever else has one, by which later events call them."""

    def party(self, code: PartyCode) -> str:
        """A party's display name."""
        return self.parties.get(code, code)

    def person(self, person_id: UUID) -> str:
        """A person's name."""
        return self.persons.get(person_id) or _("a person not named here")

    def property(self, property_id: UUID | None) -> str:
        """A property's name."""
        return (self.properties.get(property_id) if property_id else "") or _("a property not named here")

    def file(self, case_id: UUID) -> str:
        """Another file by its title."""
        title = self.files.get(case_id)
        return _("“%(phrase)s”") % {"phrase": title} if title else _("another file")

    def listed(self, codes: Iterable[PartyCode]) -> str:
        """Several parties' display names."""
        return listed(self.party(code) for code in codes)

    def part(self, part_id: UUID, otherwise: str) -> str:
        """What a part of the file is called."""
        return self.parts.get(part_id) or otherwise

    def note(self, note_id: UUID) -> str:
        """A note by its number or subject."""
        return self.part(note_id, _("the note"))

    def round(self, round_id: UUID, ordinal: int | None = None) -> str:
        """A round by its number, where it has one."""
        number = ordinal or self.ordinals.get(round_id)
        return _("Round %(number)s") % {"number": number} if number else _("A round")


def party_names(namings: Mapping[PartyCode, Iterable[Naming]], day: date) -> dict[PartyCode, str]:
    """What parties are called on a day before the ministry's own people, in the active language."""
    language, audience = get_language() or FALLBACK, audiences.own()
    found = {
        code: display_name(each, day, audience=audience, language=language) for code, each in namings.items()
    }
    return {code: name.text for code, name in found.items() if name}


def called(names: Iterable[Mapping[str, str]]) -> str:
    """The name in the active language, else in English, else the first; an official one before others."""
    ranked = sorted(names, key=lambda each: KINDS.index(each.get("kind", KINDS[0])))
    by_language = {each["language"]: each["text"] for each in reversed(ranked)}
    first = ranked[0]["text"] if ranked else ""
    return by_language.get(get_language() or FALLBACK) or by_language.get(FALLBACK) or first


def date_text(when: When | None) -> str:
    """A time as it was said, in quotation marks, else in plain dates; empty for none."""
    if when is None:
        return ""
    if when.phrase:
        return _("“%(phrase)s”") % {"phrase": when.phrase}
    if when.edtf and any(mark in when.edtf for mark in "~?%X"):
        return when.meaning
    first, last = when.first, when.last
    if first is None or last is None:
        return _open_ended(when)
    if first == last:
        return _moment(first, when.zone)
    return _span(first, last, when.zone)


def wording_text(wording: Wording) -> str:
    """A wording in quotation marks; a translation is called one."""
    quoted = _("“%(phrase)s”") % {"phrase": wording.text}
    return _("%(quoted)s (translation)") % {"quoted": quoted} if wording.translation else quoted


def because(said: str, reason: str) -> str:
    """A sentence with the reason given for it, if any."""
    return _("%(said)s: %(reason)s") % {"said": said, "reason": reason} if reason else said


def at_initiative_of(said: str, party: str) -> str:
    """A sentence with whose initiative it is said to have been, if anyone's."""
    return _("%(said)s at the initiative of %(party)s") % {"said": said, "party": party} if party else said


def dated(said: str, *details: str) -> str:
    """A sentence with when, where and how long, as far as given."""
    return ", ".join(each for each in (said, *details) if each)


def event_name(kind: str) -> str:
    """What people call a type of event: RoundCancelled is "round cancelled"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()


def capitalised(text: str) -> str:
    """The text with its first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def place_text(place: Place) -> str:
    """A city, with the premises where they are known."""
    return f"{place.city} ({place.premises})" if place.premises else place.city


def listed(names: Iterable[str]) -> str:
    """Names in a row: "Norway, Russia and the United States"."""
    *some, last = [*names] or [""]
    return _("%(some)s and %(last)s") % {"some": ", ".join(some), "last": last} if some else last


def _open_ended(when: When) -> str:
    if when.first is not None:
        return _("not before %(day)s") % {"day": _moment(when.first, when.zone)}
    return _("by %(day)s") % {"day": _moment(when.last, when.zone)} if when.last is not None else ""


def _span(first: date, last: date, zone: str | None) -> str:
    if isinstance(first, datetime) or isinstance(last, datetime):
        return _("%(first)s to %(last)s") % {"first": _moment(first, zone), "last": _moment(last, zone)}
    if (first.year, first.month, first.day) == (last.year, last.month, 1) and _ends_month(last):
        return date_format(first, MONTH)
    return _("%(first)s to %(last)s") % {"first": _moment(first, None), "last": _moment(last, None)}


def _ends_month(day: date) -> bool:
    return day.toordinal() < date.max.toordinal() and date.fromordinal(day.toordinal() + 1).day == 1


def _moment(moment: date, zone: str | None) -> str:
    if not isinstance(moment, datetime):
        return date_format(moment, DAY)
    return f"{date_format(moment, DAY)} {moment:%H:%M}" + (f" ({zone})" if zone else "")
