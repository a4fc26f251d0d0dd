"""Histories through the real door: a file with something of every topic on it."""

from uuid import UUID, uuid4

from consultations.domain.actions import AgreeAction, CompleteAction, SetDueDate
from consultations.domain.assurances import GiveAssurance
from consultations.domain.measures import AnnounceMeasure, DeclarePersonNonGrata
from consultations.domain.message import Command
from consultations.domain.notes import ReceiveNote, RecordExchange
from consultations.domain.opening import OpenCase
from consultations.domain.outcomes import ReportOutcome
from consultations.domain.parts.measures import StatedEffect
from consultations.domain.parts.reciprocity import Cause
from consultations.domain.premises import DenyAccess
from consultations.domain.reciprocity import LinkAsReciprocal
from consultations.domain.rounds import CancelRound, HoldRound, IndicateVenue, NameDelegation, ProposeRound
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


def with_something_of_every_topic() -> UUID:
    """Two rounds, a pair of notes and a note, an assurance, two actions, an outcome, a statement, a measure.

    The measure has two effects, a link of reciprocity and premises.
    """
    case_id, first, third, visas, roadmap = opened(), uuid4(), uuid4(), uuid4(), uuid4()
    closing = uuid4()
    head = Delegate(person_id=uuid4(), title="Director", head=True)
    for command in (
        HoldRound(round_id=first, on=on("2025-02-27"), ordinal=1, duration="over 6 hours", asserted=RUSSIA),
        NameDelegation(round_id=first, delegation=Delegation(party="RU", members=(head,))),
        ProposeRound(round_id=third, ordinal=3, asserted=RUSSIA),
        IndicateVenue(round_id=third, place=Place(city="Moscow"), asserted=RUSSIA),
        CancelRound(round_id=third, reason="a pause", initiative_of="US", asserted=RUSSIA),
        RecordExchange(
            note_id=uuid4(),
            answer_id=uuid4(),
            from_party="RU",
            to_party="US",
            subject="Banking",
            exchanged_on=on("2025-04-10"),
        ),
        ReceiveNote(
            note_id=uuid4(), from_party="US", to_party="RU", subject="Visas", received_on=on("2025-04-10")
        ),
        GiveAssurance(
            assurance_id=uuid4(),
            given_by=("RU", "US"),
            given_to=("RU", "US"),
            subject="Banking for missions",
            texts=(Wording(text="guaranteed", language="en", parties=("RU",)),),
        ),
        AgreeAction(action_id=visas, title="Ease visas", kind="visas", asserted=RUSSIA),
        AgreeAction(action_id=roadmap, title="Roadmap on property", asserted=RUSSIA),
        SetDueDate(action_id=visas, due_on=on("2025-09-01")),
        CompleteAction(action_id=roadmap),
        ReportOutcome(outcome_id=uuid4(), title="Rounds move to the capitals", asserted=RUSSIA),
        PublishStatement(
            statement_id=uuid4(),
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
                    effect_id=uuid4(),
                    text="activity ends",
                    takes_effect=at("2018-03-30T17:00", zone="America/Los_Angeles"),
                    property_id=uuid4(),
                ),
            ),
        ),
        DeclarePersonNonGrata(measure_id=closing, effect_id=uuid4(), number=60),
        LinkAsReciprocal(
            reciprocity_id=uuid4(),
            measure_id=closing,
            symmetry="asymmetric",
            causes=(Cause(kind="other", text="an attack", on=on("2018-03-04")),),
            asserted=RUSSIA,
        ),
        DenyAccess(premises_id=uuid4(), property_id=uuid4(), party="US", measure_id=closing),
    ):
        record(command, case_id)
    return case_id
