"""Kinds of file: which topics each kind is offered; a kind decides what is offered, not how a topic works.

Papers that are kept closer than their case stand in a file of their own, so what belongs to such a file is offered
there and nowhere else. Nothing that is not offered is refused: what happened, happened.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

from consultations.domain.actions import ActionCommand
from consultations.domain.agenda import IrritantCommand
from consultations.domain.agreements import AgreementCommand
from consultations.domain.assurances import AssuranceCommand
from consultations.domain.claims import ClaimCommand
from consultations.domain.classification import ClassificationCommand
from consultations.domain.contacts import ContactCommand
from consultations.domain.custody import CustodyCommand
from consultations.domain.documents import DocumentCommand
from consultations.domain.mandate import MandateCommand
from consultations.domain.measures import MeasureCommand
from consultations.domain.message import Command, Warned, Warnings
from consultations.domain.milestones import MilestoneCommand
from consultations.domain.nominations import NominationCommand
from consultations.domain.notes import NoteCommand
from consultations.domain.opening import OpenCase, OpeningCommand
from consultations.domain.outcomes import OutcomeCommand
from consultations.domain.premises import PremisesCommand
from consultations.domain.proposals import TabledCommand
from consultations.domain.reciprocity import ReciprocityCommand
from consultations.domain.relations import RelationCommand
from consultations.domain.rounds import RoundCommand
from consultations.domain.state import Case, CaseKind
from consultations.domain.statements import StatementCommand

Topic = Literal[
    "opening",
    "relations",
    "mandate",
    "agenda",
    "proposals",
    "contacts",
    "rounds",
    "notes",
    "assurances",
    "agreements",
    "actions",
    "milestones",
    "outcomes",
    "nominations",
    "statements",
    "claims",
    "measures",
    "reciprocity",
    "premises",
    "documents",
    "classification",
    "custody",
]
COMMANDS: Final[Mapping[Topic, Any]] = {
    "opening": OpeningCommand,
    "relations": RelationCommand,
    "mandate": MandateCommand,
    "agenda": IrritantCommand,
    "proposals": TabledCommand,
    "contacts": ContactCommand,
    "rounds": RoundCommand,
    "notes": NoteCommand,
    "assurances": AssuranceCommand,
    "agreements": AgreementCommand,
    "actions": ActionCommand,
    "milestones": MilestoneCommand,
    "outcomes": OutcomeCommand,
    "nominations": NominationCommand,
    "statements": StatementCommand,
    "claims": ClaimCommand,
    "measures": MeasureCommand,
    "reciprocity": ReciprocityCommand,
    "premises": PremisesCommand,
    "documents": DocumentCommand,
    "classification": ClassificationCommand,
    "custody": CustodyCommand,
}
"""What may be asked within each topic. A topic that is in no kind's own list is offered on every file."""
TOPIC_OF: Final[Mapping[type[Command], Topic]] = {
    command: topic for topic, union in COMMANDS.items() for command in get_args(union)
}

OWN: Final[Mapping[CaseKind, tuple[Topic, ...]]] = {
    "consultations": (
        *("agenda", "proposals", "rounds", "assurances", "agreements", "actions", "milestones"),
        *("outcomes", "measures", "reciprocity"),
    ),
    "nomination": ("nominations", "milestones"),
    "instructions": ("mandate", "agenda", "proposals", "actions", "milestones"),
    "property": (
        "premises",
        "measures",
        "agenda",
        "proposals",
        "assurances",
        "agreements",
        "actions",
        "milestones",
        "outcomes",
    ),
    "measures": (
        "measures",
        "reciprocity",
        "premises",
        "agenda",
        "proposals",
        "actions",
        "milestones",
        "outcomes",
    ),
}
"""What each kind of file is offered besides the topics of every file."""
EVERYWHERE: Final[tuple[Topic, ...]] = tuple(
    topic for topic in COMMANDS if not any(topic in own for own in OWN.values())
)
"""The file itself, its relations, contacts, notes, statements, claims and how it is kept: what any file may hold."""


class TopicNotOffered(Warned):
    """Files of this kind are not usually given this; what is kept closer than its case has a file of its own."""


def offered(kind: CaseKind) -> tuple[Topic, ...]:
    """The topics that a file of this kind is offered, in the order of the topics."""
    return tuple(topic for topic in COMMANDS if topic in EVERYWHERE or topic in OWN[kind])


def offers(command: type[Command], kind: CaseKind) -> bool:
    """Whether a command is among what a file of this kind is offered; one of no known topic always is."""
    topic = TOPIC_OF.get(command)
    return topic is None or topic in EVERYWHERE or topic in OWN[kind]


def warnings(command: Command, case: Case) -> Warnings:
    """That a file of this kind is not offered what was recorded on it; it is recorded all the same."""
    opened = isinstance(command, OpenCase) or offers(type(command), case.kind)
    return () if opened else (TopicNotOffered,)
