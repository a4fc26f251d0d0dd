"""Contacts outside the rounds: of which kind, between whom, and each side's account beside the other's."""

from dataclasses import replace
from typing import Any

import pytest

from consultations.domain import when
from consultations.domain.contacts import (
    AccountGiven,
    AccountOnFileAlready,
    AnswerDemarche,
    AnsweredSoAlready,
    ContactBetweenOthers,
    ContactOfAnotherKind,
    ContactOnFileAlready,
    ContactWithItself,
    DemarcheAnswered,
    DemarcheMade,
    DemarcheReceived,
    GiveAccount,
    HeadOfMissionSummoned,
    HoldMeeting,
    MakeDemarche,
    MakeProtest,
    MeetingHeld,
    NameParticipants,
    NothingToAnswer,
    ParticipantsNamed,
    ParticipantsNamedAlready,
    ProtestAtItself,
    ProtestMade,
    ReceiveDemarche,
    SummonHeadOfMission,
    UnknownContact,
)
from consultations.domain.message import Command
from consultations.domain.state import IdTaken, NotAParty, NotOnFile
from consultations.domain.values import Delegate, Delegation, Place, Wording
from tests.dsl import CASE, according_to, an_id, folded, given
from tests.stories import CONTACT, NOTE, OPENED, RU_SAYS, RU_TEXT, US_SAYS, US_TEXT, WITH_MEETING, WITH_NOTE

RIYADH = when.on("2025-02-18")
OTHER = an_id("other contact")
MEETING: dict[str, Any] = {
    "contact_id": CONTACT,
    "subject": "Irritants in the work of the missions",
    "on": RIYADH,
    "level": "ministers",
    "place": Place(city="Riyadh", country="SA"),
}
TO_US: dict[str, Any] = {
    "contact_id": CONTACT,
    "from_party": "RU",
    "to_party": "US",
    "subject": "Access to the properties",
    "on": when.on("2025-06-11"),
    "level": "heads of department",
    "interlocutor": "Deputy Assistant Secretary Coulter",
}
ON_INSTRUCTION: dict[str, Any] = TO_US | {"instruction": "No. 117"}
MADE, RECEIVED = DemarcheMade(**ON_INSTRUCTION), DemarcheReceived(**ON_INSTRUCTION)
SUMMONED, PROTESTED = HeadOfMissionSummoned(**TO_US), ProtestMade(**TO_US)
WITH_DEMARCHE = (*OPENED, (MADE, RU_SAYS))
LAVROV = Delegate(person_id=an_id("lavrov"), title="Minister of Foreign Affairs", head=True)
USHAKOV = Delegate(person_id=an_id("ushakov"), title="Aide to the President")


class TestHoldMeeting:
    def test_is_what_one_side_says_until_another_says_it_too(self) -> None:
        command = HoldMeeting(**MEETING, asserted=US_SAYS.asserted)
        part = given(*OPENED).when(command).then(MeetingHeld(**MEETING)).contacts[CONTACT]
        assert (part.kind, part.status, part.level, part.on) == ("meeting", "held", "ministers", RIYADH)
        assert (part.reported_by, part.status_asserted) == (("US",), US_SAYS.asserted)
        told = MEETING | {"subject": "Normal work of the embassies", "place": Place(city="Diriyah")}
        again = HoldMeeting(**told, asserted=RU_SAYS.asserted)
        part = given(*WITH_MEETING).when(again).then(MeetingHeld(**told)).contacts[CONTACT]
        assert (part.reported_by, part.status_asserted) == (("US", "RU"), US_SAYS.asserted)
        assert (part.subject, part.place) == (MEETING["subject"], MEETING["place"])

    def test_is_refused_where_it_says_nothing_new_or_something_else(self) -> None:
        command = HoldMeeting(**MEETING, asserted=US_SAYS.asserted)
        given(*WITH_MEETING).when(command).refused(ContactOnFileAlready, contact_id=CONTACT)
        given(*WITH_MEETING).when(replace(command, asserted=None)).refused(ContactOnFileAlready)
        given(*WITH_DEMARCHE).when(command).refused(ContactOfAnotherKind, kind="démarche")
        given(*WITH_NOTE).when(HoldMeeting(contact_id=NOTE, subject="x")).refused(IdTaken)


