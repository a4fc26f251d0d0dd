"""The reminder mail as its recipient reads it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from consultations.domain.actions import AssignAction, SetDueDate
from consultations.domain.calendars import HOLIDAYS_VERSION
from consultations.domain.milestones import SetMilestone
from consultations.domain.nominations import RequestAgrement
from consultations.domain.notes import DispatchNote, ReceiveNote
from consultations.domain.opening import JoinParty
from consultations.domain.parts.milestones import Term
from consultations.domain.rounds import HoldRound, ProposeRound
from consultations.domain.when import at, by, not_before, on, within
from consultations.reminders import mail as reminder_mail
from consultations.reminders import schedule
from tests.conftest import Sink
from tests.reminders.conftest import Sending
from tests.reminders.desk import MAY_9, action, case_of, do, mails_to, officer, party

EXPECTED = """\
You are the officer responsible for the following.

Overdue
-------

1. Round 2: record of discussion
   File:     Russia–US consultations on irritants, 2025
   Was due:  Monday 14 April 2025 (UTC)
   Officer:  Ingrid Solberg
   Why then: 2 working days after 2025-04-10 Europe/Istanbul; that day not
             counted (ETS 76, article 3); calendar: NO ({version}); due
             2025-04-14 UTC
   Basis:    house default
   Open:     https://consultations.mfa.example/admin/cases/{case_id}/

Due for review
--------------

2. Action without recent activity: Further measures to ease the issuing of
   visas
   File:       Russia–US consultations on irritants, 2025
   Review due: Thursday 8 May 2025 (UTC)
   To act:     Russian Federation, United States of America
   Officer:    Ingrid Solberg
   Why then:   4 weeks after 2025-04-10; that day not counted (ETS 76, article
               3); due 2025-05-08 UTC
   Basis:      house default
   Open:       https://consultations.mfa.example/admin/cases/{case_id}/

