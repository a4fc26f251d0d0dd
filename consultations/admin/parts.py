"""The parts of a case file as people call them, and which part a field of a command speaks of."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID

from consultations.domain.message import Recorded
from consultations.domain.parts.actions import Action
from consultations.domain.parts.agenda import Irritant, Position, Proposal
from consultations.domain.parts.agreements import Agreement
from consultations.domain.parts.assurances import Assurance
from consultations.domain.parts.contacts import Contact
from consultations.domain.parts.custody import Custody, Hold
from consultations.domain.parts.documents import Document
from consultations.domain.parts.mandate import Mandate
from consultations.domain.parts.measures import Measure
from consultations.domain.parts.milestones import Milestone
from consultations.domain.parts.nominations import Nomination
from consultations.domain.parts.notes import Note
from consultations.domain.parts.outcomes import Outcome
from consultations.domain.parts.part import Part
from consultations.domain.parts.premises import Premises
from consultations.domain.parts.reciprocity import Reciprocity
from consultations.domain.parts.relations import Relation
from consultations.domain.parts.rounds import Round
from consultations.domain.parts.statements import Statement
from consultations.domain.state import Case
from consultations.domain.when import When
from consultations.projections.words import date_text

TOPICS: dict[str, str] = {
    f"{get_args(hint)[1].__name__.lower()}_id": name
    for name, hint in get_type_hints(Case).items()
    if get_args(hint)[1:] and isinstance(get_args(hint)[1], type) and issubclass(get_args(hint)[1], Part)
}
"""The name of a part's id, and the field of Case that holds such parts: round_id, rounds."""

SPEAKS_OF: dict[str, tuple[str, ...]] = {
    **{part_id: (topic,) for part_id, topic in TOPICS.items()},
    "rests_on": ("irritants", "notes", "outcomes", "assurances"),
    "irritant_ids": ("irritants",),
    "counter_id": ("proposals",),
    "paper_id": ("notes", "documents"),
    "evidence": ("documents",),
    "translation_of": ("documents",),
    "by_document_id": ("documents",),
    "made_at": ("contacts",),
    "answer_id": ("notes",),
    "in_reply_to": ("notes",),
    "exchanged_with": ("notes",),
    "with_note_id": ("notes",),
    "other_note_id": ("notes",),
    "concerns": ("rounds", "notes", "assurances", "actions", "outcomes", "statements", "claims"),
}
"""Field of a command or a part, and the topics whose parts it may name."""


CLAIMS: Final = ("event_id", "instead")
"""Fields that name an event on the file which makes a claim."""
DATED = (
    *("on", "published_on", "announced_on", "notified_on", "exchanged_on", "sent_on", "received_on"),
    *("reached_on", "in_force_on", "given_on", "dated", "placed_on"),
)
"""Fields that say when a part took place, the first that is known."""


def parts_named(case: Case, name: str) -> dict[UUID, Part]:
    """The parts on the file that a field of this name may speak of."""
    return {
        part_id: part for topic in SPEAKS_OF.get(name, ()) for part_id, part in getattr(case, topic).items()
    }


def claims_named(case: Case) -> dict[UUID, Recorded]:
    """The events on the file that are somebody's claim, the last first."""
    return {each.event_id: each for each in reversed(case.records.values()) if each.event.claim}


def every_part(case: Case) -> Iterator[tuple[str, UUID, Part]]:
    """Each part on the file with its topic and its id, topic by topic."""
    for topic in TOPICS.values():
        for part_id, part in getattr(case, topic).items():
            yield topic, part_id, part


def id_of(part: Any) -> UUID:
    """The part's own id."""
    own = next(each.name for each in fields(part) if each.name in TOPICS)
    return UUID(str(getattr(part, own)))


def called(part: Part) -> str:
    """What people call a part, short enough for a list to choose from."""
    match part:
        case Round(ordinal=ordinal, on=on):
            name = f"Round {ordinal}" if ordinal else "Round"
            return f"{name}, {date_text(on)}" if on else name
        case Note():
            return _called_note(part)
        case Statement():
            said_by = part.speaker or part.capacity
            return ", ".join(each for each in (said_by, date_text(part.published_on)) if each) or "Statement"
        case Action(title=title, kind=kind) | Measure(title=title, kind=kind):
            return _shortened(title) or f"{type(part).__name__}: {kind}"
        case Position() | Contact() | Assurance() | Premises():
            return _shortened(part.subject) or type(part).__name__
        case Irritant() | Proposal() | Outcome() | Mandate() | Agreement() | Milestone() | Document():
            return _shortened(part.title) or type(part).__name__
        case Nomination(post=post):
            return _shortened(post) or "Nomination"
        case Reciprocity(title=title):
            return f"Answer: {_shortened(title)}" if title else "Link of reciprocity"
        case Relation(nature=nature, words=words):
            return _shortened(words) if nature == "other" and words else nature.capitalize()
        case Custody():
            return "How the file is kept"
        case Hold(authority=authority):
            return f"Hold by {_shortened(authority)}" if authority else "Hold"
        case _:
            return type(part).__name__


def _called_note(note: Note) -> str:
    route = f" from {note.from_party} to {note.to_party}" if note.from_party and note.to_party else ""
    number = f" {note.number}" if note.number else ""
    subject = f": {_shortened(note.subject)}" if note.subject else ""
    return f"{note.form.capitalize()}{number}{route}{subject}"


def _shortened(text: str) -> str:
    return text if len(text) <= 90 else text[:89].rstrip() + "…"


def in_order(parts: Iterable[Part]) -> list[Part]:
    """Rounds by number, everything else by when it happened; what has no date comes last."""
    return sorted(parts, key=_place)


def _place(part: Part) -> tuple[int, bool, Any]:
    ordinal = getattr(part, "ordinal", None) or 0
    dated: When | None = next((when for name in DATED if (when := getattr(part, name, None))), None)
    at = dated or part.last_activity
    return ordinal, at is None, at.sort_key if at else ()