class TestNameParticipants:
    def test_keeps_the_titles_of_that_day_and_adds_to_those_named_before(self) -> None:
        named = ParticipantsNamed(contact_id=CONTACT, delegation=Delegation(party="RU", members=(LAVROV,)))
        both = Delegation(party="RU", members=(LAVROV, USHAKOV))
        further = ParticipantsNamed(contact_id=CONTACT, delegation=both)
        us = Delegation(party="US", members=(Delegate(person_id=an_id("rubio"), title="Secretary of State"),))
        before = (*WITH_MEETING, named, ParticipantsNamed(contact_id=CONTACT, delegation=us))
        command = NameParticipants(contact_id=CONTACT, delegation=both)
        part = given(*before).when(command).then(further).contacts[CONTACT]
        assert part.participants == (us, both)

    def test_is_refused_for_those_named_already_and_for_strangers(self) -> None:
        delegation = Delegation(party="RU", members=(LAVROV, USHAKOV))
        named = ParticipantsNamed(contact_id=CONTACT, delegation=delegation)
        command = NameParticipants(contact_id=CONTACT, delegation=Delegation(party="RU", members=(USHAKOV,)))
        given(*WITH_MEETING, named).when(command).refused(ParticipantsNamedAlready, party="RU")
        stranger = NameParticipants(contact_id=CONTACT, delegation=Delegation(party="SA", members=()))
        given(*WITH_MEETING).when(stranger).refused(NotAParty, party="SA")


class TestGiveAccount:
    def test_stands_beside_that_of_the_other_side(self) -> None:
        command = GiveAccount(contact_id=CONTACT, text=RU_TEXT)
        event = AccountGiven(contact_id=CONTACT, text=RU_TEXT)
        before = (*WITH_MEETING, AccountGiven(contact_id=CONTACT, text=US_TEXT))
        part = given(*before).when(command).then(event).contacts[CONTACT]
        assert part.texts == (US_TEXT, RU_TEXT)
        given(*before, event).when(command).refused(AccountOnFileAlready)

    def test_given_twice_is_kept_once(self) -> None:
        event = AccountGiven(contact_id=CONTACT, text=RU_TEXT)
        assert folded(*WITH_MEETING, event, event).contacts[CONTACT].texts == (RU_TEXT,)


class TestMakeDemarche:
    def test_says_by_whom_to_whom_at_what_level_and_on_what_instruction(self) -> None:
        part = given(*OPENED).when(MakeDemarche(**ON_INSTRUCTION)).then(MADE).contacts[CONTACT]
        assert (part.kind, part.status, part.from_party, part.to_party) == ("démarche", "made", "RU", "US")
        assert (part.level, part.instruction) == ("heads of department", "No. 117")
        assert part.interlocutor == "Deputy Assistant Secretary Coulter"

    def test_names_the_paper_that_was_left(self) -> None:
        left = ON_INSTRUCTION | {"paper_id": NOTE}
        given(*OPENED).when(MakeDemarche(**left)).refused(NotOnFile, ids=[NOTE])
        part = given(*WITH_NOTE).when(MakeDemarche(**left)).then(DemarcheMade(**left)).contacts[CONTACT]
        assert part.paper_id == NOTE

    def test_may_be_answered_on_the_spot(self) -> None:
        told = ON_INSTRUCTION | {"answer": US_TEXT}
        part = given(*OPENED).when(MakeDemarche(**told)).then(DemarcheMade(**told)).contacts[CONTACT]
        assert (part.status, part.answers) == ("answered", (US_TEXT,))

    def test_goes_from_one_party_to_another(self) -> None:
        for other, refusal in (("RU", ContactWithItself), ("FI", NotAParty)):
            given(*OPENED).when(MakeDemarche(**(TO_US | {"to_party": other}))).refused(refusal)
        turned = TO_US | {"from_party": "US", "to_party": "RU"}
        given(*WITH_DEMARCHE).when(MakeDemarche(**turned)).refused(ContactBetweenOthers, from_party="RU")
        given(*WITH_DEMARCHE).when(MakeDemarche(**TO_US)).refused(ContactOnFileAlready)


class TestReceiveDemarche:
    def test_may_be_the_first_that_is_known_of_it_or_follow_its_making(self) -> None:
        command = ReceiveDemarche(**ON_INSTRUCTION)
        assert given(*OPENED).when(command).then(RECEIVED).contacts[CONTACT].status == "received"
        part = given(*WITH_DEMARCHE).when(command).then(RECEIVED).contacts[CONTACT]
        assert (part.status, part.reported_by) == ("received", ("RU", "NO"))
        given(*WITH_DEMARCHE, RECEIVED).when(command).refused(ContactOnFileAlready)

    def test_is_not_undone_by_another_side_that_says_it_was_made(self) -> None:
        command = MakeDemarche(**ON_INSTRUCTION, asserted=RU_SAYS.asserted)
        part = given(*OPENED, (RECEIVED, US_SAYS)).when(command).then(MADE).contacts[CONTACT]
        assert (part.status, part.status_asserted) == ("received", US_SAYS.asserted)

    def test_may_be_answered_on_the_spot(self) -> None:
        told = ON_INSTRUCTION | {"answer": US_TEXT}
        event = DemarcheReceived(**told)
        assert given(*OPENED).when(ReceiveDemarche(**told)).then(event).contacts[CONTACT].answers == (
            US_TEXT,
        )


