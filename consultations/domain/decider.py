"""Every kind of stream: what may be asked of it, what may follow, its fold; first the case file, whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, assert_never, get_args
from uuid import UUID

from consultations.domain import (
    actions,
    agenda,
    agreements,
    assurances,
    claims,
    classification,
    contacts,
    custody,
    documents,
    kinds,
    logkeys,
    mandate,
    measures,
    milestones,
    nominations,
    notes,
    opening,
    outcomes,
    parties,
    persons,
    premises,
    properties,
    proposals,
    reciprocity,
    registers,
    relations,
    rounds,
    sources,
    statements,
    texts,
)
from consultations.domain.actions import ActionCommand, ActionEvent
from consultations.domain.agenda import IrritantCommand, IrritantEvent
from consultations.domain.agreements import AgreementCommand, AgreementEvent
from consultations.domain.assurances import AssuranceCommand, AssuranceEvent
from consultations.domain.claims import ClaimCommand, ClaimEvent
from consultations.domain.classification import ClassificationCommand, ClassificationEvent
from consultations.domain.contacts import ContactCommand, ContactEvent
from consultations.domain.custody import CustodyCommand, CustodyEvent
from consultations.domain.documents import DepositContent, DocumentCommand, DocumentEvent
from consultations.domain.logkeys import LogKeyCommand, LogKeyEvent, LogKeys
from consultations.domain.mandate import MandateCommand, MandateEvent
from consultations.domain.measures import MeasureCommand, MeasureEvent
from consultations.domain.message import Command, Event, Recorded, Refused, Warnings
from consultations.domain.milestones import MilestoneCommand, MilestoneEvent
from consultations.domain.nominations import NominationCommand, NominationEvent
from consultations.domain.notes import NoteCommand, NoteEvent, NoteNumbered, NumberCancelled, Style
from consultations.domain.opening import OpenCase, OpeningCommand, OpeningEvent, ReopenCase
from consultations.domain.outcomes import OutcomeCommand, OutcomeEvent
from consultations.domain.parties import Party, PartyCommand, PartyEvent
from consultations.domain.parts.registers import Register
from consultations.domain.persons import Person, PersonCommand, PersonEvent
from consultations.domain.premises import PremisesCommand, PremisesEvent
from consultations.domain.properties import Property, PropertyCommand, PropertyEvent
from consultations.domain.proposals import TabledCommand, TabledEvent
from consultations.domain.reciprocity import ReciprocityCommand, ReciprocityEvent
from consultations.domain.registers import NumberTaken, NumberVoided, RegisterCommand, RegisterEvent
from consultations.domain.relations import RelationCommand, RelationEvent
from consultations.domain.rounds import RoundCommand, RoundEvent
from consultations.domain.sources import Source, SourceCommand, SourceEvent
from consultations.domain.state import Case, must_be_on_file
from consultations.domain.statements import StatementCommand, StatementEvent

AgendaEvent = IrritantEvent | TabledEvent
AgendaCommand = IrritantCommand | TabledCommand
MeasuresEvent = MeasureEvent | ReciprocityEvent | PremisesEvent
MeasuresCommand = MeasureCommand | ReciprocityCommand | PremisesCommand
RegistryEvent = DocumentEvent | ClassificationEvent | CustodyEvent
RegistryCommand = DocumentCommand | ClassificationCommand | CustodyCommand
CaseEvent = (
    OpeningEvent
    | RelationEvent
    | AgendaEvent
    | ContactEvent
    | MandateEvent
    | RoundEvent
    | NoteEvent
    | AssuranceEvent
    | AgreementEvent
    | ActionEvent
    | MilestoneEvent
    | OutcomeEvent
    | NominationEvent
    | StatementEvent
    | ClaimEvent
    | RoundEvent
    | NoteEvent
    | AssuranceEvent
    | ActionEvent
    | OutcomeEvent
    | StatementEvent
    | MeasuresEvent
    | RegistryEvent
)
CaseCommand = (
    OpeningCommand
    | RelationCommand
    | AgendaCommand
    | ContactCommand
    | MandateCommand
    | RoundCommand
    | NoteCommand
    | AssuranceCommand
    | AgreementCommand
    | ActionCommand
    | MilestoneCommand
    | OutcomeCommand
    | NominationCommand
    | StatementCommand
    | ClaimCommand
    | MeasuresCommand
    | RegistryCommand
)
OnClosed = ReopenCase | DepositContent | ClassificationCommand | CustodyCommand
"""What a closed file still takes: nothing happens on it any more, but the registry goes on keeping it."""


class UnknownCase(Refused):
    """There is no such case."""


class CaseIsClosed(Refused):
    """The file is closed."""


def decide(command: CaseCommand, case: Case) -> Sequence[CaseEvent]:
    """What follows from a command for this file. Raises the refusal that stands in the way."""
    texts.check(command)
    _must_be_open(command, case)
    _must_have_statement(command, case)
    if isinstance(command, OpeningCommand):
        return opening.decide(command, case)
    if isinstance(command, RelationCommand):
        return relations.decide(command, case)
    if isinstance(command, MandateCommand):
        return mandate.decide(command, case)
    if isinstance(command, AgendaCommand):
        return _decide_agenda(command, case)
    if isinstance(command, ContactCommand):
        return contacts.decide(command, case)
    if isinstance(command, RoundCommand):
        return rounds.decide(command, case)
    if isinstance(command, NoteCommand):
        return notes.decide(command, case)
    if isinstance(command, AssuranceCommand):
        return assurances.decide(command, case)
    if isinstance(command, AgreementCommand):
        return agreements.decide(command, case)
    if isinstance(command, ActionCommand):
        return actions.decide(command, case)
    if isinstance(command, MilestoneCommand):
        return milestones.decide(command, case)
    if isinstance(command, OutcomeCommand):
        return outcomes.decide(command, case)
    if isinstance(command, NominationCommand):
        return nominations.decide(command, case)
    if isinstance(command, StatementCommand):
        return statements.decide(command, case)
    if isinstance(command, ClaimCommand):
        return claims.decide(command, case)
    if isinstance(command, MeasuresCommand):
        return _decide_measures(command, case)
    if isinstance(command, RegistryCommand):
        return _decide_registry(command, case)
    assert_never(command)


def _decide_agenda(command: AgendaCommand, case: Case) -> Sequence[AgendaEvent]:
    if isinstance(command, IrritantCommand):
        return agenda.decide(command, case)
    return proposals.decide(command, case)


def _decide_measures(command: MeasuresCommand, case: Case) -> Sequence[MeasuresEvent]:
    if isinstance(command, MeasureCommand):
        return measures.decide(command, case)
    if isinstance(command, ReciprocityCommand):
        return reciprocity.decide(command, case)
    return premises.decide(command, case)


def _decide_registry(command: RegistryCommand, case: Case) -> Sequence[RegistryEvent]:
    if isinstance(command, DocumentCommand):
        return documents.decide(command, case)
    if isinstance(command, ClassificationCommand):
        return classification.decide(command, case)
    return custody.decide(command, case)


def warnings(command: CaseCommand, case: Case, style: Style) -> Warnings:
    """What is worth knowing of what a command records on this file; none of it stands in the way."""
    of_topic: Warnings = ()
    if isinstance(command, NoteCommand):
        of_topic = notes.warnings(command, case, style)
    elif isinstance(command, NominationCommand):
        of_topic = nominations.warnings(command, case)
    return (*of_topic, *kinds.warnings(command, case))


def register_beside(command: CaseCommand, case: Case) -> UUID | None:
    """The numbering register that a command is decided beside: it is to stand in `case.register`."""
    return notes.register_beside(command, case) if isinstance(command, NoteCommand) else None


def in_register(event: Event, case: Case) -> RegisterEvent | None:
    """What an event of the file means for the register beside it; both are recorded, or neither."""
    match event:
        case NoteNumbered(note_id=note_id, serial=serial, number=number):
            return NumberTaken(serial=serial, number=number, case_id=case.case_id, note_id=note_id)
        case NumberCancelled(note_id=note_id, serial=serial, reason=reason):
            return NumberVoided(serial=serial, reason=reason, case_id=case.case_id, note_id=note_id)
        case _:
            return None


def _must_be_open(command: CaseCommand, case: Case) -> None:
    if isinstance(command, OpenCase):
        return
    if case.status == "unopened":
        raise UnknownCase()
    if case.status == "closed" and not isinstance(command, OnClosed):
        raise CaseIsClosed()


def _must_have_statement(command: Command, case: Case) -> None:
    if command.asserted and command.asserted.statement_id:
        must_be_on_file([command.asserted.statement_id], case.statements)


TOPICS: tuple[tuple[Any, Callable[..., None]], ...] = (
    (OpeningEvent, opening.evolve),
    (RelationEvent, relations.evolve),
    (MandateEvent, mandate.evolve),
    (IrritantEvent, agenda.evolve),
    (TabledEvent, proposals.evolve),
    (ContactEvent, contacts.evolve),
    (RoundEvent, rounds.evolve),
    (NoteEvent, notes.evolve),
    (AssuranceEvent, assurances.evolve),
    (AgreementEvent, agreements.evolve),
    (ActionEvent, actions.evolve),
    (MilestoneEvent, milestones.evolve),
    (OutcomeEvent, outcomes.evolve),
    (NominationEvent, nominations.evolve),
    (StatementEvent, statements.evolve),
    (ClaimEvent, claims.evolve),
    (MeasureEvent, measures.evolve),
    (ReciprocityEvent, reciprocity.evolve),
    (PremisesEvent, premises.evolve),
    (DocumentEvent, documents.evolve),
    (ClassificationEvent, classification.evolve),
    (CustodyEvent, custody.evolve),
)
EVOLVE: dict[type[Event], Callable[[Case, Any, Recorded], None]] = {
    event: evolve_topic for union, evolve_topic in TOPICS for event in get_args(union)
}


def evolve(case: Case, record: Recorded) -> None:
    """Fold one recorded event into the file. Never fails, on any subset of a stream."""
    case.version = record.version
    for part_id in record.event.entities or (case.case_id,):
        case.tags[part_id] = record.version
    case.records[record.event_id] = record
    EVOLVE[type(record.event)](case, record.event, record)


def fold(case_id: UUID, history: Iterable[Recorded]) -> Case:
    """The file as these events leave it."""
    case = Case(case_id=case_id)
    for record in history:
        evolve(case, record)
    return case


class State(Protocol):
    """What a stream folds to."""

    version: int

    @property
    def tags(self) -> dict[UUID, int]:
        """Version at which each part last changed."""


S = TypeVar("S", bound=State)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stream(Generic[S]):
    """One kind of stream: its state, its decisions and its fold."""

    kind: str
    new: Callable[[UUID], S]
    """The state before the first event of the stream with this id."""
    decide: Callable[[Any, S], Sequence[Event]]
    evolve: Callable[[S, Recorded], None]
    events: Any
    """The union of its events."""
    commands: Any
    """The union of its commands."""
    warnings: Callable[[Any, S, Style], Warnings] = lambda command, state, style: ()
    """What is worth knowing of what a command records."""
    register_beside: Callable[[Any, S], UUID | None] = lambda command, state: None
    """The register that a command is decided beside, if any."""
    in_register: Callable[[Event, S], Event | None] = lambda event, state: None
    """What an event means for that register."""
    admit: Callable[[Any, S], None] = lambda event, state: None
    """Lets an event be recorded on a second stream of the kind too; raises the refusal that stands in the way."""


def decide_person(command: PersonCommand, person: Person) -> Sequence[PersonEvent]:
    """What follows from a command for this person. Raises the refusal that stands in the way."""
    texts.check(command)
    return persons.decide(command, person)


def decide_party(command: PartyCommand, party: Party) -> Sequence[PartyEvent]:
    """What follows from a command for this party. Raises the refusal that stands in the way."""
    texts.check(command)
    return parties.decide(command, party)


def decide_source(command: SourceCommand, source: Source) -> Sequence[SourceEvent]:
    """What follows from a command for this source. Raises the refusal that stands in the way."""
    texts.check(command)
    return sources.decide(command, source)


def decide_property(command: PropertyCommand, of: Property) -> Sequence[PropertyEvent]:
    """What follows from a command for this property. Raises the refusal that stands in the way."""
    texts.check(command)
    return properties.decide(command, of)


def decide_register(command: RegisterCommand, register: Register) -> Sequence[RegisterEvent]:
    """What follows from a command for this register. Raises the refusal that stands in the way."""
    texts.check(command)
    return registers.decide(command, register)


def decide_log_keys(command: LogKeyCommand, log: LogKeys) -> Sequence[LogKeyEvent]:
    """What follows from a command for the keys of the log. Raises the refusal that stands in the way."""
    texts.check(command)
    return logkeys.decide(command, log)


def _on_record(evolve_topic: Callable[[S, Any, Recorded], None]) -> Callable[[S, Recorded], None]:
    return lambda state, record: evolve_topic(state, record.event, record)


CASE: Stream[Case] = Stream(
    kind="case",
    new=lambda stream_id: Case(case_id=stream_id),
    decide=decide,
    evolve=evolve,
    events=CaseEvent,
    commands=CaseCommand,
    warnings=warnings,
    register_beside=register_beside,
    in_register=in_register,
)
PERSON: Stream[Person] = Stream(
    kind="person",
    new=lambda stream_id: Person(person_id=stream_id),
    decide=decide_person,
    evolve=_on_record(persons.evolve),
    events=PersonEvent,
    commands=PersonCommand,
    admit=persons.admit,
)
PARTY: Stream[Party] = Stream(
    kind="party",
    new=lambda stream_id: Party(party_id=stream_id),
    decide=decide_party,
    evolve=_on_record(parties.evolve),
    events=PartyEvent,
    commands=PartyCommand,
)
SOURCE: Stream[Source] = Stream(
    kind="source",
    new=lambda stream_id: Source(source_id=stream_id),
    decide=decide_source,
    evolve=_on_record(sources.evolve),
    events=SourceEvent,
    commands=SourceCommand,
)
PROPERTY: Stream[Property] = Stream(
    kind="property",
    new=lambda stream_id: Property(property_id=stream_id),
    decide=decide_property,
    evolve=_on_record(properties.evolve),
    events=PropertyEvent,
    commands=PropertyCommand,
)
REGISTER: Stream[Register] = Stream(
    kind="register",
    new=lambda stream_id: Register(register_id=stream_id),
    decide=decide_register,
    evolve=_on_record(registers.evolve),
    events=RegisterEvent,
    commands=RegisterCommand,
)
LOG_KEYS: Stream[LogKeys] = Stream(
    kind="log",
    new=lambda stream_id: LogKeys(log_id=stream_id),
    decide=decide_log_keys,
    evolve=_on_record(logkeys.evolve),
    events=LogKeyEvent,
    commands=LogKeyCommand,
)
STREAMS: dict[str, Stream[Any]] = {
    stream.kind: stream for stream in (CASE, PERSON, PARTY, SOURCE, PROPERTY, REGISTER, LOG_KEYS)
}
"""Every kind of stream, by the name it is stored under."""
