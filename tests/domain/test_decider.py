"""The decider: every message belongs to one stream, every history folds, every event survives its bytes."""

import inspect
from dataclasses import replace
from typing import Any, get_args, get_type_hints
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from consultations.domain import decider, message, texts, when
from consultations.domain.actions import AgreeAction
from consultations.domain.agenda import (
    RaiseIrritant,
)
from consultations.domain.agreements import EnterAgreementIntoForce
from consultations.domain.assurances import GiveAssurance
from consultations.domain.claims import OnClaim
from consultations.domain.classification import ClassificationCommand
from consultations.domain.contacts import HoldMeeting
from consultations.domain.custody import CustodyCommand, CustodyEvent
from consultations.domain.decider import STREAMS, Stream, fold
from consultations.domain.documents import FileDocument
from consultations.domain.logkeys import IntroduceLogKey
from consultations.domain.mandate import GiveMandate
from consultations.domain.measures import AnnounceMeasure, DeclarePersonNonGrata
from consultations.domain.message import Command, Envelope, Event, Recorded, Refused
from consultations.domain.milestones import SetMilestone
from consultations.domain.nominations import MakeSounding
from consultations.domain.notes import DraftNote
from consultations.domain.opening import CloseCase, OpenCase, OpeningCommand
from consultations.domain.outcomes import AgreeOutcome
from consultations.domain.parties import PartyName, RegisterParty
from consultations.domain.parts.part import Part
from consultations.domain.parts.reciprocity import Cause
from consultations.domain.persons import AddName, PersonName, RegisterPerson
from consultations.domain.premises import PlacePropertyOnFile
from consultations.domain.properties import AddPropertyName, PropertyName, RegisterProperty
from consultations.domain.proposals import (
    PutForwardProposal,
    RecordPosition,
)
from consultations.domain.reciprocity import LinkAsReciprocal
from consultations.domain.registers import NumberTaken, NumberVoided, OpenRegister
from consultations.domain.rounds import AgreeRoundTentatively, IndicateRoundDate
from consultations.domain.sources import RegisterSource
from consultations.domain.state import KINDS, Case, case_from
from consultations.domain.statements import PublishStatement
from consultations.domain.values import Participant, Wording
from consultations.domain.when import When
from tests.dsl import (
    CASE,
    LOG_KEYS,
    OWN,
    PLAUSIBLE,
    WORDS,
    an_id,
    folded,
    history,
    messages,
    recorded,
    stream_id_of,
    unions,
)
from tests.stories import (
    OPENED,
    REGISTER_OPENED,
    WITH_ACTION,
    WITH_ASSURANCE,
    WITH_LINK,
    WITH_MEETING,
    WITH_NOMINATION,
    WITH_NOTE,
    WITH_OUTCOME,
    WITH_POSITION,
    WITH_PREMISES,
    WITH_PROPOSAL,
    WITH_ROUND_HELD,
    WITH_STATEMENT,
)

EVENTS, COMMANDS = unions("events"), unions("commands")
ANY_STREAM = pytest.mark.parametrize("stream", STREAMS.values(), ids=lambda stream: stream.kind)
PARTIES = (Participant(code="RU"), Participant(code="US"))
DAY = when.on("2025-04-10")


def first(kind: str) -> UUID:
    """The first of the few ids of this kind that commands are drawn with."""
    return an_id(f"{kind} 0")


