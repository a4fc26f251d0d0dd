"""Which days are working days: of a country, of a post with days of its own, of several together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256

import holidays
from holidays.version import __version__

from consultations.domain.bounds import ImpossibleTime, day

HOLIDAYS_VERSION = f"holidays {__version__}"
"""The source of public holidays and its version, as it is recorded beside every day computed from it."""


class UnknownCountry(ImpossibleTime):
    """No public holidays are known for this country or subdivision (ISO 3166-1 alpha-2, ISO 3166-2)."""


class NoMembers(ImpossibleTime):
    """A joint calendar needs at least one member."""


class BothHolidayAndWorkingDay(ImpossibleTime):
    """A day is named both as a holiday and as a working day of the post."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The working days of a country, or of a post there that keeps some days differently.

    Holidays, working weekends (1 November 2025 in Russia) and weekends by country and date are those of the
    holidays package; a half day, such as Friday in the United Arab Emirates since 2022, is a working day.
    Without a country it is Saturday and Sunday only. Where holidays hang on a subdivision, name it: "GB" by
    itself lacks Easter Monday, with "ENG" it is there.
    Raises UnknownCountry, BothHolidayAndWorkingDay, NotADate, DateDoesNotExist.
    """

    country: str = ""
    """ISO 3166-1 alpha-2; left out for parties that have none."""
    subdivision: str = ""
    """The part after the hyphen in ISO 3166-2."""
    extra_holidays: tuple[str, ...] = ()
    """Days, YYYY-MM-DD, on which the post is closed besides."""
    extra_working_days: tuple[str, ...] = ()
    """Days, YYYY-MM-DD, on which the post works all the same."""

    def __post_init__(self) -> None:
        """Refuse what is no calendar."""
        if self.country and self.country not in _subdivisions():
            raise UnknownCountry(country=self.country[:8])
        if self.subdivision and self.subdivision not in _subdivisions().get(self.country, ()):
            raise UnknownCountry(country=self.country, subdivision=self.subdivision[:8])
        both = {day(text) for text in self.extra_holidays} & {day(text) for text in self.extra_working_days}
        if both:
            raise BothHolidayAndWorkingDay(days=sorted(both))

    @property
    def name(self) -> str:
        """The country and its subdivision, and whether the post has days of its own."""
        place = "-".join(part for part in (self.country, self.subdivision) if part) or "weekends only"
        return f"{place} with days of its own" if self.extra_holidays or self.extra_working_days else place

    @property
    def version(self) -> str:
        """What a day computed from it rests on; another text once the package or the post's days change."""
        own = (sorted(self.extra_holidays), sorted(self.extra_working_days))
        return (
            f"{HOLIDAYS_VERSION}+{sha256(repr(own).encode()).hexdigest()[:8]}"
            if any(own)
            else HOLIDAYS_VERSION
        )

    def is_working_day(self, on: date) -> bool:
        """Whether people are at their desks on that day."""
        text = on.isoformat()
        if text in self.extra_working_days:
            return True
        return text not in self.extra_holidays and on not in _days_off(
            self.country, self.subdivision, on.year
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class JointCalendar:
    """The days on which all of several calendars work: own and host, or all parties. Raises NoMembers."""

    members: tuple[Calendar, ...]

    def __post_init__(self) -> None:
        """Refuse a calendar of nobody."""
        if not self.members:
            raise NoMembers()

    @property
    def name(self) -> str:
        """The names of its members."""
        return " and ".join(member.name for member in self.members)

    @property
    def version(self) -> str:
        """The versions of its members, each once."""
        return ", ".join(dict.fromkeys(member.version for member in self.members))

    def is_working_day(self, on: date) -> bool:
        """Whether all of them work on that day."""
        return all(member.is_working_day(on) for member in self.members)


AnyCalendar = Calendar | JointCalendar


@lru_cache(maxsize=1)
def _subdivisions() -> Mapping[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=4_096)
def _days_off(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Every day of a year that is not worked; kept, since the package takes a while to build one."""
    new_year = date(year, 1, 1)
    days = [new_year + timedelta(days=n) for n in range((date(year, 12, 31) - new_year).days + 1)]
    if not country:
        return frozenset(each for each in days if each.weekday() >= 5)
    # Without expand=False the package would add years as they are asked for, and its answers to them.
    known = holidays.country_holidays(country, subdiv=subdivision or None, years=year, expand=False)
    return frozenset(each for each in days if not known.is_working_day(each))
