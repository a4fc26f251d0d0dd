"""Reminding: what is due reaches those who answer for it, once, and only while it stands."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from consultations import tasks
from consultations.access.tables import Clearance
from consultations.domain.actions import AssignAction, BlockAction, MoveDueDate, ReportProgress, UnblockAction
from consultations.domain.mandate import AmendMandate, GiveMandate
from consultations.domain.milestones import ExtendTerm, SetMilestone
from consultations.domain.opening import CloseCase, ResumeCase, SuspendCase
from consultations.domain.rounds import AgreeRoundTentatively, HoldRound, IndicateRoundDate
from consultations.domain.when import by, on, said
from consultations.reminders import ledger, schedule
from consultations.reminders.send import SendingInsideTransaction, send_due
from consultations.reminders.tables import PARKED, SENT, STOOD_DOWN, WAITING, ReminderItem, ReminderMail
from tests.conftest import Sink, free_port
from tests.reminders.conftest import Sending
from tests.reminders.desk import MAY_9, action, case_of, do, mails_to, officer

AsWorker = Callable[[], AbstractContextManager[None]]


def mail_of(user: Any) -> ReminderMail:
    return ReminderMail.objects.get(recipient=user.username)


class TestDue:
    def test_is_sent_once_however_often_it_is_looked_for(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        sending(MAY_9 - timedelta(days=2))
        assert mails_to(ingrid, smtp.messages) == []
        for hours in (0, 1, 30):
            sending(MAY_9 + timedelta(hours=hours))
        assert len(mails_to(ingrid, smtp.messages)) == 1
        assert (mail_of(ingrid).status, mail_of(ingrid).sent_at) == (SENT, MAY_9)

    def test_is_caught_up_when_runs_were_missed(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer()
        action(case_of(ingrid), due="2025-06-27")
        sending(datetime(2025, 8, 1, 9, tzinfo=UTC))
        (mail,) = mails_to(ingrid, smtp.messages)
        assert mail["Subject"] == "1 deadline overdue"
        assert mail.get_content().count("Visas") == 1
        assert ReminderItem.objects.filter(recipient=ingrid.username).count() == 3

    def test_of_2025_comes_at_once_as_one_digest_for_each_recipient(
        self, sending: Sending, smtp: Sink
    ) -> None:
        ingrid, leif = officer(), officer()
        case_id, round_id = case_of(ingrid, title="Russia–US consultations on irritants, 2025"), uuid4()
        for title in ("Visas", "Mobility of diplomats"):
            action(case_id, title)
        do(
            AssignAction(
                action_id=action(case_id, "Roadmap"), officer=leif.username, occurred=on("2025-06-11")
            ),
            case_id,
        )
        do(HoldRound(round_id=uuid4(), ordinal=2, on=on("2025-04-10", zone="Europe/Istanbul")), case_id)
        do(AgreeRoundTentatively(round_id=round_id, ordinal=3, occurred=on("2025-06-10")), case_id)
        soon = said("in the near future", language="en", earliest="2025-06-10", review_on="2025-07-08")
        do(IndicateRoundDate(round_id=round_id, on=soon, occurred=on("2025-06-10")), case_id)
        action(case_of(ingrid, title="Another file"), "Air links")
        sending(datetime(2026, 11, 24, 9, tzinfo=UTC))
        (to_ingrid,), (to_leif,) = mails_to(ingrid, smtp.messages), mails_to(leif, smtp.messages)
        assert to_ingrid["Subject"] == "1 deadline overdue, 4 reviews due"
        assert to_leif["Subject"] == "1 review due"
        assert "Roadmap" in to_leif.get_content()
        assert "Roadmap" not in to_ingrid.get_content()

    def test_goes_to_the_head_of_the_desk_when_it_has_been_overdue_for_long(
        self, sending: Sending, smtp: Sink
    ) -> None:
        ingrid, hanne = officer(), officer("secret", head=True)
        action(case_of(ingrid), title := f"Visas {uuid4()}", due="2025-06-27")
        sending(datetime(2025, 6, 30, 9, tzinfo=UTC))
        assert not any(title in each.get_content() for each in mails_to(hanne, smtp.messages))
        sending(datetime(2025, 7, 4, 9, tzinfo=UTC))
        mail = mails_to(hanne, smtp.messages)[-1].get_content()
        assert title in mail
        assert mail.startswith("As head of the desk")

    def test_goes_to_nobody_who_is_inactive_or_has_no_address(self, sending: Sending, smtp: Sink) -> None:
        gone, silent = officer(), officer()
        gone.is_active, silent.email = False, ""
        gone.save()
        silent.save()
        action(case_of(gone, silent))
        sending(MAY_9)
        assert mails_to(gone, smtp.messages) == []
        assert not ReminderMail.objects.filter(recipient__in=[gone.username, silent.username]).exists()

    def test_goes_to_nobody_who_may_not_see_the_file(self, sending: Sending, smtp: Sink) -> None:
        uncleared, outside = officer("public"), officer("secret")
        action(case_of(uncleared, outside, level="secret", compartments=("agrément",)))
        action(case_of(outside, title="The other file"))
        sending(MAY_9)
        assert mails_to(uncleared, smtp.messages) == []
        (mail,) = mails_to(outside, smtp.messages)
        assert mail["Subject"] == "1 review due"
        assert "The other file" in mail.get_content()

    def test_is_counted_until_it_is_sent(
        self, sending: Sending, smtp: Sink, settled: Callable[[], None], as_worker: AsWorker
    ) -> None:
        sending(MAY_9)
        action(case_of(officer()))
        settled()
        with as_worker():
            before = schedule.unsent(MAY_9)
            assert before >= 1
            schedule.plan(MAY_9)
            assert schedule.unsent(MAY_9) == before
            send_due(MAY_9)
            assert schedule.unsent(MAY_9) == before - 1


class TestStanding:
    """Between the planning of a mail and its sending, things move."""

    @pytest.fixture
    def planned(self, settled: Callable[[], None], as_worker: AsWorker) -> Callable[[datetime], None]:
        def plan(now: datetime) -> None:
            settled()
            with as_worker():
                schedule.plan(now)

        return plan

    def test_a_moved_due_date_silences_and_reminds_anew(
        self, planned: Callable[[datetime], None], sending: Sending, smtp: Sink
    ) -> None:
        ingrid, late = officer(), datetime(2025, 6, 28, 9, tzinfo=UTC)
        case_id = case_of(ingrid)
        action_id = action(case_id, due="2025-06-27")
        planned(late)
        do(MoveDueDate(action_id=action_id, due_on=by("2025-09-30"), reason="asked for time"), case_id)
        sending(late)
        assert mails_to(ingrid, smtp.messages) == []
        assert mail_of(ingrid).status == STOOD_DOWN
        sending(datetime(2025, 10, 1, 9, tzinfo=UTC))
        (mail,) = mails_to(ingrid, smtp.messages)
        assert "30 September 2025" in mail.get_content()

    def test_an_extended_term_silences_and_reminds_anew(
        self, planned: Callable[[datetime], None], sending: Sending, smtp: Sink
    ) -> None:
        ingrid, eve = officer(), datetime(2014, 7, 18, 9, tzinfo=UTC)
        case_id, milestone_id = case_of(ingrid), uuid4()
        do(SetMilestone(milestone_id=milestone_id, title="A plan", due_on=on("2014-07-20")), case_id)
        planned(eve)
        assert mail_of(ingrid).status == WAITING
        do(ExtendTerm(milestone_id=milestone_id, until=on("2014-11-24"), reason="gaps remain"), case_id)
        sending(eve)
        sending(datetime(2014, 7, 21, 9, tzinfo=UTC))
        assert mails_to(ingrid, smtp.messages) == []
        assert mail_of(ingrid).status == STOOD_DOWN
        sending(datetime(2014, 11, 10, 9, tzinfo=UTC))
        (mail,) = mails_to(ingrid, smtp.messages)
        assert "Milestone: A plan" in mail.get_content()
        assert "24 November 2014" in mail.get_content()

    def test_a_prolonged_mandate_silences_and_reminds_its_holder_anew(
        self, planned: Callable[[datetime], None], sending: Sending, smtp: Sink
    ) -> None:
        ingrid, leif, late = officer(), officer(), datetime(2025, 12, 29, 9, tzinfo=UTC)
        case_id, mandate_id = case_of(ingrid), uuid4()
        until = on("2025-12-31")
        do(
            GiveMandate(
                mandate_id=mandate_id,
                title="Visas",
                powers="to conclude",
                officer=leif.username,
                expires_on=until,
            ),
            case_id,
        )
        planned(late)
        do(AmendMandate(mandate_id=mandate_id, change="longer", expires_on=on("2026-06-30")), case_id)
        sending(late)
        sending(datetime(2026, 6, 16, 9, tzinfo=UTC))
        (mail,) = mails_to(leif, smtp.messages)
        assert "Mandate expires: Visas" in mail.get_content()
        assert mails_to(ingrid, smtp.messages) == []

    def test_activity_puts_a_review_off(
        self, planned: Callable[[datetime], None], sending: Sending, smtp: Sink
    ) -> None:
        ingrid = officer()
        case_id = case_of(ingrid)
        action_id = action(case_id)
        planned(MAY_9)
        do(ReportProgress(action_id=action_id, text="Lists exchanged", occurred=on("2025-05-08")), case_id)
        sending(MAY_9)
        assert mails_to(ingrid, smtp.messages) == []
        sending(MAY_9 + timedelta(weeks=4))
        assert len(mails_to(ingrid, smtp.messages)) == 1

    def test_a_clearance_withdrawn_leaves_nothing_said_of_the_file(
        self, planned: Callable[[datetime], None], sending: Sending, smtp: Sink
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid, title="Closed matter", level="confidential"))
        action(case_of(ingrid, title="Open matter", level="public"))
        planned(MAY_9)
        Clearance.objects.filter(user=ingrid).update(level="public")
        sending(MAY_9)
        (mail,) = mails_to(ingrid, smtp.messages)
        assert mail["Subject"] == "1 review due"
        assert "Closed matter" not in mail.get_content()
        Clearance.objects.filter(user=ingrid).update(level="confidential")
        sending(MAY_9)
        assert "Closed matter" in mails_to(ingrid, smtp.messages)[1].get_content()

    def test_an_officer_who_left_is_not_written_to(
        self, planned: Callable[[datetime], None], sending: Sending, smtp: Sink
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        planned(MAY_9)
        ingrid.is_active = False
        ingrid.save()
        sending(MAY_9)
        assert mails_to(ingrid, smtp.messages) == []
        assert mail_of(ingrid).status == STOOD_DOWN

    def test_a_blocked_action_is_silent_until_it_goes_on(
        self, planned: Callable[[datetime], None], sending: Sending, smtp: Sink
    ) -> None:
        ingrid, late = officer(), datetime(2025, 6, 28, 9, tzinfo=UTC)
        case_id = case_of(ingrid)
        action_id = action(case_id, due="2025-06-27")
        planned(late)
        do(BlockAction(action_id=action_id, awaiting="US"), case_id)
        sending(late)
        assert mails_to(ingrid, smtp.messages) == []
        do(UnblockAction(action_id=action_id), case_id)
        sending(late)
        assert len(mails_to(ingrid, smtp.messages)) == 1

    def test_a_suspended_or_closed_file_is_silent(
        self, planned: Callable[[datetime], None], sending: Sending, smtp: Sink
    ) -> None:
        ingrid, leif = officer(), officer()
        suspended, closed = case_of(ingrid), case_of(leif)
        for case_id in (suspended, closed):
            action(case_id)
        planned(MAY_9)
        do(SuspendCase(reason="pause"), suspended)
        do(CloseCase(result="no result"), closed)
        sending(MAY_9)
        assert mails_to(ingrid, smtp.messages) == mails_to(leif, smtp.messages) == []
        do(ResumeCase(), suspended)
        sending(MAY_9)
        assert len(mails_to(ingrid, smtp.messages)) == 1

    def test_what_falls_due_before_the_first_attempt_joins_the_same_mail(
        self, planned: Callable[[datetime], None], sending: Sending, smtp: Sink
    ) -> None:
        ingrid = officer()
        case_id = case_of(ingrid)
        action(case_id, "Visas")
        planned(MAY_9)
        action(case_id, "Mobility")
        sending(MAY_9)
        (mail,) = mails_to(ingrid, smtp.messages)
        assert mail["Subject"] == "2 reviews due"


class TestTwoSenders:
    def test_send_once(self, settled: Callable[[], None], as_worker: AsWorker, smtp: Sink) -> None:
        officers = [officer() for _ in range(6)]
        for each in officers:
            action(case_of(each))
        settled()
        together = Barrier(2)

        def send(_: int) -> None:
            with as_worker():
                together.wait()
                send_due(MAY_9)

        with ThreadPoolExecutor(2) as senders:
            list(senders.map(send, range(2)))
        assert [len(mails_to(each, smtp.messages)) for each in officers] == [1] * 6

    def test_leave_what_the_other_holds_until_its_lease_runs_out(
        self, settled: Callable[[], None], as_worker: AsWorker, smtp: Sink
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        settled()
        with as_worker():
            schedule.plan(MAY_9)
            held = _claimed(ingrid.username, MAY_9)
            send_due(MAY_9 + timedelta(minutes=4))
            assert mails_to(ingrid, smtp.messages) == []
            send_due(MAY_9 + timedelta(minutes=5))
            assert len(mails_to(ingrid, smtp.messages)) == 1
            assert not ledger.record_sent(held, MAY_9)
            assert not ledger.record_failure(held, MAY_9, "too late")
        assert (mail_of(ingrid).status, mail_of(ingrid).attempts) == (SENT, 2)

    def test_record_nothing_once_the_token_has_passed_on(
        self, settled: Callable[[], None], as_worker: AsWorker
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        settled()
        with as_worker():
            schedule.plan(MAY_9)
            old = _claimed(ingrid.username, MAY_9)
            new = _claimed(ingrid.username, MAY_9 + ledger.LEASE)
            ledger.stand_down(old, [])
            assert not ledger.record_sent(old, MAY_9)
            assert not ledger.record_failure(old, MAY_9, "too late")
            assert not ledger.record_stood_down(old, MAY_9)
            assert mail_of(ingrid).items.filter(stood_down=False).count() == 1
            assert ledger.record_sent(new, MAY_9 + ledger.LEASE)

    def test_plan_once(self, settled: Callable[[], None], as_worker: AsWorker) -> None:
        action(case_of(officer()))
        settled()

        def plan_elsewhere() -> int:
            with as_worker():
                return schedule.plan(MAY_9)

        with as_worker(), transaction.atomic(), ThreadPoolExecutor(1) as other:
            connection.cursor().execute(schedule.TRY_LOCK, [schedule.LOCK])
            assert other.submit(plan_elsewhere).result() == 0


def _claimed(username: str, now: datetime) -> ledger.Claim:
    while taken := ledger.claim(now):
        if taken.recipient == username:
            return taken
    raise AssertionError("there is no mail to claim")


class TestFailure:
    def test_is_counted_and_repeated_after_a_rest(self, sending: Sending, smtp: Sink, settings: Any) -> None:
        ingrid, up = officer(), settings.EMAIL_PORT
        action(case_of(ingrid))
        settings.EMAIL_PORT = free_port()
        sending(MAY_9)
        mail = mail_of(ingrid)
        assert (mail.status, mail.attempts) == (WAITING, 1)
        assert mail.error.startswith("ConnectionRefusedError")
        settings.EMAIL_PORT = up
        sending(MAY_9 + timedelta(seconds=59))
        assert mails_to(ingrid, smtp.messages) == []
        sending(MAY_9 + timedelta(seconds=60))
        assert len(mails_to(ingrid, smtp.messages)) == 1
        assert (mail_of(ingrid).status, mail_of(ingrid).attempts, mail_of(ingrid).error) == (SENT, 2, "")

    def test_parks_the_mail_after_five_attempts_until_it_is_taken_up_again(
        self, sending: Sending, as_worker: AsWorker, smtp: Sink, settings: Any
    ) -> None:
        ingrid, up = officer(), settings.EMAIL_PORT
        action(case_of(ingrid))
        settings.EMAIL_PORT = free_port()
        for hours in range(0, 30, 3):
            sending(MAY_9 + timedelta(hours=hours))
        mail = mail_of(ingrid)
        assert (mail.status, mail.attempts) == (PARKED, 5)
        assert mail.error.startswith("ConnectionRefusedError")
        settings.EMAIL_PORT = up
        sending(MAY_9 + timedelta(days=3))
        assert mails_to(ingrid, smtp.messages) == []
        with as_worker():
            assert ledger.retry_parked(MAY_9) >= 1
        sending(MAY_9 + timedelta(days=3))
        assert len(mails_to(ingrid, smtp.messages)) == 1

    def test_that_takes_the_sender_along_is_counted_too(
        self, settled: Callable[[], None], as_worker: AsWorker, smtp: Sink
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        settled()
        with as_worker():
            schedule.plan(MAY_9)
            for hours in range(5):
                _claimed(ingrid.username, MAY_9 + timedelta(hours=hours))
            send_due(MAY_9 + timedelta(hours=6))
        assert (mail_of(ingrid).status, mail_of(ingrid).attempts) == (PARKED, 5)
        assert mail_of(ingrid).error == "the sender was lost on its last attempt"

    def test_of_one_mail_holds_up_no_other(self, sending: Sending, smtp: Sink) -> None:
        forged, ingrid = officer(), officer()
        forged.email = "forged@mfa.example\nBcc: elsewhere@mfa.example"
        forged.save()
        action(case_of(forged, ingrid))
        sending(MAY_9)
        assert len(mails_to(ingrid, smtp.messages)) == 1
        assert mail_of(forged).status == WAITING
        assert not any("elsewhere" in str(each) for each in smtp.messages)
        forged.is_active = False
        forged.save()

    def test_is_told_of_a_mail_without_its_content(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        sending(MAY_9)
        assert str(mail_of(ingrid)) == f"{ingrid.username} sent"
        assert str(mail_of(ingrid).items.get()) == f"review {ingrid.username}"

    def test_inside_a_transaction_is_refused(self, as_worker: AsWorker) -> None:
        with as_worker(), transaction.atomic(), pytest.raises(SendingInsideTransaction):
            send_due(MAY_9)


class TestCommand:
    def test_shows_what_would_be_sent_and_sends_nothing(
        self, settled: Callable[[], None], as_worker: AsWorker, smtp: Sink, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        settled()
        with as_worker():
            call_command("send_reminders", "--dry-run", "--json")
            shown = json.loads(capsys.readouterr().out)
            call_command("send_reminders", "--dry-run")
        assert [each["subject"] for each in shown if each["to"] == ingrid.email] == ["1 review due"]
        assert f"To: {ingrid.email}" in capsys.readouterr().out
        assert smtp.messages == []
        assert not ReminderMail.objects.filter(recipient=ingrid.username).exists()

    def test_sends_and_says_how_many(
        self, as_worker: AsWorker, smtp: Sink, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        with as_worker():
            call_command("send_reminders", "--json")
            assert json.loads(capsys.readouterr().out)["sent"] == len(smtp.messages)
            call_command("send_reminders", "--retry-parked")
        assert "0 reminders entered" in capsys.readouterr().out
        assert len(mails_to(ingrid, smtp.messages)) == 1

    def test_exits_with_1_where_a_mail_could_not_be_sent(self, as_worker: AsWorker, settings: Any) -> None:
        action(case_of(officer()))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
        with as_worker(), pytest.raises(SystemExit) as ended:
            call_command("send_reminders")
        assert ended.value.code == 1

    def test_is_what_the_task_does(self, as_worker: AsWorker, smtp: Sink) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        with as_worker():
            assert tasks.send_due_reminders() >= 1
        assert len(mails_to(ingrid, smtp.messages)) == 1