BEGIN: dict[str, list[Command]] = {
    "case": [
        OpenCase(case_id=CASE, title="Irritants", subject="Missions", parties=PARTIES),
        GiveMandate(mandate_id=first("mandate_id"), title="Visas", powers="to negotiate"),
        RaiseIrritant(irritant_id=first("irritant_id"), party="RU", title="Property"),
        RecordPosition(
            position_id=first("position_id"),
            party="US",
            subject="A further round",
            wording=Wording(text="as needed", language="en"),
        ),
        PutForwardProposal(
            proposal_id=first("proposal_id"), party="RU", title="Roadmap", addressed_to=("US",)
        ),
        HoldMeeting(contact_id=first("contact_id"), subject="Irritants"),
        AgreeRoundTentatively(round_id=first("round_id")),
        IndicateRoundDate(round_id=first("round_id"), on=When(edtf="2025-04-10", zone="Europe/Istanbul")),
        DraftNote(note_id=first("note_id"), from_party="RU", to_party="US", subject="Banks"),
        AgreeOutcome(outcome_id=first("outcome_id"), title="Roadmap"),
        GiveAssurance(
            assurance_id=first("assurance_id"), given_by=("RU",), given_to=("US",), subject="Banks"
        ),
        AgreeAction(action_id=first("action_id"), title="Visas", rests_on=(first("outcome_id"),)),
        MakeSounding(
            nomination_id=first("nomination_id"),
            person_id=first("person_id"),
            sending="RU",
            receiving="US",
            post="Ambassador",
        ),
        EnterAgreementIntoForce(agreement_id=first("agreement_id"), title="Visas", in_force_on=DAY),
        SetMilestone(milestone_id=first("milestone_id"), title="Roadmap", due_on=when.on("2026-01-16")),
        PublishStatement(
            statement_id=first("statement_id"),
            speaker="a spokeswoman",
            wording=Wording(text="a pause", language="en"),
            published_on=DAY,
        ),
        AnnounceMeasure(
            measure_id=first("measure_id"),
            title="Closing",
            party="US",
            against="RU",
            announced_on=DAY,
        ),
        DeclarePersonNonGrata(measure_id=first("measure_id"), effect_id=first("effect_id"), number=3),
        PlacePropertyOnFile(premises_id=first("premises_id"), property_id=first("property_id")),
        LinkAsReciprocal(
            reciprocity_id=first("reciprocity_id"),
            measure_id=first("measure_id"),
            symmetry="mirror",
            causes=(Cause(kind="other", text="an attack"),),
            assessed_by="astrid",
        ),
        FileDocument(
            document_id=first("document_id"),
            title="A letter",
            digest=PLAUSIBLE["digest"][0],
            media_type="application/pdf",
            size=1,
        ),
    ],
    "person": [
        RegisterPerson(person_id=CASE, names=(PersonName(text="Sonata Coulter"),)),
        AddName(name=PersonName(text=WORDS[0])),
    ],
    "party": [RegisterParty(code="RU", names=(PartyName(text="Russia", language="en"),))],
    "source": [RegisterSource(source_id=CASE, name="ITAR-TASS", kind="news agency")],
    "property": [
        RegisterProperty(property_id=CASE, names=(PropertyName(text="Norwich House"),), country="US"),
        AddPropertyName(name=PropertyName(text=WORDS[0])),
    ],
    "register": [OpenRegister(registry="Ministry", series="Political", year=2025, party="RU")],
    "log": [IntroduceLogKey(verifier_key=LOG_KEYS[0], reason="the first")],
}
"""What each history begins with: one of each part, so that what is drawn has something to be about."""
FURTHER: dict[str, list[Command]] = {get_args(CustodyCommand)[0].__module__: [CloseCase(result="agreed")]}
"""What the histories of some topics go on with: a file is disposed of, or goes to the archive, when it is closed."""


def parts_of(case: Case) -> dict[Any, Part]:
    """Every part of a file by its id."""
    return {part_id: part for kind in KINDS.values() for part_id, part in case.parts(kind).items()}


def of_the_file(record: Recorded) -> tuple[UUID, ...]:
    """How a file is kept is a part under the file's own id, which every event about that changes."""
    return (CASE,) if isinstance(record.event, CustodyEvent) else ()


Topic = tuple[Stream[Any], list[type[Command]], list[type[Event]]]


def topics() -> dict[str, Topic]:
    """Each topic by its name: its stream, its commands, its events."""
    found: dict[str, Topic] = {}
    for stream in STREAMS.values():
        for each in get_args(stream.commands):
            found.setdefault(message.topic(each), (stream, [], []))[1].append(each)
        for each in get_args(stream.events):
            found[message.topic(each)][2].append(each)
    return found


OF_A_FILE = (NumberTaken, NumberVoided)
"""What a register holds of the numbers of notes follows from what a file decides, beside it."""
OF_A_CASE = {name: topic for name, topic in topics().items() if topic[0].kind == "case"}
ANY_CASE_TOPIC = pytest.mark.parametrize("topic", OF_A_CASE.values(), ids=OF_A_CASE)
ANY_TOPIC = pytest.mark.parametrize("topic", topics().values(), ids=topics())


