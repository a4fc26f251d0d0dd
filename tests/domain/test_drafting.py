"""Notes on their way out: drafted, cleared or not, dispatched, delivered; what a receipt warns of."""

from dataclasses import replace
from typing import Any

import pytest

from consultations.domain import when
from consultations.domain.notes import (
    ClearanceGiven,
    ClearanceGivenAlready,
    ClearanceIsWithheld,
    ClearanceRequested,
    ClearanceRequestedAlready,
    ClearanceStillOpen,
    ClearanceWithheld,
    ClearanceWithheldAlready,
    ClearedBeforeCorrection,
    CorrectNote,
    DeliverNote,
    DispatchNote,
    DraftNote,
    EnclosureDigestMalformed,
    GiveClearance,
    LetNoteLapse,
    NoteBetweenOthers,
    NoteDelivered,
    NoteDeliveredAlready,
    NoteDispatched,
    NoteHasLapsed,
    NoteHasLeft,
    NoteLapsed,
    NoteNotDescribed,
    NoteOnFileAlready,
    NoteReceived,
    NoteReturned,
    NoteToItsSender,
    NoteWithdrawn,
    ReceiptAcknowledged,
    RequestClearance,
    Style,
    WithholdClearance,
)
from consultations.domain.notes.style import (
    NoAuthenticLanguage,
    NobodyHandedItOver,
    NoteNotInFirstPerson,
    NoteNotInThirdPerson,
    NoteNumberedAgainstItsForm,
    NoteWithoutNumber,
)
from consultations.domain.parts.notes import Clearance, Enclosure, NoteForm
from consultations.domain.state import IdTaken, NotOnFile
from consultations.domain.values import Wording
from tests.dsl import Given, according_to, folded, given
from tests.stories import (
    ANSWER,
    CLEARANCE_ASKED,
    NOTE,
    NOTE_DRAFTED,
    OPENED,
    ROUND,
    WITH_DRAFT,
    WITH_ROUND_HELD,
)

DAY = when.on("2025-04-10")
LEGAL = "legal adviser"
ANNEX = Enclosure(title="List of properties", digest="0" * 64)
GIVEN, WITHHELD = (
    ClearanceGiven(note_id=NOTE, of_whom=LEGAL),
    ClearanceWithheld(note_id=NOTE, of_whom=LEGAL, reason="Article 22 is misquoted"),
)
DRAFT = DraftNote(note_id=NOTE, from_party="NO", to_party="RU", subject="Air links")
ASK = RequestClearance(note_id=NOTE, of_whom=LEGAL, due=DAY)
GIVE = GiveClearance(note_id=NOTE, of_whom=LEGAL)
WITHHOLD = WithholdClearance(note_id=NOTE, of_whom=LEGAL, reason="Article 22 is misquoted")
DISPATCH = DispatchNote(note_id=NOTE, sent_on=DAY)
SENT = NoteDispatched(note_id=NOTE, from_party="NO", to_party="RU", subject="Air links", sent_on=DAY)
IN_CLEARANCE = (*WITH_DRAFT, CLEARANCE_ASKED)


def status_after(*events: Given) -> str:
    return str(folded(*events).notes[NOTE].status)


class TestDraftNote:
    def test_puts_a_note_on_the_file_that_has_not_left(self) -> None:
        command = replace(DRAFT, officer="ingrid", enclosures=(ANNEX,), form="aide-mémoire")
        drafted = replace(NOTE_DRAFTED, officer="ingrid", enclosures=(ANNEX,), form="aide-mémoire")
        part = given(*OPENED).when(command).then(drafted).notes[NOTE]
        assert (part.status, part.officer, part.enclosures, part.has_left) == (
            "drafted",
            "ingrid",
            (ANNEX,),
            False,
        )

    def test_is_refused_for_one_on_file_or_under_the_id_of_something_else(self) -> None:
        given(*WITH_DRAFT).when(DRAFT).refused(NoteOnFileAlready, note_id=NOTE)
        given(*WITH_ROUND_HELD).when(replace(DRAFT, note_id=ROUND)).refused(IdTaken)

    def test_is_refused_where_what_it_says_cannot_be(self) -> None:
        given(*OPENED).when(replace(DRAFT, to_party="NO")).refused(NoteToItsSender)
        given(*OPENED).when(replace(DRAFT, in_reply_to=ANSWER)).refused(NotOnFile)
        named = Enclosure(title="List", digest="F" * 64)
        given(*OPENED).when(replace(DRAFT, enclosures=(named,))).refused(
            EnclosureDigestMalformed, title="List"
        )


