"""Named histories that tests begin from."""

from consultations.domain import when
from consultations.domain.actions import ActionAgreed, ActionCompleted
from consultations.domain.agenda import (
    IrritantRaised,
)
from consultations.domain.assurances import AssuranceGiven
from consultations.domain.contacts import MeetingHeld
from consultations.domain.measures import MeasureAnnounced
from consultations.domain.nominations import AgrementRequested
from consultations.domain.notes import ClearanceRequested, NoteDispatched, NoteDrafted, ReplyDueSet
from consultations.domain.opening import CaseOpened
from consultations.domain.outcomes import OutcomeAgreed, OutcomeAgreedInPrinciple
from consultations.domain.parts.measures import StatedEffect
from consultations.domain.parts.reciprocity import Cause
from consultations.domain.premises import AccessDenied
from consultations.domain.proposals import (
    PositionRecorded,
    ProposalPutForward,
)
from consultations.domain.reciprocity import LinkedAsReciprocal
from consultations.domain.registers import RegisterOpened
from consultations.domain.rounds import (
    RoundCancelled,
    RoundConfirmed,
    RoundDateIndicated,
    RoundHeld,
    RoundPostponed,
    RoundTentativelyAgreed,
)
from consultations.domain.statements import StatementPublished
from consultations.domain.values import Participant, Place, Wording
from consultations.domain.when import When
from tests.dsl import Given, according_to, an_id

ROUND, OTHER_ROUND = an_id("round"), an_id("other round")
NOTE, ANSWER = an_id("note"), an_id("answer")
NOMINATION, NOMINEE = an_id("nomination"), an_id("nominee")
ASSURANCE, ACTION, OUTCOME, STATEMENT = (
    an_id("assurance"),
    an_id("action"),
    an_id("outcome"),
    an_id("statement"),
)
IRRITANT, POSITION, PROPOSAL, CONTACT = (
    an_id("irritant"),
    an_id("position"),
    an_id("proposal"),
    an_id("contact"),
)
MEASURE, ANSWERING, EFFECT, LINK = (
    an_id("measure"),
    an_id("answering measure"),
    an_id("effect"),
    an_id("link"),
)
PREMISES, PROPERTY = an_id("premises"), an_id("property")

RU_SAYS = according_to("RU", on="2025-06-10")
US_SAYS = according_to("US", on="2025-04-10")
EXACT_DAY = When(edtf="2025-04-10", zone="Europe/Istanbul")
RU_TEXT = Wording(text="гарантированное банковское обслуживание", language="ru", parties=("RU",))
US_TEXT = Wording(
    text="understanding to ensure the stability of diplomatic banking", language="en", parties=("US",)
)

OPENED: tuple[Given, ...] = (
    CaseOpened(
        kind="consultations",
        title="Russia–US consultations on irritants",
        subject="Normal operation of embassies",
        level="restricted",
        parties=(Participant(code="RU"), Participant(code="US"), Participant(code="TR", role="facilitator")),
    ),
)
WITH_IRRITANT = (
    *OPENED,
    (
        IrritantRaised(
            irritant_id=IRRITANT,
            party="RU",
            title="Diplomatic property in the United States",
            kind="return of property",
        ),
        RU_SAYS,
    ),
)
WITH_POSITION = (
    *OPENED,
    (
        PositionRecorded(
            position_id=POSITION,
            party="US",
            subject="A further round",
            wording=Wording(text="as needed", language="en", parties=("US",)),
        ),
        US_SAYS,
    ),
)
WITH_PROPOSAL = (
    *WITH_IRRITANT,
    (
        ProposalPutForward(
            proposal_id=PROPOSAL,
            party="RU",
            title="Roadmap on six properties",
            kind="roadmap",
            addressed_to=("US",),
            irritant_ids=(IRRITANT,),
        ),
        RU_SAYS,
    ),
)
WITH_MEETING = (
    *OPENED,
    (
        MeetingHeld(
            contact_id=CONTACT,
            subject="Irritants in the work of the missions",
            on=when.on("2025-02-18"),
            level="ministers",
            place=Place(city="Riyadh", country="SA"),
        ),
        US_SAYS,
    ),
)
WITH_ROUND_TENTATIVE = (*OPENED, (RoundTentativelyAgreed(round_id=ROUND), RU_SAYS))
WITH_ROUND_DATED = (*WITH_ROUND_TENTATIVE, RoundDateIndicated(round_id=ROUND, on=EXACT_DAY))
WITH_ROUND_CONFIRMED = (
    *WITH_ROUND_DATED,
    RoundConfirmed(round_id=ROUND, party="RU", awaiting=("US",)),
    RoundConfirmed(round_id=ROUND, party="US", awaiting=()),
)
WITH_ROUND_POSTPONED = (*WITH_ROUND_TENTATIVE, RoundPostponed(round_id=ROUND))
WITH_ROUND_CANCELLED = (
    *WITH_ROUND_TENTATIVE,
    (RoundCancelled(round_id=ROUND, reason="a pause", initiative_of="US"), RU_SAYS),
)
WITH_ROUND_HELD = (*OPENED, RoundHeld(round_id=ROUND, on=when.on("2025-04-10"), ordinal=2))

