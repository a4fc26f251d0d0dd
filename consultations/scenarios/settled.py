"""Whether the worker has done everything there is to do: all of the log projected, all due reminders sent.

`python -m consultations.scenarios.settled` waits for that, within a bound, and fails with what is left.
"""

import sys
from collections.abc import Iterator
from threading import Event
from time import monotonic
from typing import Final

SECONDS: Final = 90.0
"""Three strokes of the clock that rings for reminders anyway."""
PAUSE: Final = 0.2


def outstanding() -> Iterator[str]:
    """What there is left to do, in words; nothing once all is done."""
    from consultations.projections import progress
    from consultations.reminders import schedule

    lag = progress.lag()
    if lag.unsealed:
        yield f"{lag.unsealed} events are not sealed"
    yield from (
        f"the projection {name} is {behind} events behind" for name, behind in lag.behind.items() if behind
    )
    if unsent := schedule.unsent():
        yield f"{unsent} reminders are due and not sent"


def wait(seconds: float = SECONDS) -> list[str]:
    """Ring the worker, and wait until nothing is left; gives what still is when the time is over."""
    from consultations.tasks import send_due_reminders

    send_due_reminders.delay()
    end = monotonic() + seconds
    while (left := list(outstanding())) and monotonic() < end:
        Event().wait(PAUSE)
    return left


if __name__ == "__main__":
    import django

    django.setup()
    if left := wait():
        sys.exit(f"After {SECONDS:.0f} seconds: " + "; ".join(left))