class TestClearance:
    def test_is_open_until_everyone_asked_has_given_it(self) -> None:
        asked = ClearanceRequested(note_id=NOTE, of_whom=LEGAL, due=DAY)
        part = given(*WITH_DRAFT).when(ASK).then(asked).notes[NOTE]
        assert part.status == "in clearance"
        assert part.clearances == (Clearance(of_whom=LEGAL, status="open", due=DAY),)
        other = ClearanceRequested(note_id=NOTE, of_whom="head of desk")
        assert status_after(*WITH_DRAFT, asked, other, GIVEN) == "in clearance"
        both = (*WITH_DRAFT, asked, other, GIVEN)
        last = GiveClearance(note_id=NOTE, of_whom="head of desk", given_on=DAY)
        gave = ClearanceGiven(note_id=NOTE, of_whom="head of desk", given_on=DAY)
        assert given(*both).when(last).then(gave).notes[NOTE].status == "cleared"

    def test_need_not_have_been_asked_for_on_the_file(self) -> None:
        assert given(*WITH_DRAFT).when(GIVE).then(GIVEN).notes[NOTE].status == "cleared"
        part = given(*WITH_DRAFT).when(WITHHOLD).then(WITHHELD).notes[NOTE]
        assert (part.status, part.clearances[0].reason) == ("in clearance", "Article 22 is misquoted")

    def test_is_refused_twice(self) -> None:
        given(*IN_CLEARANCE).when(ASK).refused(ClearanceRequestedAlready, of_whom=LEGAL)
        given(*IN_CLEARANCE, GIVEN).when(GIVE).refused(ClearanceGivenAlready, of_whom=LEGAL)
        given(*IN_CLEARANCE, WITHHELD).when(WITHHOLD).refused(ClearanceWithheldAlready, of_whom=LEGAL)

    def test_that_was_withheld_can_be_asked_for_anew_or_given_after_all(self) -> None:
        asked = ClearanceRequested(note_id=NOTE, of_whom=LEGAL, due=DAY)
        part = given(*IN_CLEARANCE, WITHHELD).when(ASK).then(asked).notes[NOTE]
        assert [each.status for each in part.clearances] == ["open"]
        assert given(*IN_CLEARANCE, WITHHELD).when(GIVE).then(GIVEN).notes[NOTE].status == "cleared"

    def test_is_asked_for_before_a_note_leaves_and_may_be_given_afterwards(self) -> None:
        for has_left in (SENT, ReceiptAcknowledged(note_id=NOTE, acknowledged_on=DAY)):
            given(*WITH_DRAFT, has_left).when(ASK).refused(NoteHasLeft)
        part = given(*IN_CLEARANCE, SENT).when(GIVE).then(GIVEN).notes[NOTE]
        assert (part.status, part.clearances_that_are("given")) == ("dispatched", (LEGAL,))

    def test_rests_on_the_word_of_whoever_said_it_last(self) -> None:
        said = according_to("RU")
        assert folded(*WITH_DRAFT, (CLEARANCE_ASKED, said)).notes[NOTE].status_asserted == said.asserted


