"""Search: the words of each event of a file, and the names of whoever and whatever stands in the registers.

Every entry stays findable as it was recorded, whatever was corrected or withdrawn afterwards. An entry keeps the ids of
those it names, and their names stand once each, under their own id: a new name is one row, however many files it finds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from consultations.domain.decider import PARTY, PERSON, PROPERTY, SOURCE, Stream
from consultations.domain.message import Event, Marking, Recorded
from consultations.domain.naming import named_in
from consultations.domain.opening import CaseOpened, PartyJoined
from consultations.domain.parties import party_id
from consultations.domain.values import PartyCode
from consultations.projections.projection import Projection
from consultations.projections.searchable import Words, added_to, texts_of, vector, words_of
from consultations.projections.tables import table

CALLED: Final = ("title", "subject", "speaker", "post", "number", "name")
"""Fields that say what an event is about, the first that is filled."""
NAMES: Final = ("names", "name", "instead", "address")
"""Fields that hold a name, in what is recorded of persons, parties, sources and properties; no reasons."""
S = TypeVar("S", bound=Words)


@dataclass(kw_only=True, slots=True)
class SearchEntry(Words):
    """One event of a file, by its words."""

    event_id: UUID
    case_id: UUID
    position: int
    kind: str
    """What it is about: "case", "note", "statement" and so on."""
    part_id: UUID | None
    """The part it is about; none: the file itself."""
    other_case_id: UUID | None
    """The other file that it names, if it does."""
    label: str
    subjects: tuple[str, ...]
    """The ids of the persons, properties and parties by whose names it is found too."""


@dataclass(kw_only=True, slots=True)
class SearchPerson(Words):
    """One record of a person, by its names and titles."""

    person_id: UUID
    titles: str = ""
    """Apart, for a file is not found by the titles of those it names."""


@dataclass(kw_only=True, slots=True)
class SearchParty(Words):
    """One party, by every name it was ever given before anybody, and those it is known by."""

    party_id: UUID


@dataclass(kw_only=True, slots=True)
class SearchProperty(Words):
    """One property, by its names and its address."""

    property_id: UUID


@dataclass(kw_only=True, slots=True)
class SearchSource(Words):
    """One source, by its names."""

    source_id: UUID


# ---- the entries of a file


def evolve(row: SearchEntry | None, record: Recorded) -> SearchEntry | None:
    """The entry for an event, which does not change afterwards."""
    event, part_ids = record.event, record.event.entities
    return SearchEntry(
        event_id=record.event_id,
        case_id=record.stream_id,
        position=record.position or 0,
        kind=_kind(event),
        part_id=part_ids[0] if part_ids else None,
        other_case_id=event.other_file,
        label=_label(event),
        subjects=_subjects(event),
        **words_of(_said(record)),
    )


def _label(event: Event) -> str:
    told = (getattr(event, name, "") for name in CALLED)
    return next((each for each in told if isinstance(each, str) and each), "")


def _said(record: Recorded) -> Iterator[tuple[str, str]]:
    language = record.envelope.language
    yield from texts_of(record.event, language)
    yield record.envelope.asserted.capacity, language


def _subjects(event: Event) -> tuple[str, ...]:
    """Whom and what an event names; a party where it takes part, not wherever it acts."""
    named = (*(party_id(code) for code in _joining(event)), *named_in(event))
    return tuple(dict.fromkeys(str(each) for each in named))


def _joining(event: Event) -> tuple[PartyCode, ...]:
    match event:
        case CaseOpened(parties=parties):
            return tuple(each.code for each in parties)
        case PartyJoined(code=code):
            return (code,)
        case _:
            return ()


def _keys(record: Recorded) -> tuple[UUID, ...]:
    if record.stream_kind != "case":
        return ()
    is_found = any(text.strip() for text, _ in _said(record)) or bool(_subjects(record.event))
    return (record.event_id,) if is_found else ()


def _kind(event: Event) -> str:
    if isinstance(event, Marking):
        return "claim"
    return event.entity[0].removesuffix("_id") if event.entity else "case"


PROJECTION: Final[Projection[SearchEntry]] = Projection(
    name="search",
    row=SearchEntry,
    key="event_id",
    keys=_keys,
    stream="case_id",
    evolve=evolve,
    once=True,
    table=table(
        SearchEntry,
        name="search",
        key="event_id",
        made={"words": vector()},
        indexes=(
            models.Index(fields=["case_id"]),
            GinIndex(fields=["words"]),
            GinIndex(fields=["subjects"]),
        ),
    ),
)

# ---- the registers


def evolve_name(row: S, record: Recorded) -> S:
    """The row with what the event adds to its names."""
    added_to(row, words_of(_names_in(record.event, record.envelope.language)))
    return row


def evolve_person(row: SearchPerson, record: Recorded) -> SearchPerson:
    """The person with what the event adds to their names and titles."""
    if title := getattr(record.event, "title", ""):
        row.titles = "\n".join(each for each in (row.titles, title) if each)
    return evolve_name(row, record)


def _names_in(event: Event, language: str) -> Iterator[tuple[str, str]]:
    for name in NAMES:
        yield from texts_of(getattr(event, name, None), language)


def _names_of(
    stream: Stream[Any],
    name: str,
    row: type[S],
    key: str,
    evolve: Any = evolve_name,
    titles: Iterable[str] = (),
) -> Projection[S]:
    """The names of all that stands in a register, each under its own id."""
    return Projection(
        name=name,
        row=row,
        key=key,
        keys=lambda record: (record.stream_id,) if record.stream_kind == stream.kind else (),
        kind=stream.kind,
        begin=lambda stream_id, record: cast(Any, row)(**{key: stream_id}),
        evolve=evolve,
        table=table(
            row, name=name, key=key, made={"words": vector(titles)}, indexes=(GinIndex(fields=["words"]),)
        ),
    )


PERSONS: Final = _names_of(
    PERSON, "search_persons", SearchPerson, "person_id", evolve_person, titles=("titles",)
)
PARTIES: Final = _names_of(PARTY, "search_parties", SearchParty, "party_id")
PROPERTIES: Final = _names_of(PROPERTY, "search_properties", SearchProperty, "property_id")
SOURCES: Final = _names_of(SOURCE, "search_sources", SearchSource, "source_id")
