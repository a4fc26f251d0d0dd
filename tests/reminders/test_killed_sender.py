"""A sender killed in the middle (SIGKILL): nothing is lost, and at most the same Message-ID comes twice."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from consultations.reminders.ledger import LEASE
from consultations.reminders.send import Run, send_due
from consultations.reminders.tables import SENT, WAITING, ReminderMail
from tests.conftest import ROOT, HoldingSink
from tests.reminders.conftest import Sending
from tests.reminders.desk import action, case_of, mails_to, officer


@pytest.fixture
def killed(
    holding: HoldingSink, environment: Callable[[str], dict[str, str]], settings: Any
) -> Callable[[str, str], None]:
    """Run `send_reminders` as a process, and kill it when its connection for an address is held."""

    def kill(at: str, address: str) -> None:
        holding.hold(at, address)
        url = {"EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}"}
        command = [sys.executable, "manage.py", "send_reminders"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment("worker") | url)
        try:
            assert holding.reached.wait(60)
        finally:
            process.kill()
            process.wait()

    return kill


class TestKilledSender:
    def test_after_the_message_went_out_repeats_its_message_id_and_nothing_else(
        self, holding: HoldingSink, killed: Callable[[str, str], None], sending: Sending
    ) -> None:
        ingrid, leif = officer(), officer()
        action(case_of(ingrid, leif))
        killed("DATA", ingrid.email)
        mail = ReminderMail.objects.get(recipient=ingrid.username)
        assert (mail.status, mail.attempts) == (WAITING, 1)
        sending(datetime.now(UTC))
        assert len(mails_to(ingrid, holding.messages)) == 1
        for _ in range(2):
            sending(datetime.now(UTC) + LEASE + timedelta(seconds=1))
        first, second = mails_to(ingrid, holding.messages)
        assert first["Message-ID"] == second["Message-ID"]
        assert first["Subject"] == second["Subject"]
        assert len(mails_to(leif, holding.messages)) == 1
        assert ReminderMail.objects.get(recipient=ingrid.username).status == SENT

    def test_before_the_message_went_out_sends_it_once_in_the_end(
        self, holding: HoldingSink, killed: Callable[[str, str], None], sending: Sending
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        killed("RCPT", ingrid.email)
        assert mails_to(ingrid, holding.messages) == []
        for _ in range(2):
            sending(datetime.now(UTC) + LEASE + timedelta(seconds=1))
        assert len(mails_to(ingrid, holding.messages)) == 1


class TestSlowSender:
    def test_that_outlives_its_lease_records_nothing(
        self,
        holding: HoldingSink,
        sending: Sending,
        settled: Callable[[], None],
        as_worker: Callable[[], AbstractContextManager[None]],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        ingrid, now = officer(), datetime.now(UTC)
        action(case_of(ingrid))
        settled()
        holding.hold("DATA", ingrid.email)

        def slow() -> Run:
            with as_worker():
                return send_due(now)

        with ThreadPoolExecutor(1) as other:
            held = other.submit(slow)
            assert holding.reached.wait(60)
            sending(now + LEASE)
            holding.release()
            held.result()
        mail = ReminderMail.objects.get(recipient=ingrid.username)
        assert (mail.status, mail.attempts, mail.sent_at) == (SENT, 2, now + LEASE)
        assert len({each["Message-ID"] for each in mails_to(ingrid, holding.messages)}) == 1
        assert "a lease ran out in the middle of sending" in caplog.messages
