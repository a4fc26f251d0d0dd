"""What the tests of reminders share: a run of the sender, as the worker, at any moment."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest

from consultations.reminders.send import Run, send_due

Sending = Callable[[datetime], Run]


@pytest.fixture
def sending(as_worker: Callable[[], AbstractContextManager[None]], settled: Callable[[], None]) -> Sending:
    """Bring the read models up and send all that is due at a moment."""

    def send(now: datetime) -> Run:
        settled()
        with as_worker():
            return send_due(now)

    return send
