"""Celery's tasks: each rings a function that any worker may run at any time, any number of times."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from config.celery import app
from consultations.eventlog.checkpoint import sign_if_due
from consultations.projections import runner
from consultations.reminders.send import send_due

log = logging.getLogger(__name__)

RING_SECONDS: Final = 0.25
"""How long a caller is held up at most by a broker that does not answer."""
RING_EXPIRES: Final = 30
"""Seconds after which an unheard ring is dropped; the sweep has found the work by then."""


# ---- the log and the read models


@app.task(name="consultations.advance")
def advance() -> int:
    """Seal what was committed and bring every projection up to it; gives how many steps were taken."""
    return runner.catch_up()


def ring() -> None:
    """Ask a worker to advance. Never raises: a ring that is lost makes the work later, never wrong."""
    try:
        with app.connection_for_write(
            connect_timeout=RING_SECONDS,
            transport_options={
                "socket_connect_timeout": RING_SECONDS,
                "socket_timeout": RING_SECONDS,
                "max_retries": 0,
            },
        ) as line:
            advance.apply_async(
                producer=app.amqp.Producer(line), retry=False, expires=RING_EXPIRES, ignore_result=True
            )
    except Exception as error:
        log.warning("the broker did not answer; the sweep will find the work", extra={"reason": repr(error)})


@app.task(name="consultations.sign_checkpoint")
def sign_checkpoint() -> bool:
    """Sign what was sealed, once a minute at most; gives whether it did. Does nothing without the key."""
    return sign_if_due()


# ---- reminders


@app.task(name="consultations.send_due_reminders")
def send_due_reminders() -> int:
    """Send every reminder that is due now; gives how many mails were sent."""
    # First the read models, so that what was settled a moment ago is not reminded of.
    runner.catch_up()
    return send_due(datetime.now(UTC)).sent


# ---- the sweep: what `manage.py work` does in turn, and beat rings for

DUTIES: Final[tuple[Callable[[], object], ...]] = (advance, sign_checkpoint, send_due_reminders)
