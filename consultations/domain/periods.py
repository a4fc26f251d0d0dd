"""Time-limits as texts and rules set them: a period, how it is counted, and the days that do not count."""

from dataclasses import dataclass
from typing import Literal

from consultations.domain.bounds import EndsBeforeItBegins, ImpossibleTime, day, known_zone

Unit = Literal["calendar days", "working days", "weeks", "months", "hours"]
Roll = Literal["not", "forward", "backward"]
"""Where a last day that is not worked moves: nowhere, to the next working day (ETS 76, article 5) or back."""

LONGEST = 20_000


class PeriodTooLong(ImpossibleTime):
    """A period has at most 20,000 units."""


class HoursRunByTheClock(ImpossibleTime):
    """A period in hours runs from the moment itself: no day is counted in, and its end is not moved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A time-limit as a text or a rule sets it: an amount of a unit, and how it is counted.

    A negative amount counts backward, as for a reminder 14 days before; the European Convention on the
    Calculation of Time-Limits (ETS 76) leaves such limits alone (article 1), here they mirror the others.
    Raises PeriodTooLong, HoursRunByTheClock, UnknownZone.
    """

    amount: int
    unit: Unit
    roll: Roll = "not"
    trigger_day: Literal["excluded", "included"] = "excluded"
    """Whether the day of the trigger is itself the first; by default it is not (ETS 76, article 3)."""
    zone: str | None = None
    """Whose days, and whose midnight after the last of them (IANA); left out, those of the trigger."""

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if abs(self.amount) > LONGEST:
            raise PeriodTooLong(amount=self.amount)
        if self.unit == "hours" and (self.roll != "not" or self.trigger_day == "included"):
            raise HoursRunByTheClock(roll=self.roll, trigger_day=self.trigger_day)
        if self.zone is not None:
            known_zone(self.zone)

    def __str__(self) -> str:
        """The amount in words that can be followed by a date: "10 working days after"."""
        unit = self.unit.removesuffix("s") if abs(self.amount) == 1 else self.unit
        return f"{abs(self.amount)} {unit} {'before' if self.amount < 0 else 'after'}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspension:
    """Days that do not count, first and last included, YYYY-MM-DD; without a last one it still runs.

    Raises NotADate, DateDoesNotExist, EndsBeforeItBegins.
    """

    first_day: str
    last_day: str | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.last_day is not None and day(self.last_day) < day(self.first_day):
            raise EndsBeforeItBegins(first_day=self.first_day, last_day=self.last_day)
        day(self.first_day)

    def __str__(self) -> str:
        """The days, in words."""
        return f"{self.first_day} to {self.last_day}" if self.last_day else f"since {self.first_day}"
