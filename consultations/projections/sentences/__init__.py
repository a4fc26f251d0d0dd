"""One sentence for each event of a file, in the reader's language; mypy sees that none lacks."""

from collections.abc import Mapping
from typing import Any, assert_never

import msgspec
from django.utils.translation import gettext as _

from consultations.domain.actions import ActionEvent
from consultations.domain.agenda import IrritantEvent
from consultations.domain.agreements import AgreementEvent
from consultations.domain.assurances import AssuranceEvent
from consultations.domain.claims import ClaimEvent
from consultations.domain.classification import ClassificationEvent
from consultations.domain.contacts import ContactEvent
from consultations.domain.decider import AgendaEvent, CaseEvent, MeasuresEvent, RegistryEvent
from consultations.domain.documents import DocumentEvent
from consultations.domain.mandate import MandateEvent
from consultations.domain.measures import MeasureEvent
from consultations.domain.milestones import MilestoneEvent
from consultations.domain.nominations import NominationEvent
from consultations.domain.notes import NoteEvent
from consultations.domain.opening import OpeningEvent
from consultations.domain.outcomes import OutcomeEvent
from consultations.domain.reciprocity import ReciprocityEvent
from consultations.domain.relations import RelationEvent
from consultations.domain.rounds import RoundEvent
from consultations.domain.statements import StatementEvent
from consultations.domain.values import Asserted
from consultations.eventlog.codec import EVENTS
from consultations.projections.sentences import (
    actions,
    agenda,
    agreements,
    assurances,
    claims,
    classification,
    contacts,
    custody,
    documents,
    mandate,
    measures,
    milestones,
    nominations,
    notes,
    opening,
    outcomes,
    premises,
    proposals,
    reciprocity,
    relations,
    rounds,
    statements,
)
from consultations.projections.words import Names, listed

__all__ = ["according_to", "sentence", "told"]


def sentence(
    type_name: str, arguments: Mapping[str, Any], names: Names, asserted: Asserted | None = None
) -> str:
    """What a row of the timeline says, in the active language; with `asserted`, also whose word it is.

    Raises KeyError for a type this version does not know, msgspec.ValidationError for arguments not its own.
    """
    event: Any = msgspec.convert(arguments, EVENTS[type_name], str_keys=True)
    return according_to(asserted, told(event, names), names)


def according_to(asserted: Asserted | None, said: str, names: Names) -> str:
    """The sentence under the name of those on whose word it rests; the own record needs none."""
    if asserted is None or (names.own in asserted.sides and asserted.standing == "own record"):
        return said
    sides = listed(names.party(side) for side in asserted.sides)
    who = f"{sides} ({asserted.capacity})" if sides and asserted.capacity else sides or asserted.capacity
    if not who:
        return (
            _("According to the press: %(said)s") % {"said": said} if asserted.standing == "press" else said
        )
    match asserted.standing:
        case "joint text":
            return _("According to a joint text of %(who)s: %(said)s") % {"who": who, "said": said}
        case "press":
            return _("According to %(who)s, as reported by the press: %(said)s") % {"who": who, "said": said}
        case "official text" | "own record":
            return _("According to %(who)s: %(said)s") % {"who": who, "said": said}
        case _:
            assert_never(asserted.standing)


def told(event: CaseEvent, names: Names) -> str:
    """What happened, in one sentence without a full stop."""
    if isinstance(event, OpeningEvent):
        return opening.told(event, names)
    if isinstance(event, RelationEvent):
        return relations.told(event, names)
    if isinstance(event, MandateEvent):
        return mandate.told(event, names)
    if isinstance(event, AgendaEvent):
        return _agenda(event, names)
    if isinstance(event, ContactEvent):
        return contacts.told(event, names)
    if isinstance(event, RoundEvent):
        return rounds.told(event, names)
    if isinstance(event, NoteEvent):
        return notes.told(event, names)
    if isinstance(event, AssuranceEvent):
        return assurances.told(event, names)
    if isinstance(event, AgreementEvent):
        return agreements.told(event, names)
    if isinstance(event, ActionEvent):
        return actions.told(event, names)
    if isinstance(event, MilestoneEvent):
        return milestones.told(event, names)
    if isinstance(event, OutcomeEvent):
        return outcomes.told(event, names)
    if isinstance(event, NominationEvent):
        return nominations.told(event, names)
    if isinstance(event, StatementEvent):
        return statements.told(event, names)
    if isinstance(event, ClaimEvent):
        return claims.told(event, names)
    if isinstance(event, MeasuresEvent):
        return _measures(event, names)
    if isinstance(event, RegistryEvent):
        return _registry(event, names)
    assert_never(event)


def _agenda(event: AgendaEvent, names: Names) -> str:
    if isinstance(event, IrritantEvent):
        return agenda.told(event, names)
    return proposals.told(event, names)


def _measures(event: MeasuresEvent, names: Names) -> str:
    if isinstance(event, MeasureEvent):
        return measures.told(event, names)
    if isinstance(event, ReciprocityEvent):
        return reciprocity.told(event, names)
    return premises.told(event, names)


def _registry(event: RegistryEvent, names: Names) -> str:
    if isinstance(event, DocumentEvent):
        return documents.told(event, names)
    if isinstance(event, ClassificationEvent):
        return classification.told(event, names)
    return custody.told(event, names)