def commands(topic: Topic) -> st.SearchStrategy[list[Command]]:
    """Commands of one topic, enough of them to go deep, after those that its stream begins with."""
    stream, of_topic, _ = topic
    asked = st.lists(st.one_of([messages(each) for each in of_topic]), min_size=15, max_size=30)
    begun = [*BEGIN[stream.kind], *FURTHER.get(of_topic[0].__module__, ())]
    return asked.map(lambda drawn: [*begun, *drawn])


def accepted(stream: Stream[Any], asked: list[Command]) -> list[tuple[Event, Envelope]]:
    """What follows from those of the commands that are not refused."""
    state = stream.new(stream_id_of(stream.kind))
    if stream.kind == "case":
        state.register = folded(replace(REGISTER_OPENED, party="RU"))
    events: list[tuple[Event, Envelope]] = []
    for command in asked:
        envelope = Envelope(asserted=command.asserted or OWN.asserted)
        try:
            decided = stream.decide(command, state)
        except Refused:
            continue
        for event in decided:
            events.append((event, envelope))
            stream.evolve(state, recorded((event, envelope), len(events), kind=stream.kind))
    return events


DEEP = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


class TestEveryHistory:
    @ANY_TOPIC
    def test_that_is_drawn_reaches_the_events_of_its_topic(self, topic: Topic) -> None:
        seen: set[type] = set()

        @seed(20250410)
        @settings(DEEP, max_examples=100, database=None)
        @given(asked=commands(topic))
        def draw(asked: list[Command]) -> None:
            seen.update(type(event) for event, _ in accepted(topic[0], asked))

        draw()
        missed = [each.__name__ for each in topic[2] if each not in seen and each not in OF_A_FILE]
        assert len(missed) <= len(topic[2]) // 10, missed

    @ANY_TOPIC
    @DEEP
    @given(data=st.data())
    def test_folds_and_so_does_every_subset_of_it(self, topic: Topic, data: st.DataObject) -> None:
        stream = topic[0]
        events = accepted(stream, data.draw(commands(topic)))
        kept = data.draw(st.lists(st.booleans(), min_size=len(events), max_size=len(events)))
        state = stream.new(stream_id_of(stream.kind))
        for record, keep in zip(history(*events, kind=stream.kind), kept, strict=True):
            if keep:
                stream.evolve(state, record)
                assert state.version == record.version

    @ANY_TOPIC
    @DEEP
    @given(data=st.data())
    def test_that_nobody_would_accept_folds_too(self, topic: Topic, data: st.DataObject) -> None:
        stream, _, events = topic
        any_event = st.one_of([messages(each, wild=True) for each in events])
        state = stream.new(stream_id_of(stream.kind))
        for record in history(*data.draw(st.lists(any_event, min_size=5, max_size=15)), kind=stream.kind):
            stream.evolve(state, record)

    @ANY_CASE_TOPIC
    @DEEP
    @given(data=st.data())
    def test_changes_only_the_parts_that_its_events_name(self, topic: Topic, data: st.DataObject) -> None:
        case = Case(case_id=CASE)
        for record in _records_of_case(topic, data):
            before = {part_id: replace(part) for part_id, part in parts_of(case).items()}
            decider.evolve(case, record)
            changed = {part_id for part_id, part in parts_of(case).items() if part != before.get(part_id)}
            assert changed == {*record.event.entities, *of_the_file(record)}
            assert all(parts_of(case)[each].version == record.version for each in changed)
            assert all(case.tags[each] == record.version for each in record.event.entities)

    @ANY_CASE_TOPIC
    @DEEP
    @given(data=st.data())
    def test_makes_the_same_parts_one_by_one(self, topic: Topic, data: st.DataObject) -> None:
        records = _records_of_case(topic, data)
        rows: dict[Any, Part] = {}
        for record in records:
            named = (*record.event.entities, *of_the_file(record))
            touched = [rows[each] for each in named if each in rows]
            case = case_from(CASE, touched)
            decider.evolve(case, record)
            rows |= parts_of(case)
        assert rows == parts_of(fold(CASE, records))


