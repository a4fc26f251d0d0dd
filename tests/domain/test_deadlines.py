"""Deadlines: what each rule makes of the recorded facts, and when it reminds whom."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from consultations.domain.actions import (
    ActionAbandoned,
    ActionAgreed,
    ActionAssigned,
    ActionBlocked,
    ActionCompleted,
    ActionReopened,
    ActionUnblocked,
    CompletionContested,
    DueDateMoved,
    DueDateSet,
    ProgressReported,
)
from consultations.domain.agreements import AgreementEnteredIntoForce, AgreementRegistered, TextSigned
from consultations.domain.custody import (
    CaseClassified,
    CaseTransferredToArchive,
    DisposalAuthorised,
    HoldLifted,
    HoldPlaced,
    RetentionSet,
)
from consultations.domain.deadlines import REVIEWS, RULES, Deadline, House, RuleName, Rung, deadline, reading
from consultations.domain.mandate import (
    MandateAmended,
    MandateDischarged,
    MandateEvent,
    MandateGiven,
    MandateWithdrawn,
)
from consultations.domain.measures import (
    DepartureNotified,
    MeasureAnnounced,
    MeasureEased,
    MeasureLifted,
    MeasureNotified,
    MeasureTookEffect,
    PersonDeclaredNonGrata,
    StaffCeilingSet,
)
from consultations.domain.message import Envelope, Event, Recorded
from consultations.domain.milestones import (
    EarlierDateAgreed,
    MilestoneContested,
    MilestoneDropped,
    MilestoneReached,
    MilestoneSet,
    TermExtended,
)
from consultations.domain.nominations import (
    AgrementGranted,
    AgrementRefused,
    AgrementRequested,
    RequestWithdrawn,
    SilenceNoted,
    SoundingMade,
)
from consultations.domain.notes import (
    NoteAnswered,
    NoteAssigned,
    NoteDelivered,
    NoteDispatched,
    NoteDrafted,
    NoteLapsed,
    NoteReceived,
    NoteReturned,
    NotesExchanged,
    NoteWithdrawn,
    ReceiptAcknowledged,
    ReplyDueSet,
)
from consultations.domain.opening import CaseResumed
from consultations.domain.parts.actions import Action
from consultations.domain.parts.measures import StatedEffect
from consultations.domain.parts.milestones import Term
from consultations.domain.periods import Period
from consultations.domain.rounds import (
    AgendaAdopted,
    DelegationNamed,
    RecordOfDiscussionFiled,
    RoundCancelled,
    RoundConfirmed,
    RoundDateIndicated,
    RoundHeld,
    RoundPostponed,
    RoundProposed,
    RoundRevived,
    RoundTentativelyAgreed,
)
from consultations.domain.values import Asserted, Delegate, Delegation
from consultations.domain.when import When, at, by, not_before, on, said, within
from consultations.projections.deadlines import PROJECTION
from consultations.projections.projection import fold

CASE, PART, OTHER = uuid4(), uuid4(), uuid4()
RECORDED_AT = datetime(2025, 9, 20, 12, tzinfo=UTC)


def told(event: Event, occurred: str | When | None = None, version: int = 1) -> Recorded:
    """An event as it stands in the log."""
    when = on(occurred) if isinstance(occurred, str) else occurred
    return Recorded(
        event=event,
        envelope=Envelope(asserted=Asserted(sides=("RU",)), occurred=when),
        event_id=uuid4(),
        stream_id=CASE,
        stream_kind="case",
        version=version,
        actor="ragnhild",
        recorded_at=RECORDED_AT,
        command_id=uuid4(),
        correlation_id=uuid4(),
        position=version,
        type=type(event).__name__,
    )


def rows(*records: Recorded) -> dict[UUID, Deadline]:
    """Every row after these records, each checked to be the same once stored and read again."""
    stored: dict[UUID, Deadline] = {}
    for record in records:
        for key, row in fold(PROJECTION, stored, [record]).items():
            assert row is not None
            stored[key] = msgspec.json.decode(msgspec.json.encode(row), type=Deadline)
    assert fold(PROJECTION, {}, records) == stored
    return stored


def under(rule: str, *records: Recorded) -> Deadline:
    """What one rule makes of the part that these records are about."""
    return next(row for row in rows(*records).values() if row.rule == rule and row.part_id == PART)


def ladder(row: Deadline) -> dict[str, str]:
    """The rungs and their instants, to the minute."""
    return {each.rung: each.at.strftime("%Y-%m-%d %H:%M") for each in row.ladder}


AGREED = told(ActionAgreed(action_id=PART, title="Visas", obliged=("RU", "US")), "2025-04-10")


class TestNoActivityReview:
    def test_falls_four_weeks_after_the_last_thing_that_happened(self) -> None:
        row = under("no-activity review", AGREED)
        assert (row.status, row.earliest, row.latest) == ("open", "2025-05-08", "2025-05-08")
        assert ladder(row) == {"review": "2025-05-08 08:00"}
        assert row.explanation == (
            "4 weeks after 2025-04-10; that day not counted (ETS 76, article 3); due 2025-05-08 UTC"
        )
        assert (row.subject, row.parties, row.officers) == ("Visas", ("RU", "US"), ())

    @pytest.mark.parametrize(
        "event",
        [
            ProgressReported(action_id=PART, text="Roadmap handed over"),
            ActionAssigned(action_id=PART, officer="ingrid"),
            CompletionContested(action_id=PART, party="US"),
        ],
    )
    def test_moves_with_any_event_of_the_action(self, event: Event) -> None:
        row = under("no-activity review", AGREED, told(event, "2025-06-11", 2))
        assert (row.status, row.latest) == ("open", "2025-07-09")

    def test_does_not_go_back_for_what_is_recorded_late(self) -> None:
        progress = ProgressReported(action_id=PART, text="Roadmap handed over")
        late = ProgressReported(action_id=PART, text="A meeting of experts")
        row = under(
            "no-activity review", AGREED, told(progress, "2025-06-11", 2), told(late, "2025-05-02", 3)
        )
        assert row.latest == "2025-07-09"

    def test_counts_from_both_ends_of_an_imprecise_day(self) -> None:
        progress = told(ProgressReported(action_id=PART, text="Talks"), within("2025-06"), 2)
        row = under("no-activity review", AGREED, progress)
        assert (row.earliest, row.latest) == ("2025-06-29", "2025-07-28")
        assert ladder(row) == {"review": "2025-06-29 08:00"}

    def test_gives_way_to_a_due_date(self) -> None:
        due = told(DueDateSet(action_id=PART, due_on=on("2025-07-01")), "2025-04-11", 2)
        assert under("no-activity review", AGREED, due).status == "dormant"
        assert under("due date of an action", AGREED).status == "dormant"

    def test_takes_the_day_an_officer_chose_where_the_due_date_is_open(self) -> None:
        vague = said("when the time is ripe", language="en", review_on="2025-09-01")
        row = under(
            "no-activity review", AGREED, told(DueDateSet(action_id=PART, due_on=vague), "2025-04-11", 2)
        )
        assert (row.status, row.latest) == ("open", "2025-09-01")
        assert row.explanation == "an officer chose to look at it again on 2025-09-01"

    def test_stands_still_while_a_party_is_awaited(self) -> None:
        blocked = told(ActionBlocked(action_id=PART, awaiting="US"), "2025-04-20", 2)
        unblocked = told(ActionUnblocked(action_id=PART), "2025-08-01", 3)
        assert under("no-activity review", AGREED, blocked).status == "suspended"
        row = under("no-activity review", AGREED, blocked, unblocked)
        assert (row.status, row.latest) == ("open", "2025-08-29")

    def test_ends_with_the_action(self) -> None:
        done = told(ActionCompleted(action_id=PART), "2025-05-01", 2)
        given_up = told(ActionAbandoned(action_id=PART, reason="overtaken"), "2025-05-01", 2)
        again = told(ActionReopened(action_id=PART, reason="claimed too early"), "2025-05-05", 3)
        assert under("no-activity review", AGREED, done).status == "met"
        assert under("no-activity review", AGREED, done).ladder == ()
        assert under("no-activity review", AGREED, given_up).status == "withdrawn"
        assert under("no-activity review", AGREED, done, again).latest == "2025-06-02"


class TestDueDateOfAnActionThatWaited:
    DUE = told(DueDateSet(action_id=PART, due_on=on("2025-06-27")), "2025-04-11", 2)
    BLOCKED = told(ActionBlocked(action_id=PART, awaiting="US"), "2025-06-20", 3)
    GOES_ON = told(ActionUnblocked(action_id=PART), "2025-07-10", 4)

    def test_falls_later_by_the_days_for_which_the_clock_stood_still(self) -> None:
        assert under("due date of an action", AGREED, self.DUE, self.BLOCKED).status == "suspended"
        row = under("due date of an action", AGREED, self.DUE, self.BLOCKED, self.GOES_ON)
        assert (row.status, row.latest) == ("open", "2025-07-17")
        assert row.explanation == (
            "date set: 2025-06-27; put off by the days it stood still, 2025-06-20 to 2025-07-09"
        )

    def test_stays_where_it_was_set_anew_since(self) -> None:
        moved = DueDateMoved(action_id=PART, due_on=on("2025-08-01"), reason="talks")
        row = under(
            "due date of an action",
            AGREED,
            self.DUE,
            self.BLOCKED,
            self.GOES_ON,
            told(moved, "2025-07-11", 5),
        )
        assert row.latest == "2025-08-01"

    def test_is_open_where_it_would_fall_beyond_the_calendar(self) -> None:
        due = told(DueDateSet(action_id=PART, due_on=on("9999-12-30")), "2025-04-11", 2)
        blocked = told(ActionBlocked(action_id=PART, awaiting="US"), "9999-01-01", 3)
        goes_on = told(ActionUnblocked(action_id=PART), "9999-06-01", 4)
        row = under("due date of an action", AGREED, due, blocked, goes_on)
        assert (row.status, row.latest) == ("open", None)
        assert row.explanation == "The period leads out of the years 1 to 9999."


class TestDueDateOfAnAction:
    DUE = told(DueDateSet(action_id=PART, due_on=on("2025-06-27", zone="Europe/Moscow")), "2025-04-11", 2)

    def test_has_a_rung_before_on_the_day_overdue_and_for_the_head_of_the_desk(self) -> None:
        row = under("due date of an action", AGREED, self.DUE)
        assert (row.status, row.latest, row.zone) == ("open", "2025-06-27", "Europe/Moscow")
        assert row.due_latest == datetime(2025, 6, 27, 21, tzinfo=UTC)
        assert ladder(row) == {
            "before": "2025-06-24 05:00",
            "on the day": "2025-06-27 05:00",
            "overdue": "2025-06-28 05:00",
            "escalation": "2025-07-04 05:00",
        }
        assert row.first_at == datetime(2025, 6, 24, 5, tzinfo=UTC)

    def test_moves_and_says_why(self) -> None:
        moved = DueDateMoved(action_id=PART, due_on=by("2025-09-30"), reason="the US side asked for time")
        row = under("due date of an action", AGREED, self.DUE, told(moved, "2025-06-01", 3))
        assert row.latest == "2025-09-30"
        assert row.explanation == "date set: by 2025-09-30; the US side asked for time"
        assert ladder(row)["overdue"] == "2025-10-01 08:00"

    def test_is_overdue_from_the_minute_where_it_names_one(self) -> None:
        minute = at("2025-10-01T23:59", zone="America/Los_Angeles")
        row = under("due date of an action", AGREED, told(DueDateSet(action_id=PART, due_on=minute), None, 2))
        assert ladder(row)["overdue"] == "2025-10-02 06:59"

    def test_reminds_the_officer_charged_with_the_action(self) -> None:
        assigned = told(ActionAssigned(action_id=PART, officer="leif"), "2025-04-12", 3)
        assert under("due date of an action", AGREED, self.DUE, assigned).officers == ("leif",)

    def test_keeps_no_rung_beyond_the_calendar(self) -> None:
        far = told(DueDateSet(action_id=PART, due_on=on("9999-12-31")), None, 2)
        assert set(ladder(under("due date of an action", AGREED, far))) == {"before", "on the day"}


HELD = told(RoundHeld(round_id=PART, on=on("2025-04-10", zone="Europe/Istanbul"), ordinal=2), "2025-04-10", 2)


class TestAnAgenda:
    def test_moves_no_review_of_a_round_without_a_day(self) -> None:
        proposed = told(RoundProposed(round_id=PART), "2025-06-10", 1)
        adopted = told(AgendaAdopted(round_id=PART, items=("Visas",)), "2025-06-20", 2)
        before, after = (under("round without a day", *each) for each in ([proposed], [proposed, adopted]))
        assert (before.latest, before.status) == (after.latest, after.status)


class TestRecordOfDiscussion:
    def test_is_due_two_working_days_of_ours_after_the_round(self) -> None:
        row = under("record of discussion", HELD)
        assert (row.status, row.latest, row.ordinal) == ("open", "2025-04-14", 2)
        assert row.calendar_version.startswith("holidays ")
        assert ladder(row) == {
            "on the day": "2025-04-14 08:00",
            "overdue": "2025-04-15 08:00",
            "escalation": "2025-04-24 08:00",
        }

    def test_is_met_once_it_is_filed(self) -> None:
        filed = told(RecordOfDiscussionFiled(round_id=PART, filed_on=on("2025-04-11")), None, 3)
        assert under("record of discussion", HELD, filed).status == "met"

    def test_has_nothing_to_count_from_before(self) -> None:
        row = under("record of discussion", told(RoundProposed(round_id=PART)))
        assert (row.status, row.latest, row.ladder) == ("dormant", None, ())


TENTATIVE = told(RoundTentativelyAgreed(round_id=PART, ordinal=3), "2025-06-10")
SOON = said("in the near future", language="en", earliest="2025-06-10", review_on="2025-07-08")
INDICATED = told(RoundDateIndicated(round_id=PART, on=SOON), "2025-06-10", 2)
CANCELLED = told(RoundCancelled(round_id=PART, initiative_of="US"), "2025-06-16", 3)
REVIVED = told(
    RoundRevived(round_id=PART, on=When(phrase="perhaps before the end of summer", latest="2025-08-31")),
    within("2025-07"),
    4,
)


class TestRoundWithoutADay:
    def test_is_looked_at_on_the_day_the_officer_chose(self) -> None:
        row = under("round without a day", TENTATIVE, INDICATED)
        assert (row.status, row.latest, row.ordinal) == ("open", "2025-07-08", 3)
        assert row.subject == "in the near future"

    def test_else_four_weeks_after_the_indication(self) -> None:
        spring = told(RoundDateIndicated(round_id=PART, on=within("2025-09")), "2025-06-20", 2)
        assert under("round without a day", TENTATIVE).latest == "2025-07-08"
        assert under("round without a day", TENTATIVE, spring).latest == "2025-07-18"

    def test_the_third_round_of_2025_is_withdrawn_and_open_again(self) -> None:
        assert under("round without a day", TENTATIVE, INDICATED, CANCELLED).status == "withdrawn"
        row = under("round without a day", TENTATIVE, INDICATED, CANCELLED, REVIVED)
        assert (row.status, row.earliest, row.latest) == ("open", "2025-07-29", "2025-08-28")

    def test_is_not_put_off_by_what_is_no_indication(self) -> None:
        delegation = Delegation(
            party="RU", members=(Delegate(person_id=OTHER, title="Ambassador", head=True),)
        )
        named = told(DelegationNamed(round_id=PART, delegation=delegation), "2025-06-30", 2)
        assert under("round without a day", TENTATIVE, named).latest == "2025-07-08"

    def test_is_met_by_an_exact_day(self) -> None:
        day = told(
            RoundDateIndicated(round_id=PART, on=on("2025-09-03", zone="Europe/Moscow")), "2025-07-01", 2
        )
        confirmed = told(RoundConfirmed(round_id=PART, party="RU", awaiting=()), "2025-07-02", 3)
        assert under("round without a day", TENTATIVE, day).status == "met"
        assert under("round without a day", TENTATIVE, day, confirmed).status == "met"
        assert under("round without a day", HELD).status == "dormant"

    def test_is_open_for_a_round_put_off_sine_die(self) -> None:
        put_off = told(RoundPostponed(round_id=PART), "2025-06-16", 3)
        assert under("round without a day", TENTATIVE, INDICATED, put_off).latest == "2025-07-14"


def dispatched(to: str, **more: Any) -> Recorded:
    note = {"note_id": PART, "from_party": "NO", "to_party": to, "subject": "Air links", "number": "12/2025"}
    return told(NoteDispatched(**(note | {"sent_on": on("2025-04-30")} | more)), "2025-04-30")


class TestReplyToANote:
    def test_is_due_in_ten_working_days_of_the_addressee(self) -> None:
        row = under("reply to a note", dispatched("RU"))
        assert (row.status, row.latest, row.parties) == ("open", "2025-05-20", ("RU",))
        assert "calendar: RU" in row.explanation
        assert row.subject == "12/2025 – Air links"
        assert ladder(row) == {
            "chaser": "2025-05-13 08:00",
            "overdue": "2025-05-21 08:00",
            "silence for 30 days": "2025-05-30 08:00",
            "silence for 60 days": "2025-06-29 08:00",
        }

    def test_counts_weekends_only_for_a_party_without_a_calendar(self) -> None:
        assert under("reply to a note", dispatched("OSCE")).latest == "2025-05-14"

    def test_counts_from_receipt_where_that_is_known(self) -> None:
        received = NoteReceived(
            note_id=PART, from_party="NO", to_party="US", subject="Air links", received_on=on("2025-05-05")
        )
        row = under("reply to a note", dispatched("US"), told(received, None, 2))
        assert row.latest == "2025-05-19"

    def test_goes_by_the_date_that_was_set(self) -> None:
        asked = said("by 10 May", language="en", latest="2025-05-10")
        set_for = ReplyDueSet(note_id=PART, reply_due=asked, rule="asked for in the note")
        row = under("reply to a note", dispatched("RU"), told(set_for, None, 2))
        assert (row.latest, row.calendar_version) == ("2025-05-10", "")
        assert row.explanation == 'date set: "by 10 May" (by 2025-05-10); asked for in the note'
        assert ladder(row)["chaser"] == "2025-05-05 08:00"

    @pytest.mark.parametrize(
        "event",
        [
            NoteAnswered(note_id=PART, answer_id=OTHER, answered_on=on("2025-05-06")),
            NotesExchanged(
                note_id=PART,
                answer_id=OTHER,
                from_party="NO",
                to_party="RU",
                subject="Air links",
                exchanged_on=on("2025-05-06"),
            ),
        ],
    )
    def test_is_met_by_an_answer_or_an_exchange(self, event: Event) -> None:
        assert under("reply to a note", dispatched("RU"), told(event, "2025-05-06", 2)).status == "met"

    def test_is_withdrawn_with_the_note(self) -> None:
        withdrawn = told(NoteWithdrawn(note_id=PART, withdrawn_on=on("2025-05-06")), None, 2)
        assert under("reply to a note", dispatched("RU"), withdrawn).status == "withdrawn"

    def test_is_withdrawn_when_an_officer_lets_the_note_lapse(self) -> None:
        lapsed = told(NoteLapsed(note_id=PART, reason="overtaken"), None, 2)
        row = under("reply to a note", dispatched("RU"), lapsed)
        assert (row.status, row.ladder) == ("withdrawn", ())
        returned = told(NoteReturned(note_id=PART, returned_on=on("2025-05-06")), None, 2)
        assert under("reply to a note", dispatched("RU"), returned).ladder == ()

    def test_is_not_expected_before_the_note_has_left(self) -> None:
        draft = NoteDrafted(note_id=PART, from_party="NO", to_party="RU", subject="Air links")
        assert under("reply to a note", told(draft, "2025-04-01")).status == "dormant"
        row = under("reply to a note", told(draft, "2025-04-01"), replace(dispatched("RU"), version=2))
        assert (row.status, row.latest) == ("open", "2025-05-20")

    def test_counts_from_delivery_and_reminds_the_officer_it_is_with(self) -> None:
        delivered = told(NoteDelivered(note_id=PART, delivered_on=on("2025-05-05")), None, 2)
        assigned = told(NoteAssigned(note_id=PART, officer="ingrid"), None, 3)
        row = under("reply to a note", dispatched("US"), delivered, assigned)
        assert (row.latest, row.officers) == ("2025-05-19", ("ingrid",))

    def test_is_not_expected_of_an_answer_or_a_non_paper(self) -> None:
        assert under("reply to a note", dispatched("RU", in_reply_to=OTHER)).status == "dormant"
        assert under("reply to a note", dispatched("RU", form="non-paper")).status == "dormant"

    def test_is_open_where_it_cannot_be_counted(self) -> None:
        far = under("reply to a note", dispatched("RU", sent_on=on("9999-12-30")))
        never = under("reply to a note", dispatched("RU", sent_on=not_before("2025-04-30")))
        assert (far.status, far.latest, never.latest) == ("open", None, None)
        assert "overdue" not in ladder(never) | ladder(far)


ASKED = AgrementRequested(
    nomination_id=PART, person_id=OTHER, sending="IL", receiving="BR", post="Ambassador to Brazil"
)
REQUESTED = told(ASKED, not_before("2015-09-06"))
AFTER_30, AFTER_60 = (f"answer to a request for agrément, after {days} days" for days in (30, 60))


class TestAnswerToARequestForAgrement:
    def test_is_looked_at_after_30_and_60_days_and_no_sooner(self) -> None:
        reviews = [under(each, REQUESTED) for each in (AFTER_30, AFTER_60)]
        assert [each.earliest for each in reviews] == ["2015-10-06", "2015-11-05"]
        assert [each.latest for each in reviews] == [None, None]
        assert [ladder(each) for each in reviews] == [
            {"review": "2015-10-06 08:00"},
            {"review": "2015-11-05 08:00"},
        ]
        assert {(each.status, each.subject, each.parties) for each in reviews} == {
            ("open", "Ambassador to Brazil", ("BR",))
        }
        assert reviews[0].explanation == (
            "30 calendar days after (not before 2015-09-06); that day not counted (ETS 76, article 3); "
            "due not before 2015-10-06 UTC"
        )
        assert {AFTER_30, AFTER_60} <= set(REVIEWS)

    def test_is_not_given_by_silence(self) -> None:
        silence = told(SilenceNoted(nomination_id=PART), "2015-11-20", 2)
        assert under(AFTER_60, REQUESTED, silence).status == "open"

    @pytest.mark.parametrize(
        ("event", "status"),
        [
            (AgrementGranted(nomination_id=PART), "met"),
            (AgrementRefused(nomination_id=PART), "met"),
            (RequestWithdrawn(nomination_id=PART), "withdrawn"),
        ],
    )
    def test_is_met_by_an_answer_and_withdrawn_with_the_request(self, event: Event, status: str) -> None:
        assert under(AFTER_30, REQUESTED, told(event, "2015-12-01", 2)).status == status

    def test_counts_from_the_first_word_of_it_where_the_day_was_not_stated(self) -> None:
        assert under(AFTER_30, told(ASKED)).earliest == "2025-10-20"

    def test_has_nothing_to_count_from_before_the_request(self) -> None:
        sounding = told(SoundingMade(nomination_id=PART, receiving="BR"), "2015-08-01")
        row = under(AFTER_30, sounding)
        assert (row.status, row.earliest, row.ladder) == ("dormant", None, ())


MANDATE = MandateGiven(mandate_id=PART, title="Visas", powers="to negotiate", expires_on=on("2025-12-31"))


class TestExpiryOfAMandate:
    def test_is_told_fourteen_and_three_days_before(self) -> None:
        row = under("expiry of a mandate", told(MANDATE))
        assert (row.status, row.latest, row.subject, row.officers) == ("open", "2025-12-31", "Visas", ())
        assert ladder(row) == {"14 days before": "2025-12-17 08:00", "3 days before": "2025-12-28 08:00"}

    def test_goes_to_whoever_holds_it(self) -> None:
        row = under("expiry of a mandate", told(replace(MANDATE, officer="leif")))
        assert row.officers == ("leif",)

    def test_moves_with_the_mandate(self) -> None:
        longer = MandateAmended(mandate_id=PART, change="half a year more", expires_on=on("2026-06-30"))
        row = under("expiry of a mandate", told(MANDATE), told(longer, None, 2))
        assert ladder(row)["14 days before"] == "2026-06-16 08:00"

    @pytest.mark.parametrize(
        ("event", "status"),
        [
            (MandateDischarged(mandate_id=PART), "met"),
            (MandateWithdrawn(mandate_id=PART), "withdrawn"),
        ],
    )
    def test_ends_with_the_mandate(self, event: MandateEvent, status: str) -> None:
        assert under("expiry of a mandate", told(MANDATE), told(event, None, 2)).status == status

    @pytest.mark.parametrize("until", [None, not_before("2026-01-01")])
    def test_has_nothing_to_go_by_without_a_last_day(self, until: When | None) -> None:
        assert under("expiry of a mandate", told(replace(MANDATE, expires_on=until))).status == "dormant"


KEPT = RetentionSet(rule="20 years", until=on("2045-12-31"), after="review")
ON_HOLD = HoldPlaced(hold_id=PART, reason="an inquiry", authority="Storting")


class TestEndOfRetention:
    def of_the_file(self, *events: Event) -> Deadline:
        records = [told(each, None, nth) for nth, each in enumerate(events, start=1)]
        return next(row for row in rows(*records).values() if row.rule == "end of retention")

    def test_is_looked_at_on_the_last_day(self) -> None:
        row = self.of_the_file(CaseClassified(plan_code="313.1"), KEPT)
        assert (row.part_id, row.part_kind) == (CASE, "custody")
        assert (row.status, row.latest, row.subject) == ("open", "2045-12-31", "313.1 – 20 years")
        assert ladder(row) == {"review": "2045-12-31 08:00"}

    def test_is_looked_at_on_the_day_chosen_where_no_end_is_known(self) -> None:
        until = said("when out of use", language="en", review_on="2030-01-01")
        row = self.of_the_file(replace(KEPT, until=until))
        assert (row.status, ladder(row)) == ("open", {"review": "2030-01-01 08:00"})

    def test_is_suspended_while_a_hold_stands(self) -> None:
        lifted = HoldLifted(hold_id=PART, reason="it ended", authority="Storting")
        assert self.of_the_file(KEPT, ON_HOLD).status == "suspended"
        assert self.of_the_file(KEPT, ON_HOLD, lifted).status == "open"

    @pytest.mark.parametrize(
        "event",
        [
            DisposalAuthorised(authority="National Archivist", authorised_on=on("2046-01-02")),
            CaseTransferredToArchive(archive="National Archives"),
        ],
    )
    def test_is_met_by_what_becomes_of_the_file(self, event: Event) -> None:
        assert self.of_the_file(KEPT, event).status == "met"

    @pytest.mark.parametrize("until", [None, not_before("2030-01-01")])
    def test_has_nothing_to_go_by_without_an_end(self, until: When | None) -> None:
        events = [ON_HOLD, *([replace(KEPT, until=until)] if until else [])]
        assert self.of_the_file(*events).status == "dormant"


IN_FORCE = told(AgreementEnteredIntoForce(agreement_id=PART, title="Visas", in_force_on=on("2025-06-01")))


class TestRegistrationOfAnAgreement:
    def test_is_looked_at_thirty_days_after_entry_into_force(self) -> None:
        row = under("registration of an agreement", IN_FORCE)
        assert (row.status, row.latest, row.subject) == ("open", "2025-07-01", "Visas")
        assert ladder(row) == {"review": "2025-07-01 08:00"}
        assert "UN Charter, Article 102" in row.basis

    def test_is_not_asked_for_before_entry_into_force(self) -> None:
        signed = told(TextSigned(agreement_id=PART, title="Visas", parties=("RU", "US")), "2025-04-10")
        row = under("registration of an agreement", signed)
        assert (row.status, row.ladder) == ("dormant", ())

    def test_is_met_once_it_was_registered(self) -> None:
        registered = AgreementRegistered(agreement_id=PART, received_on=on("2025-06-20"))
        row = under("registration of an agreement", IN_FORCE, told(registered, None, 2))
        assert (row.status, row.ladder) == ("met", ())


ENDORSED = on("2015-07-20")
ADOPTION = MilestoneSet(
    milestone_id=PART,
    title="Adoption day",
    term=Term(amount=90, unit="calendar days", trigger=ENDORSED),
)
NOTIFIED = Term(amount=30, unit="calendar days", trigger=on("2025-08-28", zone="GMT"))


class TestDateOfAMilestone:
    def test_is_ninety_days_after_the_day_that_is_not_counted(self) -> None:
        row = under("date of a milestone", told(ADOPTION))
        assert (row.status, row.earliest, row.latest) == ("open", "2015-10-18", "2015-10-18")
        assert row.explanation == (
            "90 calendar days after 2015-07-20; that day not counted (ETS 76, article 3); due 2015-10-18"
        )
        assert ladder(row) == {
            "14 days before": "2015-10-04 08:00",
            "3 days before": "2015-10-15 08:00",
            "on the day": "2015-10-18 08:00",
            "overdue": "2015-10-19 08:00",
        }

    def test_ends_at_the_midnight_of_the_zone_that_is_named(self) -> None:
        row = under("date of a milestone", told(replace(ADOPTION, term=NOTIFIED)))
        assert (row.latest, row.zone) == ("2025-09-27", "GMT")
        assert row.due_latest == datetime(2025, 9, 28, tzinfo=UTC)

    @pytest.mark.parametrize(("agreed", "due"), [("2015-10-05", "2015-10-05"), ("2015-11-01", "2015-10-18")])
    def test_is_whichever_is_earlier_of_the_term_and_a_date(self, agreed: str, due: str) -> None:
        earlier = told(EarlierDateAgreed(milestone_id=PART, on=on(agreed)), None, 2)
        row = under("date of a milestone", told(ADOPTION), earlier)
        assert (row.earliest, row.latest) == (due, due)
        assert row.explanation.startswith("whichever is earlier: 90 calendar days after 2015-07-20")
        both = replace(ADOPTION, due_on=on(agreed))
        assert under("date of a milestone", told(both)).latest == due

    def test_moves_with_an_extension_and_says_why(self) -> None:
        extended = TermExtended(milestone_id=PART, until=on("2015-11-24"), reason="gaps remain")
        row = under("date of a milestone", told(ADOPTION), told(extended, None, 2))
        assert row.latest == "2015-11-24"
        assert row.explanation == "date set: 2015-11-24; gaps remain"

    def test_is_none_where_a_condition_is_awaited(self) -> None:
        awaited = MilestoneSet(milestone_id=PART, title="Implementation day", condition="verification")
        row = under("date of a milestone", told(awaited))
        assert (row.status, row.latest, row.due_latest, row.ladder) == ("dormant", None, None, ())

    def test_is_looked_at_on_the_day_an_officer_chose_where_only_words_are_known(self) -> None:
        vague = said("when the time is ripe", language="en", review_on="2025-09-01")
        row = under("date of a milestone", told(MilestoneSet(milestone_id=PART, title="x", due_on=vague)))
        assert (row.status, row.latest) == ("open", "2025-09-01")

    def test_is_met_on_the_word_of_any_side(self) -> None:
        reached = told(MilestoneReached(milestone_id=PART, reached_on=on("2015-10-18")), None, 2)
        contested = told(MilestoneContested(milestone_id=PART, view="void"), None, 2)
        assert under("date of a milestone", told(ADOPTION), reached).status == "met"
        assert under("date of a milestone", told(ADOPTION), contested).status == "open"

    def test_is_withdrawn_with_the_milestone(self) -> None:
        dropped = told(MilestoneDropped(milestone_id=PART, reason="overtaken"), None, 2)
        assert under("date of a milestone", told(ADOPTION), dropped).status == "withdrawn"


class TestFold:
    STORY = (
        TENTATIVE,
        INDICATED,
        CANCELLED,
        REVIVED,
        replace(HELD, version=5, position=5),
        told(ActionAgreed(action_id=OTHER, title="Visas"), "2025-04-10", 6),
        told(DueDateSet(action_id=OTHER, due_on=within("2025-07")), None, 7),
        told(ReceiptAcknowledged(note_id=CASE, acknowledged_on=on("2025-05-01")), None, 8),
        told(ReplyDueSet(note_id=CASE, reply_due=not_before("2025-05-01")), None, 9),
    )

    def test_never_fails_on_any_subset(self) -> None:
        for length in range(len(self.STORY) + 1):
            for subset in combinations(self.STORY, length):
                rows(*subset)

    def test_gives_each_part_a_row_under_each_of_its_rules(self) -> None:
        found = rows(*self.STORY)
        assert len(found) == 2 + 2 + 1
        assert {key: row.deadline_id for key, row in found.items()} == {key: key for key in found}

    def test_leaves_the_events_of_the_file_itself_alone(self) -> None:
        assert rows(replace(AGREED, event=CaseResumed())) == {}
        assert PROJECTION.evolve(None, AGREED) is None


def announced(*effects: StatedEffect) -> Recorded:
    """A measure against Russia, with these effects."""
    event = MeasureAnnounced(
        measure_id=OTHER,
        title="Closing",
        party="US",
        against="RU",
        announced_on=on("2018-03-26"),
        effects=effects,
    )
    return told(event, "2018-03-26")


def effect(takes_effect: When | None, effect_id: UUID = PART) -> StatedEffect:
    """An effect with its time."""
    return StatedEffect(effect_id=effect_id, text="offices", takes_effect=takes_effect)


class TestEffectOfAMeasure:
    FRIDAY = effect(at("2018-03-30T17:00", zone="America/Los_Angeles"))

    @pytest.mark.parametrize(
        ("takes_effect", "due"),
        [
            (by("2017-10-01T23:59", zone="America/Los_Angeles"), "2017-10-02 06:59"),
            (at("2018-03-30T17:00", zone="America/Los_Angeles"), "2018-03-31 00:00"),
            (at("2017-09-02T14:00", zone="America/New_York"), "2017-09-02 18:00"),
            (by("2018-04-02", zone="America/Los_Angeles"), "2018-04-03 07:00"),
            (by("2017-09-01", zone="Europe/Moscow"), "2017-09-01 21:00"),
        ],
    )
    def test_falls_to_the_hour_in_the_zone_of_the_place(self, takes_effect: When, due: str) -> None:
        row = under("effect of a measure", announced(effect(takes_effect)))
        assert row.due_latest is not None
        assert (row.due_latest.strftime("%Y-%m-%d %H:%M"), row.zone) == (due, takes_effect.zone)
        assert (row.status, row.subject, row.parties) == ("open", "Closing – offices", ("RU",))

    def test_reminds_the_day_before_and_on_the_day_and_is_overdue_at_the_hour(self) -> None:
        assert ladder(under("effect of a measure", announced(self.FRIDAY))) == {
            "before": "2018-03-29 15:00",
            "on the day": "2018-03-30 15:00",
            "overdue": "2018-03-31 00:00",
        }

    def test_is_one_for_each_effect_and_goes_its_own_way(self) -> None:
        residence = effect(by("2018-04-24T23:59", zone="America/Los_Angeles"), uuid4())
        both = announced(self.FRIDAY, residence)
        felt = MeasureTookEffect(measure_id=OTHER, effects=(PART,), took_effect_on=on("2018-03-30"))
        found = rows(both, told(felt, "2018-03-30", 2)).values()
        status = {row.part_id: row.status for row in found if row.rule == "effect of a measure"}
        assert status == {PART: "met", residence.effect_id: "open"}
        lifted = MeasureLifted(measure_id=OTHER, effects=(residence.effect_id,))
        found = rows(both, told(felt, "2018-03-30", 2), told(lifted, "2018-04-01", 3)).values()
        status = {row.part_id: row.status for row in found if row.rule == "effect of a measure"}
        assert status == {PART: "met", residence.effect_id: "withdrawn"}

    def test_is_met_where_it_was_eased_and_dormant_without_a_time(self) -> None:
        eased = MeasureEased(measure_id=OTHER, effects=(PART,))
        row = under("effect of a measure", announced(self.FRIDAY), told(eased, "2018-03-28", 2))
        assert row.status == "met"
        soon = said("soon", language="en", review_on="2018-05-01")
        for timeless in (announced(effect(None)), announced(effect(soon)), told(eased)):
            assert under("effect of a measure", timeless).status == "dormant"

    def test_counts_for_a_staff_ceiling_too(self) -> None:
        takes_effect = by("2017-09-01", zone="Europe/Moscow")
        event = StaffCeilingSet(measure_id=OTHER, effect_id=PART, ceiling=455, takes_effect=takes_effect)
        row = under("effect of a measure", told(event))
        assert (row.subject, row.latest, row.parties) == ("455", "2017-09-01", ())


class TestDepartureOfPersonsDeclared:
    @staticmethod
    def declared(notified_on: When | None, period: Period | None, leave_by: When | None = None) -> Recorded:
        event = PersonDeclaredNonGrata(
            measure_id=OTHER,
            effect_id=PART,
            title="Expulsion",
            against="RU",
            number=35,
            notified_on=notified_on,
            period=period,
            leave_by=leave_by,
        )
        return told(event, "2016-12-29")

    def test_is_counted_in_hours_from_the_hour_it_was_notified(self) -> None:
        noon = at("2016-12-29T12:00", zone="America/New_York")
        row = under("departure of persons declared", self.declared(noon, Period(amount=72, unit="hours")))
        assert (row.earliest, row.latest, row.zone) == (
            "2017-01-01T12:00",
            "2017-01-01T12:00",
            "America/New_York",
        )
        assert (row.subject, row.parties) == ("Expulsion – 35", ("RU",))
        assert ladder(row)["overdue"] == "2017-01-01 17:00"

    def test_has_two_bounds_where_only_the_day_is_known(self) -> None:
        hours = Period(amount=72, unit="hours", zone="America/New_York")
        row = under("departure of persons declared", self.declared(on("2016-12-29"), hours))
        assert (row.earliest, row.latest) == ("2017-01-01T00:00", "2017-01-02T00:00")

    def test_ends_with_the_last_day_of_a_week(self) -> None:
        week = Period(amount=1, unit="weeks", zone="America/New_York")
        row = under("departure of persons declared", self.declared(on("2018-03-26"), week))
        assert (row.latest, row.zone) == ("2018-04-02", "America/New_York")

    def test_goes_by_the_time_that_the_note_names(self) -> None:
        named = by("2017-01-01T12:00", zone="America/New_York")
        assert under(
            "departure of persons declared", self.declared(None, None, named)
        ).due_latest == datetime(2017, 1, 1, 17, tzinfo=UTC)
        week = Period(amount=1, unit="weeks")
        counted = under("departure of persons declared", self.declared(None, week))
        assert counted.latest == "2017-01-05"
        notified = MeasureNotified(measure_id=OTHER, notified_on=on("2016-12-28"), effects=(effect(None),))
        first = told(notified, "2016-12-29")
        again = replace(self.declared(None, week), version=2)
        assert under("departure of persons declared", first, again).latest == "2017-01-04"
        assert under("departure of persons declared", self.declared(None, None)).status == "dormant"

    def test_is_met_once_all_have_left(self) -> None:
        before = self.declared(on("2018-03-26"), Period(amount=1, unit="weeks"))
        left = DepartureNotified(measure_id=OTHER, effect_id=PART, departed_on=on("2018-03-30"), number=30)
        rest = replace(left, number=5)
        row = under("departure of persons declared", before, told(left, "2018-03-30", 2))
        assert row.status == "open"
        row = under(
            "departure of persons declared",
            before,
            told(left, "2018-03-30", 2),
            told(rest, "2018-03-31", 3),
        )
        assert row.status == "met"
        assert under("effect of a measure", before).status == "dormant"


class TestRules:
    def test_have_a_ladder_a_basis_and_a_name_of_their_own(self) -> None:
        assert len({rule.name for rule in RULES}) == len(RULES)
        assert all(rule.ladder and rule.basis for rule in RULES)

    def test_set_a_rung_by_the_clock_of_the_house(self) -> None:
        action = Action(case_id=CASE, action_id=PART, title="Visas")
        review = next(rule for rule in RULES if rule.name == "no-activity review")
        row = deadline(review, PART, action, on("2025-04-10"), House(side="NO", zone="Europe/Oslo"), {})
        assert row.ladder == (Rung(rung="review", at=datetime(2025, 5, 8, 6, tzinfo=UTC)),)


BEFORE, NOW, AFTER = (datetime(2025, 5, day, tzinfo=UTC) for day in (8, 9, 10))


class TestReading:
    @pytest.mark.parametrize("rule", REVIEWS)
    def test_of_a_review_is_never_overdue(self, rule: RuleName) -> None:
        assert reading(rule, BEFORE, BEFORE, BEFORE, NOW) == "review due"
        assert reading(rule, NOW, AFTER, AFTER, NOW) == "review due"
        assert reading(rule, AFTER, AFTER, AFTER, NOW) == "ahead"
        assert reading(rule, None, None, None, NOW) == "ahead"

    @pytest.mark.parametrize(
        ("earliest", "latest", "expected"),
        [
            (BEFORE, BEFORE, "overdue"),
            (BEFORE, NOW, "overdue"),
            (BEFORE, AFTER, "due"),
            (NOW, None, "due"),
            (None, BEFORE, "overdue"),
            (AFTER, AFTER, "ahead"),
            (None, None, "ahead"),
        ],
    )
    def test_goes_by_both_bounds(
        self, earliest: datetime | None, latest: datetime | None, expected: str
    ) -> None:
        assert reading("record of discussion", BEFORE, earliest, latest, NOW) == expected

    def test_knows_which_rules_ask_to_look_again(self) -> None:
        assert set(REVIEWS) == {
            "round without a day",
            "no-activity review",
            "registration of an agreement",
            "end of retention",
            AFTER_30,
            AFTER_60,
        }
