"""Histories through the real door: a file with something of every topic on it."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

from consultations.domain.actions import AgreeAction, CompleteAction, SetDueDate
from consultations.domain.agenda import (
    DeclarePriority,
    PlaceOnAgenda,
    RaiseIrritant,
)
from consultations.domain.agreements import SignText
from consultations.domain.assurances import AllegeBreach, GiveAssurance
from consultations.domain.claims import MakeClaim
from consultations.domain.contacts import GiveAccount, HoldMeeting, NameParticipants
from consultations.domain.custody import ClassifyCase, PlaceHold, SetRetention
from consultations.domain.documents import FileDocument, SupersedeDocument
from consultations.domain.mandate import GiveMandate
from consultations.domain.measures import AnnounceMeasure, DeclarePersonNonGrata
from consultations.domain.message import Command
from consultations.domain.milestones import SetMilestone
from consultations.domain.nominations import GrantAgrement, RequestAgrement
from consultations.domain.notes import (
    CancelNumber,
    DraftNote,
    NumberNote,
    ReceiveNote,
    RecordExchange,
    RequestClearance,
)
from consultations.domain.opening import AgreeVenueRule, OpenCase
from consultations.domain.outcomes import ReportOutcome
from consultations.domain.parties import (
    AddPartyName,
    OtherName,
    PartyName,
    RegisterParty,
    RenameParty,
    party_id,
)
from consultations.domain.parts.measures import StatedEffect
from consultations.domain.parts.reciprocity import Cause
from consultations.domain.persons import (
    CorrectPersonName,
    MergePersons,
    PersonName,
    RecordTitle,
    RegisterPerson,
    UndoMerge,
    WithdrawTitle,
)
from consultations.domain.premises import DenyAccess
from consultations.domain.properties import AddPropertyName, PropertyName, RegisterProperty
from consultations.domain.proposals import (
    AnswerProposal,
    PutForwardProposal,
    RecordPosition,
)
from consultations.domain.reciprocity import LinkAsReciprocal
from consultations.domain.registers import OpenRegister, register_id
from consultations.domain.relations import RelateCases
from consultations.domain.rounds import (
    AdoptAgenda,
    CancelRound,
    HoldRound,
    IndicateVenue,
    NameDelegation,
    ProposeRound,
)
from consultations.domain.sources import RegisterSource, RenameSource
from consultations.domain.state import Level
from consultations.domain.statements import PublishStatement
from consultations.domain.values import Asserted, Delegate, Delegation, Participant, Place, Wording
from consultations.domain.when import at, on, said
from consultations.handler import Receipt, handle

RUSSIA = Asserted(sides=("RU",), standing="official text", on=on("2025-06-10"))
PARTIES = (Participant(code="RU"), Participant(code="US"))


def record(command: Command, case_id: UUID, **more: object) -> Receipt:
    """Record something on a file."""
    return handle(command, stream_id=case_id, actor="astrid", command_id=uuid4(), **more)


def opened(level: Level = "restricted", compartments: tuple[str, ...] = ()) -> UUID:
    """A file that has been opened."""
    case_id = uuid4()
    command = OpenCase(
        case_id=case_id,
        title="Irritants",
        subject="Missions",
        parties=PARTIES,
        level=level,
        compartments=compartments,
    )
    record(command, case_id)
    return case_id


def a_register(level: Level = "restricted", compartments: tuple[str, ...] = ()) -> UUID:
    """A numbering register of a series of its own."""
    series = str(uuid4())
    command = OpenRegister(
        registry="Ministry", series=series, year=2025, party="NO", level=level, compartments=compartments
    )
    stream_id = register_id("Ministry", series, 2025, level, compartments)
    record(command, stream_id)
    return stream_id


def with_something_in_every_register() -> UUID:
    """Two records of one person, merged and put right; a party renamed, a property, a source. Gives the record kept."""
    kept, merged, code = uuid4(), uuid4(), f"Z{uuid4().hex[:9].upper()}"
    house, agency = uuid4(), uuid4()
    names = (PersonName(text="A. Darchiev", language="en"), PersonName(text="Дарчиев", language="ru"))
    first = record(RegisterPerson(person_id=merged, names=names), merged).event_ids[0]
    title = record(RecordTitle(title="Ambassador"), merged).event_ids[0]
    record(RegisterPerson(person_id=kept, names=(PersonName(text="Alexander Darchiev"),)), kept)
    oldland = PartyName(text="Oldland", language="en")
    record(RegisterParty(code=code, names=(oldland,)), party_id(code))
    register = RegisterProperty(property_id=house, names=(PropertyName(text="Norwich House"),), country="US")
    record(register, house)
    record(RegisterSource(source_id=agency, name="ITAR-TASS"), agency)
    for command, stream_id in (
        (CorrectPersonName(event_id=first, text="A. Darchiev", reason="short"), merged),
        (WithdrawTitle(event_id=title, reason="not yet"), merged),
        (MergePersons(into_id=kept, reason="one passport"), merged),
        (UndoMerge(into_id=kept, reason="two passports"), merged),
        (MergePersons(into_id=kept, reason="one passport after all"), merged),
        (RenameParty(names=(replace(oldland, text="Newland"),), since=on("2019-02-12")), party_id(code)),
        (AddPartyName(name=OtherName(text="Старая", language="ru")), party_id(code)),
        (AddPropertyName(name=PropertyName(text="Norvitch", language="fr")), house),
        (RenameSource(name="TASS"), agency),
    ):
        record(command, stream_id)
    return kept


def with_something_of_every_topic(other: UUID | None = None) -> UUID:
    """A file with something on it of every kind of part, related to another, which is opened where none is given."""
    case_id = opened()
    for command in of_every_topic(other or opened(), a_register()):
        record(command, case_id)
    return case_id


def of_every_topic(other: UUID, numbered: UUID, new: Callable[[], UUID] = uuid4) -> tuple[Command, ...]:
    """Something of every kind of part, for a file that is open; `numbered` is a register of its label."""
    first, third, visas, roadmap = new(), new(), new(), new()
    irritant, proposal, meeting, nomination = new(), new(), new(), new()
    closing, letter, draft, outgoing, banking = new(), new(), new(), new(), new()
    head = Delegate(person_id=new(), title="Director", head=True)
    return (
        RelateCases(relation_id=new(), other_case_id=other, nature="continues"),
        AgreeVenueRule(rule="third country", country="TR", asserted=RUSSIA),
        GiveMandate(mandate_id=new(), title="Visas", powers="to negotiate", expires_on=on("2026-01-01")),
        RaiseIrritant(irritant_id=irritant, party="RU", title="Property", asserted=RUSSIA),
        PlaceOnAgenda(irritant_id=irritant, kind="return of property"),
        DeclarePriority(irritant_id=irritant, party="RU", priority="first", asserted=RUSSIA),
        RecordPosition(
            position_id=new(),
            party="US",
            subject="A further round",
            irritant_id=irritant,
            wording=Wording(text="as needed", language="en", parties=("US",)),
        ),
        PutForwardProposal(
            proposal_id=proposal,
            party="RU",
            title="Roadmap",
            kind="roadmap",
            addressed_to=("US",),
            irritant_ids=(irritant,),
            asserted=RUSSIA,
        ),
        AnswerProposal(proposal_id=proposal, party="US", answer="taken ad referendum"),
        HoldMeeting(contact_id=meeting, subject="Irritants", on=on("2025-02-18"), place=Place(city="Riyadh")),
        NameParticipants(contact_id=meeting, delegation=Delegation(party="RU", members=(head,))),
        GiveAccount(
            contact_id=meeting, text=Wording(text="agreed to address", language="en", parties=("US",))
        ),
        HoldRound(round_id=first, on=on("2025-02-27"), ordinal=1, duration="over 6 hours", asserted=RUSSIA),
        NameDelegation(round_id=first, delegation=Delegation(party="RU", members=(head,))),
        ProposeRound(round_id=third, ordinal=3, asserted=RUSSIA),
        IndicateVenue(round_id=third, place=Place(city="Moscow"), asserted=RUSSIA),
        AdoptAgenda(round_id=third, items=("Return of property",), irritant_ids=(irritant,), asserted=RUSSIA),
        CancelRound(round_id=third, reason="a pause", initiative_of="US", asserted=RUSSIA),
        RecordExchange(
            note_id=new(),
            answer_id=new(),
            from_party="RU",
            to_party="US",
            subject="Banking",
            exchanged_on=on("2025-04-10"),
        ),
        DraftNote(note_id=outgoing, from_party="NO", to_party="US", subject="Air links"),
        RequestClearance(note_id=outgoing, of_whom="legal adviser", due=on("2025-04-12")),
        NumberNote(note_id=outgoing, register_id=numbered),
        CancelNumber(note_id=outgoing, reason="misprinted"),
        NumberNote(note_id=outgoing, register_id=numbered),
        ReceiveNote(
            note_id=new(), from_party="US", to_party="RU", subject="Visas", received_on=on("2025-04-10")
        ),
        GiveAssurance(
            assurance_id=banking,
            given_by=("RU", "US"),
            given_to=("RU", "US"),
            subject="Banking for missions",
            texts=(Wording(text="guaranteed", language="en", parties=("RU",)),),
        ),
        AllegeBreach(assurance_id=banking, party="RU", against="US", reason="no account", asserted=RUSSIA),
        SignText(agreement_id=new(), title="Visa facilitation", parties=("RU", "US"), asserted=RUSSIA),
        AgreeAction(action_id=visas, title="Ease visas", kind="visas", asserted=RUSSIA),
        AgreeAction(action_id=roadmap, title="Roadmap on property", asserted=RUSSIA),
        SetDueDate(action_id=visas, due_on=on("2025-09-01")),
        CompleteAction(action_id=roadmap),
        SetMilestone(milestone_id=new(), title="Lists exchanged", due_on=on("2025-09-01"), asserted=RUSSIA),
        ReportOutcome(outcome_id=new(), title="Rounds move to the capitals", asserted=RUSSIA),
        MakeClaim(
            claim_id=new(),
            matter="Reason for the pause",
            wording=Wording(text="neither side wants a meeting without progress", language="en"),
            concerns=(third,),
            asserted=RUSSIA,
        ),
        RequestAgrement(
            nomination_id=nomination,
            person_id=head.person_id,
            sending="RU",
            receiving="US",
            post="Ambassador",
            asserted=RUSSIA,
        ),
        GrantAgrement(nomination_id=nomination, occurred=on("2025-02-27"), asserted=RUSSIA),
        PublishStatement(
            statement_id=new(),
            speaker="Alexander Darchiev",
            side="RU",
            medium="TASS",
            wording=Wording(text="fully reversible", language="en"),
            published_on=said("10 June", language="en", edtf="2025-06-10"),
        ),
        AnnounceMeasure(
            measure_id=closing,
            title="Closing of a consulate",
            party="US",
            against="RU",
            announced_on=on("2018-03-26"),
            effects=(
                StatedEffect(
                    effect_id=new(),
                    text="activity ends",
                    takes_effect=at("2018-03-30T17:00", zone="America/Los_Angeles"),
                    property_id=new(),
                ),
            ),
        ),
        DeclarePersonNonGrata(measure_id=closing, effect_id=new(), number=60),
        LinkAsReciprocal(
            reciprocity_id=new(),
            measure_id=closing,
            symmetry="asymmetric",
            causes=(Cause(kind="other", text="an attack", on=on("2018-03-04")),),
            asserted=RUSSIA,
        ),
        DenyAccess(premises_id=new(), property_id=new(), party="US", measure_id=closing),
        FileDocument(document_id=draft, title="Draft of the letter"),
        FileDocument(
            document_id=letter,
            title="The letter",
            digest="ab" * 32,
            media_type="application/pdf",
            size=1024,
            languages=("ru",),
            dated=on("2025-04-10"),
            content_level="secret",
        ),
        SupersedeDocument(document_id=draft, by_document_id=letter),
        ClassifyCase(plan_code="313.1"),
        SetRetention(rule="20 years", until=on("2045-12-31"), after="review"),
        PlaceHold(hold_id=new(), reason="an inquiry", authority="Storting"),
    )
