"""The case file as decisions see it: its header and its parts, folded from the events.

Each part is also the row of the projection that answers for it, so a status is worked out in one place.
A fold runs over any subset of a stream: a part that is spoken of before it is introduced is simply begun.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeVar
from uuid import UUID

from consultations.domain.message import Recorded, Refused
from consultations.domain.values import (
    Asserted,
    Delegation,
    Participant,
    PartyCode,
    Place,
    Wording,
)
from consultations.domain.when import When


@dataclass(kw_only=True, slots=True)
class Part:
    """What every part of a file has: the file it belongs to and its own version."""

    case_id: UUID
    version: int = 0
    """Version of the file at the last event that changed this part: its entity tag."""
    last_activity: When | None = None
    """When the last thing happened to it, as far as that is known."""


def activity(record: Recorded) -> When:
    """When an event happened; else the date its source bears; else the day it was recorded."""
    envelope = record.envelope
    return envelope.occurred or envelope.asserted.on or When(edtf=record.recorded_at.date().isoformat())


@dataclass(frozen=True, kw_only=True, slots=True)
class DateIndication:
    """A date that was named for a round, by whom and according to whom."""

    on: When
    asserted: Asserted


@dataclass(frozen=True, kw_only=True, slots=True)
class VenueIndication:
    """A place that was named for a round, and the outcome that the choice rests on, if any."""

    place: Place
    asserted: Asserted
    rests_on: UUID | None = None
    confirmed: bool = False


RoundStatus = Literal[
    "proposed",
    "tentative",
    "confirmed",
    "in session",
    "adjourned",
    "held",
    "recorded",
    "postponed",
    "cancelled",
]


@dataclass(kw_only=True, slots=True)
class Round(Part):
    """One round of talks, from its first mention to the record of discussion."""

    round_id: UUID
    ordinal: int | None = None
    status: RoundStatus = "proposed"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    confirmed_by: tuple[PartyCode, ...] = ()
    awaiting: tuple[PartyCode, ...] = ()
    """Parties whose confirmation is still outstanding, as of the last confirmation."""
    on: When | None = None
    """The day it was held on, or the date last indicated for it."""
    dates: tuple[DateIndication, ...] = ()
    venues: tuple[VenueIndication, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    duration: str = ""
    """How long it lasted, as reported; several reports may differ."""
    initiative_of: PartyCode | None = None
    """Who is said to have called it off or put it off."""
    reason: str = ""
    record_filed_on: When | None = None


NoteForm = Literal[
    "note verbale",
    "first-person note",
    "circular note",
    "collective note",
    "identic note",
    "joint note",
    "aide-mémoire",
    "memorandum",
    "bout de papier",
    "non-paper",
]
NoteStatus = Literal[
    "dispatched", "received", "acknowledged", "answered", "exchanged", "returned", "withdrawn"
]


@dataclass(kw_only=True, slots=True)
class Note(Part):
    """One note between two parties, neither of which need be the own side."""

    note_id: UUID
    form: NoteForm = "note verbale"
    status: NoteStatus = "dispatched"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    from_party: PartyCode | None = None
    to_party: PartyCode | None = None
    subject: str = ""
    number: str = ""
    """The number it bears, given by whoever wrote it."""
    their_number: str = ""
    """The number the addressee's registry gave it."""
    in_reply_to: UUID | None = None
    place: str = ""
    handed_over_by: str = ""
    handed_over_to: str = ""
    authentic_languages: tuple[str, ...] = ()
    texts: tuple[Wording, ...] = ()
    sent_on: When | None = None
    received_on: When | None = None
    acknowledged_on: When | None = None
    reply_due: When | None = None
    reply_rule: str = ""
    """Why the reply is due then."""
    interim_on: When | None = None
    """The day of the last interim reply."""
    answer_id: UUID | None = None
    """The note that answers it."""
    answered_on: When | None = None
    exchanged_with: UUID | None = None
    """The other note of the pair, where notes were exchanged."""
    exchanged_on: When | None = None
    reason: str = ""
    """Why it was returned, withdrawn or last corrected."""


AssuranceStatus = Literal["given", "invoked", "contested", "lapsed"]