class TestDispatchNote:
    def test_of_a_draft_says_no_more_than_when(self) -> None:
        drafted = (*OPENED, replace(NOTE_DRAFTED, form="memorandum", enclosures=(ANNEX,)))
        part = given(*drafted).when(DISPATCH).then(replace(SENT, form="memorandum")).notes[NOTE]
        assert (part.status, part.sent_on, part.enclosures, part.has_left) == (
            "dispatched",
            DAY,
            (ANNEX,),
            True,
        )

    def test_is_refused_while_a_clearance_is_withheld(self) -> None:
        given(*IN_CLEARANCE, WITHHELD).when(DISPATCH).refused(ClearanceIsWithheld, of_whom=(LEGAL,))

    def test_is_warned_of_while_a_clearance_is_open(self) -> None:
        numbered = replace(DISPATCH, number="12/2025")
        given(*IN_CLEARANCE).when(numbered).then(replace(SENT, number="12/2025"))
        given(*IN_CLEARANCE).when(numbered).warned(ClearanceStillOpen)
        given(*IN_CLEARANCE, GIVEN).when(numbered).warned()

    def test_is_refused_where_it_contradicts_the_file(self) -> None:
        given(*WITH_DRAFT).when(replace(DISPATCH, to_party="US")).refused(NoteBetweenOthers)
        given(*WITH_DRAFT, SENT).when(DISPATCH).refused(NoteOnFileAlready)
        lapsed = NoteLapsed(note_id=NOTE, reason="overtaken")
        given(*WITH_DRAFT, lapsed).when(DISPATCH).refused(NoteHasLapsed)

    def test_of_a_note_that_is_not_on_the_file_describes_it(self) -> None:
        given(*OPENED).when(DISPATCH).refused(NoteNotDescribed)
        whole = replace(DISPATCH, from_party="NO", to_party="RU", subject="Air links")
        assert given(*OPENED).when(whole).then(SENT).notes[NOTE].form == "note verbale"

    def test_may_be_recorded_after_the_receipt(self) -> None:
        received = NoteReceived(
            note_id=NOTE, from_party="NO", to_party="RU", subject="Air links", received_on=DAY
        )
        part = given(*OPENED, received).when(DISPATCH).then(SENT).notes[NOTE]
        assert (part.status, part.sent_on, part.received_on) == ("received", DAY, DAY)

    def test_rests_on_the_word_of_whoever_says_so(self) -> None:
        said = according_to("RU")
        assert folded(*OPENED, (SENT, said)).notes[NOTE].status_asserted == said.asserted


class TestDeliverNote:
    def test_comes_between_dispatch_and_acknowledgement(self) -> None:
        command = DeliverNote(note_id=NOTE, delivered_on=DAY, handed_over_to="the duty officer")
        delivered = NoteDelivered(note_id=NOTE, delivered_on=DAY, handed_over_to="the duty officer")
        part = given(*WITH_DRAFT, SENT).when(command).then(delivered).notes[NOTE]
        assert (part.status, part.handed_over_to) == ("delivered", "the duty officer")
        given(*WITH_DRAFT, SENT, delivered).when(command).refused(NoteDeliveredAlready)
        acknowledged = ReceiptAcknowledged(note_id=NOTE, acknowledged_on=DAY)
        assert status_after(*WITH_DRAFT, SENT, acknowledged, delivered) == "acknowledged"
        assert status_after(*WITH_DRAFT, SENT, delivered, acknowledged) == "acknowledged"