def _records_of_case(topic: Topic, data: st.DataObject) -> list[Recorded]:
    return history(*accepted(topic[0], data.draw(commands(topic))))


class TestEveryEvent:
    @pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
    @settings(max_examples=4, deadline=None)
    @given(data=st.data())
    def test_survives_its_bytes(self, event: type[Event], data: st.DataObject) -> None:
        drawn = data.draw(messages(event, wild=True))
        stored = msgspec.json.encode(drawn, order="sorted")
        assert msgspec.json.decode(stored, type=event) == drawn

    def test_belongs_to_one_stream_under_one_name(self) -> None:
        assert len({event.__name__ for event in EVENTS}) == len(EVENTS)

    @pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
    def test_names_fields_of_its_own_as_what_it_changes(self, event: type[Event]) -> None:
        assert set(event.entity) <= set(get_type_hints(event))


class TestEveryCommand:
    def test_has_an_address_of_its_own(self) -> None:
        assert len({message.slug(command) for command in COMMANDS}) == len(COMMANDS)

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
    def test_says_what_it_is_for_and_what_it_is_about(self, command: type[Command]) -> None:
        assert inspect.getdoc(command)
        assert command.about == "" or command.about in get_type_hints(command)

    def test_about_a_part_has_its_id(self) -> None:
        topics = set(get_args(STREAMS["case"].commands))
        of_an_event = {each for each in topics if issubclass(each, OnClaim)}
        of_the_file = {
            *(each for union in (OpeningCommand, ClassificationCommand) for each in get_args(union)),
            *(each for each in get_args(CustodyCommand) if "hold_id" not in get_type_hints(each)),
        }
        assert {each for each in topics if not each.about} == {*of_the_file, *of_an_event}

    @ANY_STREAM
    def test_has_its_texts_checked_first(self, stream: Stream[Any]) -> None:
        asked = next(
            each
            for each in get_args(stream.commands)
            if each.__name__.startswith(("Register", "Open", "Introduce"))
        )
        command = msgspec.convert(BLANK[asked.__name__], asked)
        with pytest.raises(texts.TextMissing):
            stream.decide(command, stream.new(CASE))


BLANK: dict[str, dict[str, Any]] = {
    "OpenCase": {"case_id": CASE, "title": "", "subject": "s", "parties": ()},
    "RegisterPerson": {"person_id": CASE, "names": ({"text": ""},)},
    "RegisterParty": {"code": "RU", "names": ({"text": "", "language": "en"},)},
    "RegisterSource": {"source_id": CASE, "name": ""},
    "RegisterProperty": {"property_id": CASE, "names": ({"text": ""},), "country": "US"},
    "OpenRegister": {"registry": "", "series": "s", "year": 2025, "party": "RU"},
    "IntroduceLogKey": {"verifier_key": "", "reason": "r"},
}


class TestEveryRefusal:
    def test_has_a_name_of_its_own_and_a_sentence_for_an_officer(self) -> None:
        refusals = [
            each for each in Refused.__subclasses__() if each.__module__.startswith("consultations.domain")
        ]
        assert len({each.__name__ for each in refusals}) == len(refusals)
        for each in refusals:
            assert str(each()).endswith(".")


class TestCaseFrom:
    def test_holds_just_these_parts(self) -> None:
        stories = (
            *(WITH_PROPOSAL, WITH_POSITION, WITH_MEETING, WITH_ROUND_HELD, WITH_ASSURANCE, WITH_ACTION),
            *(WITH_OUTCOME, WITH_NOMINATION, WITH_STATEMENT, WITH_NOTE, WITH_LINK, WITH_PREMISES),
        )
        parts = {part_id: part for story in stories for part_id, part in parts_of(folded(*story)).items()}
        assert parts_of(case_from(CASE, parts.values())) == parts


class TestFold:
    def test_makes_the_file_as_its_events_leave_it(self) -> None:
        case = fold(CASE, history(*OPENED))
        assert (case.version, case.status, case.tags) == (1, "open", {CASE: 1})