@dataclass(kw_only=True, slots=True)
class Assurance(Part):
    """One assurance, with the text that each party gives of it."""

    assurance_id: UUID
    status: AssuranceStatus = "given"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    given_by: tuple[PartyCode, ...] = ()
    given_to: tuple[PartyCode, ...] = ()
    subject: str = ""
    conditions: str = ""
    texts: tuple[Wording, ...] = ()
    rests_on: tuple[str, ...] = ()
    """Ids of the notes and outcomes it rests on."""
    invoked_by: tuple[PartyCode, ...] = ()
    contested_by: tuple[PartyCode, ...] = ()
    reason: str = ""


ActionKind = Literal[
    "visas",
    "mobility of diplomats",
    "banking for missions",
    "return of property",
    "staffing",
    "air links",
    "other",
]
ActionStatus = Literal[
    "agreed",
    "assigned",
    "accepted",
    "in progress",
    "awaiting a party",
    "done",
    "confirmed",
    "contested",
    "abandoned",
]
"""Done is as claimed; confirmed and contested are the word of another party on that claim."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What was reported of an action, by whom."""

    text: str
    on: When
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Action(Part):
    """One agreed action, to its completion as claimed and as confirmed."""

    action_id: UUID
    kind: ActionKind = "other"
    title: str = ""
    status: ActionStatus = "agreed"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    obliged: tuple[PartyCode, ...] = ()
    agreed_by: tuple[PartyCode, ...] = ()
    """The sides on whose word it is agreed."""
    rests_on: tuple[str, ...] = ()
    """Ids of the notes, outcomes and assurances it rests on."""
    officer: str = ""
    due_on: When | None = None
    due_reason: str = ""
    """Why the due date was last moved."""
    awaiting: PartyCode | None = None
    """The party it waits for; its clock stands still meanwhile."""
    progress: tuple[Progress, ...] = ()
    confirmed_by: tuple[PartyCode, ...] = ()
    contested_by: tuple[PartyCode, ...] = ()
    reason: str = ""
    """Why it was last blocked, contested, reopened or abandoned."""


OutcomeKind = Literal["agreement", "understanding", "decision", "measure", "roadmap", "other"]
OutcomeStatus = Literal[
    "reported",
    "agreed in principle",
    "agreed",
    "being implemented",
    "suspended",
    "reversed in part",
    "reversed in full",
    "fulfilled",
    "lapsed",
]
Reversibility = Literal["not stated", "irreversible", "reversible", "fully reversible"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Declaration:
    """What a party declared of an outcome's reversibility."""

    party: PartyCode
    reversibility: Reversibility
    asserted: Asserted


@dataclass(kw_only=True, slots=True)
class Outcome(Part):
    """One outcome: how far it has come, and beside that who stands by it and whether it can be reversed."""

    outcome_id: UUID
    kind: OutcomeKind = "other"
    title: str = ""
    status: OutcomeStatus = "reported"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    stood_as: OutcomeStatus | None = None
    """What it was before it was suspended, reversed or lapsed."""
    round_id: UUID | None = None
    """The round it came of."""
    texts: tuple[Wording, ...] = ()
    reported_by: tuple[PartyCode, ...] = ()
    """The sides on whose word it was put on the file, as reported, agreed in principle or agreed."""
    confirmed_by: tuple[PartyCode, ...] = ()
    disputed_by: tuple[PartyCode, ...] = ()
    reversibility: Reversibility = "not stated"
    """As last declared of this outcome."""
    declarations: tuple[Declaration, ...] = ()
    reason: str = ""
    """Why it was last disputed, suspended, reversed or let lapse."""


StatementStatus = Literal["published", "corrected", "retracted"]


@dataclass(kw_only=True, slots=True)
class Statement(Part):
    """One public statement, every wording of it kept."""

    statement_id: UUID
    status: StatementStatus = "published"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    speaker: str = ""
    person_id: UUID | None = None
    capacity: str = ""
    side: PartyCode | None = None
    medium: str = ""
    wordings: tuple[Wording, ...] = ()
    """The wording as published, then each correction."""
    published_on: When | None = None
    reason: str = ""
    """Why it was corrected or retracted."""


CaseStatus = Literal["unopened", "open", "suspended", "closed"]
Level = Literal["public", "restricted", "confidential", "secret"]
"""Classification levels, lowest first."""
CaseKind = Literal["consultations", "nomination", "instructions", "property", "measures"]


@dataclass(kw_only=True, slots=True)
class Case:
    """One case file, folded."""

    case_id: UUID
    version: int = 0
    status: CaseStatus = "unopened"
    kind: CaseKind = "consultations"
    title: str = ""
    subject: str = ""
    level: Level = "restricted"
    compartments: tuple[str, ...] = ()
    parties: tuple[Participant, ...] = ()
    officers: tuple[str, ...] = ()
    result: str = ""
    tags: dict[UUID, int] = field(default_factory=dict)
    """Version at which each part, and the file itself, last changed."""
    rounds: dict[UUID, Round] = field(default_factory=dict)
    notes: dict[UUID, Note] = field(default_factory=dict)
    assurances: dict[UUID, Assurance] = field(default_factory=dict)
    actions: dict[UUID, Action] = field(default_factory=dict)
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)
    statements: dict[UUID, Statement] = field(default_factory=dict)

    def codes(self) -> tuple[PartyCode, ...]:
        """The codes of those who take part, in the order they joined."""
        return tuple(participant.code for participant in self.parties)

    def round(self, round_id: UUID, record: Recorded) -> Round:
        """The round an event speaks of, begun if need be, and marked as changed by it."""
        part = self.rounds.setdefault(round_id, Round(case_id=self.case_id, round_id=round_id))
        return _changed(part, record)

    def note(self, note_id: UUID, record: Recorded) -> Note:
        """The note an event speaks of, begun if need be, and marked as changed by it."""
        part = self.notes.setdefault(note_id, Note(case_id=self.case_id, note_id=note_id))
        return _changed(part, record)

    def assurance(self, assurance_id: UUID, record: Recorded) -> Assurance:
        """The assurance an event speaks of, begun if need be, and marked as changed by it."""
        part = self.assurances.setdefault(
            assurance_id, Assurance(case_id=self.case_id, assurance_id=assurance_id)
        )
        return _changed(part, record)

    def action(self, action_id: UUID, record: Recorded) -> Action:
        """The action an event speaks of, begun if need be, and marked as changed by it."""
        part = self.actions.setdefault(action_id, Action(case_id=self.case_id, action_id=action_id))
        return _changed(part, record)

    def outcome(self, outcome_id: UUID, record: Recorded) -> Outcome:
        """The outcome an event speaks of, begun if need be, and marked as changed by it."""
        part = self.outcomes.setdefault(outcome_id, Outcome(case_id=self.case_id, outcome_id=outcome_id))
        return _changed(part, record)

    def statement(self, statement_id: UUID, record: Recorded) -> Statement:
        """The statement an event speaks of, begun if need be, and marked as changed by it."""
        part = self.statements.setdefault(
            statement_id, Statement(case_id=self.case_id, statement_id=statement_id)
        )
        return _changed(part, record)