NOTE_DISPATCHED = NoteDispatched(
    note_id=NOTE,
    from_party="RU",
    to_party="US",
    subject="Banking for missions",
    sent_on=when.on("2025-04-10"),
)
WITH_NOTE = (*OPENED, NOTE_DISPATCHED)
WITH_NOTE_AWAITING_REPLY = (*WITH_NOTE, ReplyDueSet(note_id=NOTE, reply_due=when.by("2025-04-30")))
WITH_NOTE_AND_ANSWER = (
    *WITH_NOTE,
    NoteDispatched(
        note_id=ANSWER,
        from_party="US",
        to_party="RU",
        subject="Banking for missions",
        in_reply_to=NOTE,
        sent_on=when.on("2025-04-12"),
    ),
)

NOTE_DRAFTED = NoteDrafted(note_id=NOTE, from_party="NO", to_party="RU", subject="Air links")
WITH_DRAFT = (*OPENED, NOTE_DRAFTED)
CLEARANCE_ASKED = ClearanceRequested(note_id=NOTE, of_whom="legal adviser")
REGISTER_OPENED = RegisterOpened(
    registry="Ministry", series="Political", year=2025, party="NO", level="restricted"
)

WITH_ASSURANCE = (
    *WITH_NOTE,
    (
        AssuranceGiven(
            assurance_id=ASSURANCE,
            given_by=("RU", "US"),
            given_to=("RU", "US"),
            subject="Banking services for diplomatic missions",
            texts=(RU_TEXT,),
            rests_on=(NOTE,),
        ),
        RU_SAYS,
    ),
)
WITH_ACTION = (
    *OPENED,
    (
        ActionAgreed(action_id=ACTION, title="Ease the issuing of visas", kind="visas", obliged=("RU",)),
        RU_SAYS,
    ),
)
WITH_ACTION_DONE = (*WITH_ACTION, (ActionCompleted(action_id=ACTION), RU_SAYS))
WITH_OUTCOME = (
    *OPENED,
    (
        OutcomeAgreedInPrinciple(outcome_id=OUTCOME, title="Rounds move to the capitals", kind="decision"),
        RU_SAYS,
    ),
)
WITH_OUTCOME_AGREED = (*WITH_OUTCOME, OutcomeAgreed(outcome_id=OUTCOME))
REQUESTED = AgrementRequested(
    nomination_id=NOMINATION,
    person_id=NOMINEE,
    sending="RU",
    receiving="US",
    post="Ambassador to the United States",
    kind="head of mission",
)
WITH_NOMINATION = (*OPENED, (REQUESTED, according_to("RU", occurred="2024-12-11")))
WITH_STATEMENT = (
    *OPENED,
    StatementPublished(
        statement_id=STATEMENT,
        speaker="Alexander Darchiev",
        wording=Wording(text="there is progress, though fully reversible", language="en"),
        published_on=when.on("2025-06-10"),
        side="RU",
    ),
)
SEATTLE = "America/Los_Angeles"
OFFICES = StatedEffect(
    effect_id=EFFECT, text="offices vacated", takes_effect=When(latest="2018-04-02", zone=SEATTLE)
)
ANNOUNCED = MeasureAnnounced(
    measure_id=MEASURE,
    title="Closing of the consulate general in Seattle",
    kind="closure of a post",
    party="US",
    against="RU",
    effects=(OFFICES,),
    announced_on=when.on("2018-03-26"),
)
WITH_MEASURE = (*OPENED, (ANNOUNCED, US_SAYS))
WITH_ANSWER = (
    *WITH_MEASURE,
    (
        MeasureAnnounced(
            measure_id=ANSWERING,
            title="Closing of the consulate general in St Petersburg",
            kind="closure of a post",
            party="RU",
            against="US",
            announced_on=when.on("2018-03-29"),
        ),
        RU_SAYS,
    ),
)
LINKED = LinkedAsReciprocal(
    reciprocity_id=LINK,
    measure_id=ANSWERING,
    symmetry="mirror",
    causes=(Cause(part_id=MEASURE, text=ANNOUNCED.title, on=when.on("2018-03-26")),),
    title="Closing of the consulate general in St Petersburg",
    on=when.on("2018-03-29"),
)
WITH_LINK = (*WITH_ANSWER, (LINKED, RU_SAYS))
DENIED = AccessDenied(premises_id=PREMISES, property_id=PROPERTY, party="US", to_party="RU")
WITH_PREMISES = (*OPENED, (DENIED, RU_SAYS))