class TestAnswerDemarche:
    def test_adds_to_what_was_answered_before(self) -> None:
        first, later = DemarcheMade(**ON_INSTRUCTION, answer=US_TEXT), Wording(text="no", language="en")
        event = DemarcheAnswered(contact_id=CONTACT, answer=later)
        command = AnswerDemarche(contact_id=CONTACT, answer=later)
        part = given(*OPENED, first).when(command).then(event).contacts[CONTACT]
        assert (part.status, part.answers) == ("answered", (US_TEXT, later))
        given(*OPENED, first, event).when(command).refused(AnsweredSoAlready)
        assert folded(*OPENED, first, event, event, MADE, PROTESTED).contacts[CONTACT].status == "answered"

    @pytest.mark.parametrize(
        ("on_file", "kind"), [(MeetingHeld(**MEETING), "meeting"), (SUMMONED, "summons")]
    )
    def test_is_refused_where_nothing_was_demanded(self, on_file: Any, kind: str) -> None:
        command = AnswerDemarche(contact_id=CONTACT, answer=US_TEXT)
        given(*OPENED, on_file).when(command).refused(NothingToAnswer, kind=kind)

    @pytest.mark.parametrize(
        "command",
        [
            AnswerDemarche(contact_id=CONTACT, answer=US_TEXT),
            GiveAccount(contact_id=CONTACT, text=US_TEXT),
            NameParticipants(contact_id=CONTACT, delegation=Delegation(party="RU", members=())),
        ],
    )
    def test_is_like_every_word_on_a_contact_refused_where_there_is_none(self, command: Command) -> None:
        given(*OPENED).when(command).refused(UnknownContact, contact_id=CONTACT)


class TestSummonHeadOfMission:
    def test_names_who_summoned_and_whose_head_of_mission(self) -> None:
        part = given(*OPENED).when(SummonHeadOfMission(**TO_US)).then(SUMMONED).contacts[CONTACT]
        assert (part.kind, part.status, part.from_party, part.to_party) == ("summons", "summoned", "RU", "US")
        further = SummonHeadOfMission(**TO_US, asserted=US_SAYS.asserted)
        part = given(*OPENED, (SUMMONED, RU_SAYS)).when(further).then(SUMMONED).contacts[CONTACT]
        assert (part.reported_by, part.status_asserted) == (("RU", "US"), RU_SAYS.asserted)


class TestMakeProtest:
    def test_may_be_made_in_the_course_of_another_contact(self) -> None:
        told = TO_US | {"contact_id": OTHER, "made_at": CONTACT}
        before = (*OPENED, SUMMONED)
        part = given(*before).when(MakeProtest(**told)).then(ProtestMade(**told)).contacts[OTHER]
        assert (part.kind, part.status, part.made_at) == ("protest", "made", CONTACT)
        given(*OPENED).when(MakeProtest(**told)).refused(NotOnFile, ids=[CONTACT])
        given(*before).when(MakeProtest(**TO_US)).refused(ContactOfAnotherKind, kind="summons")

    def test_is_not_made_at_itself(self) -> None:
        command = MakeProtest(**TO_US, made_at=CONTACT, asserted=US_SAYS.asserted)
        given(*OPENED, (PROTESTED, RU_SAYS)).when(command).refused(ProtestAtItself)

    def test_is_answered_as_a_demarche_is(self) -> None:
        command = AnswerDemarche(contact_id=CONTACT, answer=US_TEXT)
        event = DemarcheAnswered(contact_id=CONTACT, answer=US_TEXT)
        assert given(*OPENED, PROTESTED).when(command).then(event).contacts[CONTACT].status == "answered"


class TestAContactOfWhichLittleIsKnown:
    def test_takes_its_parties_from_whoever_names_them_first(self) -> None:
        answered = DemarcheAnswered(contact_id=CONTACT, answer=US_TEXT)
        part = folded((answered, according_to("US")), stream_id=CASE).contacts[CONTACT]
        assert (part.status, part.from_party, part.subject) == ("answered", None, "")