P = TypeVar("P", bound=Part)


def _changed(part: P, record: Recorded) -> P:
    part.version = record.version
    part.last_activity = activity(record)
    return part


def case_from(case_id: UUID, parts: Iterable[Part] = ()) -> Case:
    """A file that holds just these parts: what a projection folds its row in."""
    case = Case(case_id=case_id)
    for part in parts:
        match part:
            case Round():
                case.rounds[part.round_id] = part
            case Note():
                case.notes[part.note_id] = part
            case Assurance():
                case.assurances[part.assurance_id] = part
            case Action():
                case.actions[part.action_id] = part
            case Outcome():
                case.outcomes[part.outcome_id] = part
            case Statement():
                case.statements[part.statement_id] = part
            case _:
                continue
    return case


class NotAParty(Refused):
    """That party does not take part in this case."""


class NotOnFile(Refused):
    """What it refers to is not on the file."""


class IdTaken(Refused):
    """This id stands for something else on the file."""


def must_take_part(case: Case, *parties: PartyCode) -> None:
    """Raise NotAParty unless all of these take part in the case."""
    for party in parties:
        if party not in case.codes():
            raise NotAParty(party=party)


def must_be_on_file(part_ids: Iterable[UUID], *parts: Collection[UUID]) -> None:
    """Raise NotOnFile unless each id is that of one of these parts."""
    missing = [part_id for part_id in part_ids if not any(part_id in each for each in parts)]
    if missing:
        raise NotOnFile(ids=missing)


def must_be_free(case: Case, *part_ids: UUID) -> None:
    """Raise IdTaken if an id that is to be given to a new part is in use on the file, or given twice."""
    for nth, part_id in enumerate(part_ids):
        if part_id in case.tags or part_id == case.case_id or part_id in part_ids[:nth]:
            raise IdTaken(part_id=part_id)