class TestADraft:
    def test_that_ends_before_it_leaves_has_not_left(self) -> None:
        withdrawn = NoteWithdrawn(note_id=NOTE, withdrawn_on=DAY)
        assert not folded(*WITH_DRAFT, withdrawn).notes[NOTE].has_left
        assert folded(*WITH_DRAFT, NoteReturned(note_id=NOTE, returned_on=DAY)).notes[NOTE].has_left

    def test_is_no_longer_cleared_once_it_has_lapsed(self) -> None:
        lapse = LetNoteLapse(note_id=NOTE, reason="overtaken")
        lapsed = NoteLapsed(note_id=NOTE, reason="overtaken")
        assert given(*WITH_DRAFT).when(lapse).then(lapsed).notes[NOTE].status == "lapsed"
        given(*WITH_DRAFT, lapsed).when(ASK).refused(NoteHasLapsed)

    def test_that_is_changed_after_it_was_cleared_is_warned_of(self) -> None:
        correct = CorrectNote(note_id=NOTE, reason="title", subject="Air links to Svalbard")
        given(*IN_CLEARANCE, GIVEN).when(correct).warned(ClearedBeforeCorrection)
        given(*IN_CLEARANCE, GIVEN, SENT).when(correct).warned()
        given(*IN_CLEARANCE).when(correct).warned()
        given(*IN_CLEARANCE, GIVEN).when(replace(correct, subject="", their_number="7")).warned()
        given(*OPENED).when(correct).warned()


def leaving(form: NoteForm, **more: Any) -> DispatchNote:
    return replace(DISPATCH, from_party="NO", to_party="RU", subject="Air links", form=form, **more)


def speaking(text: str, language: str = "en") -> tuple[Wording, ...]:
    return (Wording(text=text, language=language),)


class TestFormRules:
    @pytest.mark.parametrize(
        ("command", "warned"),
        [
            (leaving("note verbale"), NoteWithoutNumber),
            (leaving("note verbale", number="1", texts=speaking("I have the honour")), NoteNotInThirdPerson),
            (leaving("memorandum", texts=speaking("j’ai l’honneur", "fr-CH")), NoteNotInThirdPerson),
            (leaving("memorandum", texts=speaking("имею честь, я", "ru")), NoteNotInThirdPerson),
            (leaving("memorandum", texts=speaking("Jeg har den ære", "nb")), NoteNotInThirdPerson),
            (leaving("first-person note", texts=speaking("The Ministry presents")), NoteNotInFirstPerson),
            (leaving("non-paper", number="1"), NoteNumberedAgainstItsForm),
            (leaving("bout de papier", handed_over_by="the counsellor"), NobodyHandedItOver),
            (leaving("joint note"), NoAuthenticLanguage),
        ],
    )
    def test_warn_of_what_a_form_wants(self, command: DispatchNote, warned: Any) -> None:
        given(*OPENED).when(command).warned(warned)

    @pytest.mark.parametrize(
        "command",
        [
            leaving(
                "note verbale", number="12/2025", texts=speaking("The Ministry presents its compliments")
            ),
            leaving("note verbale", number="12/2025", texts=speaking("un jeu", "fr")),
            leaving("first-person note", texts=speaking("I have the honour")),
            leaving("first-person note", texts=speaking("Mam zaszczyt", "pl")),
            leaving("first-person note"),
            leaving("aide-mémoire", handed_over_by="the counsellor", handed_over_to="the director"),
            leaving("collective note", authentic_languages=("en", "ru")),
            replace(leaving("note verbale"), from_party="RU", to_party="NO"),
        ],
    )
    def test_are_silent_where_nothing_lacks_or_the_note_is_not_ours(self, command: DispatchNote) -> None:
        given(*OPENED).when(command).warned()

    def test_look_at_the_draft_too(self) -> None:
        drafted = replace(NOTE_DRAFTED, form="joint note", authentic_languages=("en",))
        given(*OPENED, drafted).when(DISPATCH).warned()
        given(*OPENED, NOTE_DRAFTED).when(DISPATCH).warned(NoteWithoutNumber)

    def test_are_those_of_the_ministry(self) -> None:
        style = Style(side="NO", needs={"non-paper": ("number",)})
        given(*OPENED).when(leaving("non-paper")).warned(NoteWithoutNumber, style=style)
        given(*OPENED).when(leaving("note verbale")).warned(style=style)

    def test_hold_for_no_other_event_of_a_note(self) -> None:
        given(*WITH_DRAFT).when(ASK).warned()