As it stood on 9 May 2025, 11:00 (Europe/Oslo). Whether something is overdue
is a reading of the register at that time; no legal conclusion is drawn from
it. This message was sent automatically; each reminder comes once.
"""


def text(mail: Any) -> str:
    """The body, its lines joined where they were only wrapped."""
    return " ".join(str(mail.get_content()).split())


class TestMail:
    def test_reads_as_a_whole(self, sending: Sending, smtp: Sink, settings: Any) -> None:
        settings.PUBLIC_URL = "https://consultations.mfa.example"
        ingrid = officer()
        parties = (party("Russian Federation"), party("United States of America"))
        case_id = case_of(ingrid, title="Russia–US consultations on irritants, 2025", parties=parties)
        action(case_id, "Further measures to ease the issuing of visas", obliged=parties)
        do(HoldRound(round_id=uuid4(), ordinal=2, on=on("2025-04-10", zone="Europe/Istanbul")), case_id)
        sending(MAY_9)
        (mail,) = mails_to(ingrid, smtp.messages)
        assert mail.get_content().replace("\r\n", "\n") == EXPECTED.format(
            case_id=case_id, version=HOLIDAYS_VERSION
        )
        assert mail["Subject"] == "1 deadline overdue, 1 review due"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Date"] == "Fri, 09 May 2025 09:00:00 +0000"
        assert mail["Message-ID"].endswith("@consultations.mfa.example>")
        assert mail.get_content_type() == "text/plain"

    def test_has_a_subject_that_says_nothing_of_the_file(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer("secret")
        action(case_of(ingrid, title="Closed matter", level="secret"), "Closed action")
        sending(MAY_9)
        (mail,) = mails_to(ingrid, smtp.messages)
        assert mail["Subject"] == "1 review due"
        assert not any("Closed" in value for value in mail.values())

    def test_tells_a_time_of_day_by_both_clocks(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer()
        case_id = case_of(ingrid)
        action_id = action(case_id)
        minute = at("2025-10-01T23:59", zone="America/Los_Angeles")
        do(SetDueDate(action_id=action_id, due_on=minute), case_id)
        sending(datetime(2025, 10, 1, 20, tzinfo=UTC))
        (mail,) = mails_to(ingrid, smtp.messages)
        assert mail["Subject"] == "1 deadline ahead"
        assert "Coming up" in mail.get_content()
        said = "1 October 2025, 23:59 (America/Los_Angeles), which is 2 October 2025, 08:59 (Europe/Oslo)"
        assert said in text(mail)

    def test_tells_when_a_day_of_another_zone_ends_by_the_recipients_clock(
        self, sending: Sending, smtp: Sink
    ) -> None:
        ingrid = officer()
        notified = Term(amount=30, unit="calendar days", trigger=on("2025-08-28", zone="GMT"))
        do(SetMilestone(milestone_id=uuid4(), title="Snapback", term=notified), case_of(ingrid))
        sending(datetime(2025, 9, 27, 12, tzinfo=UTC))
        said = "Due: Saturday 27 September 2025 (GMT), to 28 September 2025, 02:00 (Europe/Oslo)"
        assert said in text(mails_to(ingrid, smtp.messages)[0])

    def test_tells_the_same_time_once_where_the_clocks_agree(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer(zone="America/Los_Angeles")
        case_id = case_of(ingrid)
        minute = at("2025-10-01T23:59", zone="America/Los_Angeles")
        do(SetDueDate(action_id=action(case_id), due_on=minute), case_id)
        sending(datetime(2025, 10, 2, 12, tzinfo=UTC))
        assert "Was due: Wednesday 1 October 2025, 23:59 (America/Los_Angeles) To act" in text(
            mails_to(ingrid, smtp.messages)[0]
        )

    def test_gives_both_ends_of_an_imprecise_date(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer()
        do(ProposeRound(round_id=uuid4(), occurred=within("2025-04")), case_of(ingrid))
        sending(MAY_9)
        body = text(mails_to(ingrid, smtp.messages)[0])
        assert "The next round: no day set" in body
        assert "between Tuesday 29 April 2025 (UTC) and Wednesday 28 May 2025 (UTC)" in body

    def test_gives_no_date_where_it_is_open(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer()
        case_id = case_of(ingrid)
        do(JoinParty(code="NO"), case_id)
        sent_on = not_before("2025-04-01")
        note = DispatchNote(note_id=uuid4(), from_party="NO", to_party="RU", subject="Visas", sent_on=sent_on)
        do(note, case_id)
        sending(MAY_9)
        (mail,) = mails_to(ingrid, smtp.messages)
        assert mail["Subject"] == "1 deadline due"
        assert "Due: not before Tuesday 15 April 2025 (UTC) To act" in text(mail)

    def test_gives_the_end_alone_where_the_beginning_is_open(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer()
        do(HoldRound(round_id=uuid4(), on=by("2025-04-10")), case_of(ingrid))
        sending(MAY_9)
        assert "Was due: by Monday 14 April 2025 (UTC)" in text(mails_to(ingrid, smtp.messages)[0])

    def test_is_none_where_nothing_can_be_told(self) -> None:
        assert reminder_mail.compose(officer().username, [], uuid4(), MAY_9) is None

    def test_says_whose_reply_is_awaited(self, sending: Sending, smtp: Sink) -> None:
        ingrid = officer()
        case_id, russia = case_of(ingrid), party("Russian Federation")
        do(JoinParty(code="NO"), case_id)
        theirs = DispatchNote(
            note_id=uuid4(), from_party="NO", to_party=russia, subject="Air links", sent_on=on("2025-04-01")
        )
        ours = ReceiveNote(
            note_id=uuid4(), from_party="US", to_party="NO", subject="Visas", received_on=on("2025-04-01")
        )
        do(theirs, case_id)
        do(ours, case_id)
        sending(MAY_9)
        body = text(mails_to(ingrid, smtp.messages)[0])
        assert "Reply of Russian Federation to the note “Air links”" in body
        assert "Our reply to the note “Visas”" in body

    def test_asks_to_look_again_at_a_request_for_agrement(self, sending: Sending, smtp: Sink) -> None:
        ingrid, sends, receives = officer(), party("Israel"), party("Brazil")
        case_id = case_of(ingrid, parties=(sends, receives))
        request = RequestAgrement(
            nomination_id=uuid4(),
            person_id=uuid4(),
            sending=sends,
            receiving=receives,
            post="Ambassador to Brazil",
            occurred=not_before("2025-04-01"),
        )
        do(request, case_id)
        sending(MAY_9)
        (mail,) = mails_to(ingrid, smtp.messages)
        assert mail["Subject"] == "1 review due"
        assert "Request for agrément to Brazil, unanswered: Ambassador to Brazil" in text(mail)
        assert "not before Thursday 1 May 2025 (UTC)" in text(mail)

    def test_names_both_roles_where_the_head_of_the_desk_has_files_too(
        self, sending: Sending, smtp: Sink
    ) -> None:
        hanne, ingrid = officer("secret", head=True), officer()
        action(case_of(hanne), "Own action")
        case_id = case_of(ingrid)
        late = action(case_id, "Late action", due="2025-04-20")
        do(AssignAction(action_id=late, officer=ingrid.username), case_id)
        sending(MAY_9)
        assert "as the officer in charge or as head of the desk" in text(mails_to(hanne, smtp.messages)[0])

    @pytest.mark.parametrize("profile", [{"zone": "Nowhere/At_All"}, {"language": "xx"}])
    def test_is_sent_whatever_a_profile_says(
        self, sending: Sending, smtp: Sink, profile: dict[str, str]
    ) -> None:
        ingrid = officer(**profile)
        action(case_of(ingrid))
        sending(MAY_9)
        assert "Due for review" in mails_to(ingrid, smtp.messages)[0].get_content()

    def test_keeps_its_message_id_at_every_attempt(
        self, sending: Sending, smtp: Sink, as_worker: Callable[[], Any], settled: Callable[[], None]
    ) -> None:
        ingrid = officer()
        action(case_of(ingrid))
        settled()
        with as_worker():
            reminders, mail_id = (
                [each for each in schedule.due(MAY_9) if each.recipient == ingrid.username],
                uuid4(),
            )
            first, second = (
                reminder_mail.compose(ingrid.username, reminders, mail_id, MAY_9) for _ in range(2)
            )
            later = reminder_mail.compose(ingrid.username, reminders, mail_id, MAY_9 + timedelta(hours=1))
        assert first
        assert second
        assert later
        assert first.message().as_bytes() == second.message().as_bytes()
        assert first.extra_headers["Message-ID"] == later.extra_headers["Message-ID"]
