"""A sender killed in the middle (SIGKILL): nothing is lost, and at most the same Message-ID comes twice."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from consultations.reminders.ledger import LEASE
from consultations.reminders.send import Run, send_due
from consultations.reminders.tables import SENT, WAITING, ReminderMail
from tests.conftest import ROOT, Sink, free_port
from tests.reminders.conftest import Sending
from tests.reminders.desk import action, case_of, mails_to, officer


class HoldingSink(Sink):
    """A mailbox that holds one recipient's connection open, before or after the message, until let go."""

    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.held_address = self.held_at = ""
        self.reached = Event()
        self.let_go = asyncio.Event()

    def release(self) -> None:
        self.loop.call_soon_threadsafe(self.let_go.set)

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        await self._hold("RCPT", address)
        return "250 known"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        answer = await super().handle_DATA(server, session, envelope)
        await self._hold("DATA", envelope.rcpt_tos[0])
        return answer

    async def _hold(self, at: str, address: str) -> None:
        if (at, address) == (self.held_at, self.held_address):
            self.held_at = ""
            self.reached.set()
            await self.let_go.wait()


@pytest.fixture
def holding(settings: Any) -> Iterator[HoldingSink]:
    """The holding sink on a free port; the settings point at it."""
    sink = HoldingSink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    sink.loop = controller.loop
    yield sink
    sink.release()
    controller.stop()


@pytest.fixture
def killed(
    holding: HoldingSink, environment: Callable[[str], dict[str, str]], settings: Any
) -> Callable[[str, str], None]:
    """Run `send_reminders` as a process, and kill it when its connection for an address is held."""

    def kill(at: str, address: str) -> None:
        holding.held_at, holding.held_address = at, address
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
        holding.held_at, holding.held_address = "DATA", ingrid.email

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
