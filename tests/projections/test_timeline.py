"""The sentences of the timeline, as a desk officer reads them."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain.actions import ActionAgreed, ActionBlocked, CompletionContested
from consultations.domain.agenda import (
    IrritantDisputed,
    IrritantPlacedOnAgenda,
    IrritantRaised,
    IrritantReopened,
    IrritantResolved,
    PositionRecorded,
    PositionWithdrawn,
    PriorityDeclared,
    ProposalAnswered,
    ProposalPutForward,
    ProposalWithdrawn,
    RoadmapAgreed,
)
from consultations.domain.agreements import (
    AgreementConstituted,
    AgreementEnteredIntoForce,
    AgreementRegistered,
    ConsentNotified,
    FullPowersIssued,
    ProvisionallyApplied,
    TerminationNotified,
    TextInitialled,
    TextSigned,
)
from consultations.domain.assurances import AssuranceGiven, AssuranceTextAdded
from consultations.domain.contacts import (
    AccountGiven,
    DemarcheAnswered,
    DemarcheMade,
    DemarcheReceived,
    HeadOfMissionSummoned,
    MeetingHeld,
    ParticipantsNamed,
    ProtestMade,
)
from consultations.domain.decider import CaseEvent
from consultations.domain.mandate import (
    MandateAmended,
    MandateDischarged,
    MandateGiven,
    MandateWithdrawn,
    RedLineSet,
)
from consultations.domain.message import Event
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
    ChargeNamed,
    NominationAnnounced,
    RequestWithdrawn,
    TookUpFunctions,
)
from consultations.domain.notes import (
    ClearanceGiven,
    ClearanceRequested,
    ClearanceWithheld,
    NoteAssigned,
    NoteDelivered,
    NoteDispatched,
    NoteDrafted,
    NoteLapsed,
    NoteNumbered,
    NoteReceived,
    NoteRegistered,
    NotesExchanged,
    NumberCancelled,
)
from consultations.domain.opening import (
    CaseClosed,
    CaseDowngraded,
    CaseOpened,
    CaseReopened,
    PartyJoined,
    SubjectAmended,
    VenueRuleAgreed,
)
from consultations.domain.outcomes import OutcomeAgreedInPrinciple, OutcomeReversed, ReversibilityDeclared
from consultations.domain.parts.milestones import Term
from consultations.domain.parts.nominations import Charge
from consultations.domain.rounds import (
    DelegationNamed,
    RoundCancelled,
    RoundConfirmed,
    RoundDateIndicated,
    RoundHeld,
    RoundPostponed,
    VenueIndicated,
)
from consultations.domain.statements import StatementPublished
from consultations.domain.values import Asserted, Delegate, Delegation, Participant, Place, Wording
from consultations.domain.when import When, at, by, not_before, on, said, within
from consultations.projections.timeline import Names, sentence
from consultations.projections.words import date_text
from tests.projections.strategies import EVENTS

DARCHIEV, ROUND, PART = UUID(int=1), UUID(int=2), UUID(int=3)
NAMES = Names(
    parties={"RU": "Russia", "US": "United States", "NO": "Norway"},
    persons={DARCHIEV: "Alexander Darchiev"},
    own="NO",
    ordinals={ROUND: 3},
    places={ROUND: "Istanbul"},
    parts={PART: "roadmap on property"},
)
SOON = said("in the near future", language="en", earliest="2025-06-10", review_on="2025-07-01")
TASS = Wording(text="fully reversible", language="en")
TO_US: dict[str, Any] = {
    "contact_id": PART,
    "from_party": "RU",
    "to_party": "US",
    "subject": "access to property",
}


def told(event: Event, asserted: Asserted | None = None, names: Names = NAMES) -> str:
    arguments = msgspec.json.decode(msgspec.json.encode(event))
    return sentence(type(event).__name__, arguments, names, asserted)


class TestASentence:
    @pytest.mark.parametrize(
        ("event", "expected"),
        [
            (SubjectAmended(subject="Visas"), "Subject now reads: Visas"),
            (
                CaseOpened(
                    kind="consultations",
                    title="Irritants",
                    subject="Missions",
                    level="public",
                    parties=(Participant(code="RU"), Participant(code="US")),
                ),
                "File opened: Irritants (Russia and United States)",
            ),
            (PartyJoined(code="NO", role="host"), "Norway joined as host"),
            (PartyJoined(code="NO", role="party"), "Norway joined"),
            (CaseClosed(result="settled"), "File closed: settled"),
            (CaseReopened(reason="a new round"), "File opened again: a new round"),
            (
                VenueRuleAgreed(rule="third country", country="NO", words="by turns in two cities"),
                "Rounds agreed to be held in a third country, Norway: by turns in two cities",
            ),
            (VenueRuleAgreed(rule="capitals in turn"), "Rounds agreed to be held in the capitals in turn"),
            (
                VenueRuleAgreed(rule="other", words="where the chairman is"),
                "Agreed on where rounds are held: where the chairman is",
            ),
            (
                CaseDowngraded(level="public", reason="the appointment was announced"),
                "File downgraded to public: the appointment was announced",
            ),
            (
                CaseDowngraded(level="restricted", compartments_removed=("NOM", "RU-US"), reason="announced"),
                "File downgraded to restricted, out of NOM and RU-US: announced",
            ),
            (
                NominationAnnounced(
                    nomination_id=PART, person_id=DARCHIEV, sending="RU", receiving="US", post="Ambassador"
                ),
                "Nomination announced in public: Alexander Darchiev, Ambassador",
            ),
            (AgrementGranted(nomination_id=PART), "Agrément granted: roadmap on property"),
            (AgrementGranted(nomination_id=UUID(int=9)), "Agrément granted: the nomination"),
            (
                RequestWithdrawn(nomination_id=UUID(int=9), person_id=DARCHIEV, reason="another post"),
                "Nomination withdrawn: Alexander Darchiev: another post",
            ),
            (
                TookUpFunctions(
                    nomination_id=UUID(int=9),
                    post="Ambassador",
                    on=at("2025-03-28T12:00", zone="America/New_York"),
                ),
                "Functions taken up: Ambassador, 28 March 2025 12:00 (America/New_York)",
            ),
            (
                ChargeNamed(
                    nomination_id=UUID(int=9),
                    post="Ambassador",
                    charge=Charge(person_id=DARCHIEV, title="Counsellor"),
                ),
                "Chargé d’affaires named: Alexander Darchiev, Counsellor; for Ambassador",
            ),
            (
                IrritantRaised(irritant_id=UUID(int=8), party="RU", title="property"),
                "Russia raised the irritant: property",
            ),
            (
                IrritantPlacedOnAgenda(irritant_id=UUID(int=8), title="property", round_id=ROUND),
                "Round 3, on its agenda: property",
            ),
            (
                IrritantPlacedOnAgenda(irritant_id=UUID(int=8)),
                "Placed on the agenda of the consultations: the irritant",
            ),
            (
                IrritantDisputed(irritant_id=PART, party="US", reason="a domestic matter"),
                "United States disputed that it is an irritant: roadmap on property: a domestic matter",
            ),
            (
                PriorityDeclared(irritant_id=PART, party="RU", priority="first", wording=TASS),
                "Russia declared the priority of roadmap on property: first: “fully reversible”",
            ),
            (
                RoadmapAgreed(irritant_id=PART, until=by("2025-12-31")),
                "Roadmap agreed on roadmap on property, by 31 December 2025",
            ),
            (
                IrritantResolved(irritant_id=PART, extent="in part", terms="access"),
                "Irritant resolved in part: roadmap on property: access",
            ),
            (
                IrritantResolved(irritant_id=PART, extent="in full"),
                "Irritant resolved in full: roadmap on property",
            ),
            (
                IrritantReopened(irritant_id=PART, reason="no keys"),
                "Irritant open again: roadmap on property: no keys",
            ),
            (
                PositionRecorded(
                    position_id=UUID(int=8), party="US", subject="a further round", wording=TASS
                ),
                "United States stated its position on a further round: “fully reversible”",
            ),
            (
                PositionRecorded(position_id=UUID(int=8), party="US", wording=TASS),
                "United States stated its position: “fully reversible”",
            ),
            (
                PositionWithdrawn(position_id=PART, reason="new instructions"),
                "Position withdrawn on roadmap on property: new instructions",
            ),
            (
                ProposalPutForward(
                    proposal_id=PART,
                    party="RU",
                    title="six properties",
                    kind="roadmap",
                    addressed_to=("US",),
                    until=by("2025-12-31"),
                ),
                "Russia put to United States a roadmap: six properties, by 31 December 2025",
            ),
            (
                ProposalPutForward(proposal_id=PART, party="RU", title="access", kind="demand"),
                "Russia put forward a demand: access",
            ),
            (
                ProposalAnswered(proposal_id=PART, party="US", answer="accepted in part", wording=TASS),
                "United States accepted in part roadmap on property: “fully reversible”",
            ),
            (
                ProposalAnswered(proposal_id=PART, party="US", answer="taken ad referendum"),
                "United States took ad referendum roadmap on property",
            ),
            (
                ProposalAnswered(proposal_id=PART, party="US", answer="counter-proposed"),
                "United States made a counter-proposal to roadmap on property",
            ),
            (ProposalWithdrawn(proposal_id=PART), "Proposal withdrawn: roadmap on property"),
            (
                MeetingHeld(
                    contact_id=PART,
                    subject="irritants",
                    on=on("2025-02-18"),
                    level="ministers",
                    place=Place(city="Riyadh"),
                ),
                "Meeting between ministers in Riyadh, 18 February 2025: irritants",
            ),
            (MeetingHeld(contact_id=PART, subject="irritants"), "Meeting: irritants"),
            (
                ParticipantsNamed(
                    contact_id=PART,
                    delegation=Delegation(
                        party="RU", members=(Delegate(person_id=DARCHIEV, title="Ambassador"),)
                    ),
                ),
                "Took part in roadmap on property for Russia: Alexander Darchiev (Ambassador)",
            ),
            (
                AccountGiven(
                    contact_id=PART, text=Wording(text="agreed to address", language="en", parties=("US",))
                ),
                "Account of roadmap on property by United States: “agreed to address”",
            ),
            (
                DemarcheMade(**TO_US, on=on("2025-06-11"), interlocutor="Ms Coulter", answer=TASS),
                "Démarche by Russia to United States, received by Ms Coulter, 11 June 2025: access to property; "
                "answered: “fully reversible”",
            ),
            (
                DemarcheReceived(**TO_US),
                "Démarche by Russia received by United States: access to property",
            ),
            (
                DemarcheAnswered(contact_id=PART, answer=TASS),
                "Answer to roadmap on property: “fully reversible”",
            ),
            (
                HeadOfMissionSummoned(**TO_US),
                "Head of mission of United States summoned by Russia: access to property",
            ),
            (ProtestMade(**TO_US), "Protest by Russia to United States: access to property"),
            (
                RoundHeld(round_id=ROUND, on=on("2025-04-10"), ordinal=2, duration="about 5.5 hours"),
                "Round 2 held in Istanbul, 10 April 2025, about 5.5 hours",
            ),
            (
                DelegationNamed(
                    round_id=ROUND,
                    delegation=Delegation(
                        party="RU",
                        members=(
                            Delegate(person_id=UUID(int=9), title="Counsellor"),
                            Delegate(
                                person_id=DARCHIEV, title="Director, North Atlantic Department", head=True
                            ),
                        ),
                    ),
                ),
                "Round 3, delegation of Russia named: "
                "Alexander Darchiev (Director, North Atlantic Department), head; "
                "a person not named here (Counsellor)",
            ),
            (
                RoundCancelled(round_id=ROUND, reason="a pause", initiative_of="US"),
                "Round 3 cancelled at the initiative of United States: a pause",
            ),
            (RoundPostponed(round_id=ROUND), "Round 3 postponed sine die"),
            (
                RoundPostponed(round_id=ROUND, until=within("2025-09")),
                "Round 3 postponed until September 2025",
            ),
            (
                RoundConfirmed(round_id=ROUND, party="RU", awaiting=("US", "NO")),
                "Round 3 confirmed by Russia; awaiting United States and Norway",
            ),
            (
                RoundDateIndicated(round_id=ROUND, on=SOON, change_note="talks go on"),
                "Round 3: date indicated, “in the near future”: talks go on",
            ),
            (
                VenueIndicated(round_id=ROUND, place=Place(city="Moscow", premises="Foreign Ministry")),
                "Round 3: Moscow (Foreign Ministry) indicated as the venue",
            ),
            (
                NoteDrafted(
                    note_id=PART, from_party="NO", to_party="RU", subject="Air links", drafted_on=SOON
                ),
                "Note verbale from Norway to Russia drafted: Air links, “in the near future”",
            ),
            (
                ClearanceRequested(note_id=PART, of_whom="legal adviser", due=by("2025-04-10")),
                "Clearance of roadmap on property asked of legal adviser, to be given by 10 April 2025",
            ),
            (
                ClearanceRequested(note_id=PART, of_whom="legal adviser"),
                "Clearance of roadmap on property asked of legal adviser",
            ),
            (
                ClearanceGiven(note_id=PART, of_whom="legal adviser", given_on=on("2025-04-10")),
                "Legal adviser cleared roadmap on property, 10 April 2025",
            ),
            (
                ClearanceWithheld(note_id=PART, of_whom="legal adviser", reason="misquoted"),
                "Legal adviser did not clear roadmap on property: misquoted",
            ),
            (
                NoteNumbered(note_id=PART, register_id=ROUND, serial=7, number="7/2025"),
                "Number given to roadmap on property: 7/2025",
            ),
            (
                NumberCancelled(
                    note_id=PART, register_id=ROUND, serial=7, number="7/2025", reason="misprinted"
                ),
                "Number 7/2025 of roadmap on property cancelled: misprinted",
            ),
            (
                NoteDelivered(note_id=PART, delivered_on=on("2025-04-10"), handed_over_to="the duty officer"),
                "Delivered: roadmap on property, the duty officer, 10 April 2025",
            ),
            (
                NoteRegistered(note_id=PART, their_number="2025/118", registered_on=on("2025-04-10")),
                "Roadmap on property entered by the registry under 2025/118, 10 April 2025",
            ),
            (NoteAssigned(note_id=PART, officer="ingrid"), "Roadmap on property assigned to ingrid"),
            (NoteLapsed(note_id=PART, reason="overtaken"), "Let lapse: roadmap on property: overtaken"),
            (
                NoteDispatched(
                    note_id=PART, from_party="RU", to_party="US", subject="Banking", number="12", sent_on=SOON
                ),
                "Note verbale 12 sent by Russia to United States: Banking, “in the near future”",
            ),
            (
                NoteReceived(
                    note_id=PART,
                    from_party="US",
                    to_party="RU",
                    subject="Visas",
                    received_on=on("2025-04-10"),
                ),
                "Note verbale from United States received by Russia: Visas, 10 April 2025",
            ),
            (
                NotesExchanged(
                    note_id=PART,
                    answer_id=ROUND,
                    from_party="RU",
                    to_party="US",
                    subject="banking for missions",
                    exchanged_on=on("2025-04-10"),
                    place="Istanbul",
                ),
                "Notes exchanged between Russia and United States: "
                "banking for missions, Istanbul, 10 April 2025",
            ),
            (
                AssuranceGiven(
                    assurance_id=PART, given_by=("RU", "US"), given_to=("US", "RU"), subject="banking"
                ),
                "Assurance given by Russia and United States to each other: banking",
            ),
            (
                AssuranceGiven(
                    assurance_id=PART,
                    given_by=("RU",),
                    given_to=("US",),
                    subject="banking",
                    conditions="reciprocity",
                ),
                "Assurance given by Russia to United States: banking, on condition: reciprocity",
            ),
            (
                AssuranceTextAdded(
                    assurance_id=UUID(int=8),
                    text=Wording(text="an understanding", language="en", parties=("US",), translation=True),
                ),
                "Text of the assurance as given by United States: “an understanding” (translation)",
            ),
            (
                ActionAgreed(action_id=PART, title="Ease visas", obliged=("RU", "US")),
                "Action agreed: Ease visas (to be carried out by Russia and United States)",
            ),
            (ActionBlocked(action_id=PART, awaiting="US"), "Awaiting United States: roadmap on property"),
            (
                CompletionContested(action_id=PART, party="RU", reason="no access"),
                "Russia contested completion of roadmap on property: no access",
            ),
            (
                OutcomeAgreedInPrinciple(outcome_id=UUID(int=8), title="rounds move to the capitals"),
                "Outcome agreed in principle: rounds move to the capitals",
            ),
            (
                OutcomeReversed(outcome_id=PART, extent="in full"),
                "Outcome reversed in full: roadmap on property",
            ),
            (
                ReversibilityDeclared(outcome_id=PART, party="RU", reversibility="fully reversible"),
                "Russia called the outcome fully reversible: roadmap on property",
            ),
            (
                StatementPublished(
                    statement_id=PART,
                    speaker="Alexander Darchiev",
                    capacity="Ambassador",
                    medium="TASS",
                    wording=TASS,
                    published_on=on("2025-06-10"),
                ),
                "Alexander Darchiev (Ambassador) to TASS, 10 June 2025: “fully reversible”",
            ),
            (
                MilestoneSet(
                    milestone_id=PART,
                    due_on=on("2015-10-05"),
                    term=Term(amount=90, unit="calendar days", trigger=on("2015-07-20")),
                ),
                "Milestone set: roadmap on property (5 October 2015 or 90 calendar days after 20 July 2015)",
            ),
            (
                MilestoneSet(milestone_id=ROUND, title="Implementation day", condition="verification"),
                "Milestone set: Implementation day (verification)",
            ),
            (
                TermExtended(milestone_id=PART, until=on("2014-11-24"), reason="gaps remain"),
                "Extended until 24 November 2014: roadmap on property: gaps remain",
            ),
            (
                EarlierDateAgreed(milestone_id=PART, on=on("2015-10-05")),
                "Earlier date agreed for roadmap on property: 5 October 2015",
            ),
            (
                MilestoneReached(milestone_id=PART, reached_on=at("2025-09-28T00:00", zone="GMT")),
                "Reached as of 28 September 2025 00:00 (GMT): roadmap on property",
            ),
            (MilestoneReached(milestone_id=PART), "Reached: roadmap on property"),
            (
                MilestoneContested(milestone_id=PART, view="void", reason="no standing"),
                "Held to be void: roadmap on property: no standing",
            ),
            (
                MilestoneContested(milestone_id=PART, view="not reached"),
                "Held not to be reached: roadmap on property",
            ),
            (
                MilestoneDropped(milestone_id=PART, reason="overtaken"),
                "No longer followed: roadmap on property: overtaken",
            ),
            (
                FullPowersIssued(
                    agreement_id=ROUND,
                    title="Visas",
                    party="RU",
                    holder="Ambassador Darchiev",
                    purpose="consenting to be bound",
                ),
                "Russia issued full powers to Ambassador Darchiev for consenting to be bound: Visas",
            ),
            (
                TextInitialled(agreement_id=PART, parties=("RU", "US"), initialled_on=on("2025-04-10")),
                "Russia and United States initialled the text of roadmap on property, 10 April 2025",
            ),
            (
                TextSigned(agreement_id=PART, parties=("RU",), ad_referendum=True),
                "Russia signed roadmap on property ad referendum",
            ),
            (TextSigned(agreement_id=PART, parties=("RU",)), "Russia signed roadmap on property"),
            (
                AgreementConstituted(agreement_id=PART, parties=("RU", "US"), exchanged_on=on("2025-04-10")),
                "An exchange of notes between Russia and United States constitutes roadmap on property, "
                "10 April 2025",
            ),
            (
                ConsentNotified(agreement_id=PART, party="RU", means="ratification"),
                "Russia expressed consent to be bound by roadmap on property (ratification)",
            ),
            (
                ProvisionallyApplied(agreement_id=PART, parties=("RU", "US"), applied_from=on("2025-05-01")),
                "Russia and United States apply roadmap on property provisionally, 1 May 2025",
            ),
            (
                AgreementEnteredIntoForce(agreement_id=PART, in_force_on=on("2025-06-01")),
                "In force: roadmap on property, 1 June 2025",
            ),
            (
                AgreementRegistered(agreement_id=PART, received_on=on("2025-06-20"), number="58000"),
                "Registered with the United Nations: roadmap on property, no. 58000, 20 June 2025",
            ),
            (
                TerminationNotified(
                    agreement_id=PART, party="US", takes_effect_on=on("2026-08-01"), reason="review"
                ),
                "United States gave notice of termination or withdrawal: roadmap on property, "
                "with effect from 1 August 2026: review",
            ),
            (
                MandateGiven(
                    mandate_id=ROUND, title="Visas", powers="to negotiate", expires_on=on("2025-12-31")
                ),
                "Mandate given to negotiate: Visas (until 31 December 2025)",
            ),
            (
                MandateAmended(mandate_id=PART, change="not in writing"),
                "Mandate amended: roadmap on property: not in writing",
            ),
            (
                RedLineSet(mandate_id=PART, red_line="no waiver"),
                "Red line set for roadmap on property: no waiver",
            ),
            (MandateDischarged(mandate_id=PART), "Mandate discharged: roadmap on property"),
            (MandateWithdrawn(mandate_id=PART), "Mandate withdrawn: roadmap on property"),
        ],
        ids=lambda each: type(each).__name__ if isinstance(each, Event) else "",
    )
    def test_reads_well(self, event: CaseEvent, expected: str) -> None:
        assert told(event) == expected

    @pytest.mark.parametrize(
        ("asserted", "expected"),
        [
            (Asserted(sides=("NO",)), "Round 3 cancelled"),
            (Asserted(sides=("RU",)), "According to Russia: Round 3 cancelled"),
            (
                Asserted(sides=("RU",), standing="official text", capacity="Maria Zakharova"),
                "According to Russia (Maria Zakharova): Round 3 cancelled",
            ),
            (
                Asserted(sides=("RU", "US"), standing="joint text"),
                "According to a joint text of Russia and United States: Round 3 cancelled",
            ),
            (
                Asserted(sides=("RU",), standing="press"),
                "According to Russia, as reported by the press: Round 3 cancelled",
            ),
            (Asserted(sides=(), standing="press"), "According to the press: Round 3 cancelled"),
            (Asserted(sides=()), "Round 3 cancelled"),
        ],
    )
    def test_names_those_on_whose_word_it_rests(self, asserted: Asserted, expected: str) -> None:
        assert told(RoundCancelled(round_id=ROUND), asserted) == expected

    @pytest.mark.parametrize("kind", EVENTS, ids=lambda each: each.__name__)
    def test_is_there_for_every_event(self, kind: type[Event]) -> None:
        @given(st.from_type(kind), st.from_type(Asserted))
        def has_one(event: Event, asserted: Asserted) -> None:
            text = told(event, asserted, Names())
            assert text.strip()
            assert "None" not in text

        has_one()

    def test_is_made_of_words_and_never_of_what_an_officer_wrote(self) -> None:
        title = "100 %(party)s {0} <b>"
        assert told(CaseClosed(result=title)) == f"File closed: {title}"

    def test_is_refused_for_a_type_that_is_not_known(self) -> None:
        with pytest.raises(KeyError):
            sentence("RoundDreamt", {}, NAMES)


class TestADate:
    @pytest.mark.parametrize(
        ("when", "expected"),
        [
            (None, ""),
            (on("2025-04-10"), "10 April 2025"),
            (within("2025-04"), "April 2025"),
            (within("2025"), "1 January 2025 to 31 December 2025"),
            (within("2025-09~/2025-11~"), "2025-09~/2025-11~"),
            (by("2025-04-30"), "by 30 April 2025"),
            (not_before("2025-03-15"), "not before 15 March 2025"),
            (
                at("2017-10-01T23:59", zone="America/Los_Angeles"),
                "1 October 2017 23:59 (America/Los_Angeles)",
            ),
            (SOON, "“in the near future”"),
        ],
        ids=str,
    )
    def test_is_told_plainly(self, when: Any, expected: str) -> None:
        with translation.override("en"):
            assert date_text(when) == expected

    def test_of_a_clock_span_names_both_ends(self) -> None:
        span = When(earliest="2025-04-10T10:00", latest="2025-04-10T16:00", zone="Europe/Istanbul")
        expected = "10 April 2025 10:00 (Europe/Istanbul) to 10 April 2025 16:00 (Europe/Istanbul)"
        assert date_text(span) == expected
