"""Servers and processes crash under load, again and again: what was acknowledged stands, once, and nothing else."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest

from consultations.projections.runner import catch_up
from consultations.reminders.ledger import LEASE
from consultations.reminders.mail import message_id
from consultations.reminders.schedule import unsent
from consultations.reminders.send import send_due
from consultations.reminders.tables import SENT, ReminderMail
from tests.chaos import crashes, verdict
from tests.chaos.conftest import Ground, Place
from tests.chaos.installation import Installation, begin, begin_clients, installation
from tests.chaos.sizes import SIZE, dice
from tests.conftest import HoldingSink, logged_in, until
from tests.reminders.desk import officer

CLIENTS = 3
BY_COMMAND = """
select command_id::text, array_agg(event_id::text order by version) from consultations_event group by 1
"""


@pytest.fixture
def whole(
    ground: Ground, place: Place, tmp_path: Path, holding: HoldingSink, settings: Any
) -> Iterator[Installation]:
    with psycopg.connect(place.admin, autocommit=True) as admin:
        admin.execute(crashes.GATE_IN_COMMIT)
    with installation(ground, place, tmp_path, f"smtp://127.0.0.1:{settings.EMAIL_PORT}") as made:
        with logged_in(place.app):
            officers = [officer().username for _ in range(CLIENTS)]
        begin(made, "work", "worker", "beat")
        begin_clients(made, officers)
        until(lambda: len({each["X-Envelope-To"] for each in holding.messages}) == CLIENTS, 60)
        yield made


def drawn(thrown: Random) -> Iterator[tuple[str, crashes.Crash]]:
    """Crashes without end: each way once in an order that is drawn, then again in another."""
    ways = crashes.AT_A_PLACE | {
        name: crashes.at_a_random_moment(crash) for name, crash in crashes.AT_ANY_MOMENT.items()
    }
    while True:
        yield from thrown.sample(sorted(ways.items(), key=lambda way: way[0]), len(ways))


class TestAnInstallationThatCrashes:
    def test_loses_nothing_it_acknowledged_and_doubles_nothing(
        self, whole: Installation, holding: HoldingSink, record_property: Callable[[str, object], None]
    ) -> None:
        thrown, ways = dice("crashes"), Counter[str]()
        for name, crash in islice(drawn(thrown), SIZE.crashes):
            whole.goes_on()
            crash(whole, thrown, holding)
            ways[name] += 1
        whole.goes_on()
        whole.end_clients()
        with logged_in(whole.place.app):
            until(verdict.caught_up, 120)
        for process in whole.processes.values():
            process.stop()
        with logged_in(whole.place.worker):
            self.every_mail_goes_out()
        with logged_in(whole.place.app):
            verdict.the_log_is_dense()
            verdict.every_projection_is_a_fresh_fold()
            repeated = self.every_mail_came_once_but_for_crashes(holding.messages)
        answers = [answer for each in whole.clients.values() for answer in each.client.acknowledged()]
        self.every_command_took_effect_once(whole, answers)
        record_property("commands acknowledged, each in effect once", len(answers))
        record_property("of them answered only when repeated", sum(each["tries"] > 1 for each in answers))
        record_property("of them committed already, unheard", sum(each["repeated"] for each in answers))
        record_property("mails, each once but for", len({each["Message-ID"] for each in holding.messages}))
        record_property("repeated under the same Message-ID", repeated)
        record_property("crashes", ways.total())
        for name, times in sorted(ways.items()):
            record_property(f"  {name}", times)

    def every_command_took_effect_once(self, whole: Installation, answers: list[dict[str, Any]]) -> None:
        with psycopg.connect(whole.place.admin) as admin:
            kept = dict(admin.execute(BY_COMMAND).fetchall())
        assert kept == {each["command_id"]: each["events"] for each in answers}
        assert len(kept) == len(answers)
        for each in whole.clients.values():
            ids = [answer["command_id"] for answer in each.client.acknowledged()]
            assert ids == [str(each.client.command_id(nth)) for nth in range(len(ids))]

    def every_mail_goes_out(self) -> None:
        """A killed sender's lease ends, and another sends what it left."""
        catch_up()
        now = datetime.now(UTC) + LEASE + timedelta(seconds=1)
        send_due(now)
        assert unsent(now) == 0

    def every_mail_came_once_but_for_crashes(self, messages: list[EmailMessage]) -> int:
        attempts = dict(ReminderMail.objects.values_list("mail_id", "attempts"))
        assert set(ReminderMail.objects.values_list("status", flat=True)) == {SENT}
        known: dict[str, UUID] = {message_id(mail_id): mail_id for mail_id in attempts}
        arrived = Counter(str(each["Message-ID"]) for each in messages)
        assert arrived.keys() == known.keys()
        assert [each for each, times in arrived.items() if times > attempts[known[each]]] == []
        contents = {(each["Message-ID"], each["To"], each["Subject"], content(each)) for each in messages}
        assert len(contents) == len(arrived)
        return arrived.total() - len(arrived)


def content(message: EmailMessage) -> str:
    """What it tells, but for the last paragraph, which says when it was written."""
    body = message.get_body()
    assert body
    return str(body.get_content()).rpartition("\r\n\r\n")[0]
