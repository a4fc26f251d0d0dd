"""The handover brief on a file over REST: as JSON, and as a text to take away."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from consultations.access.filter import VISIBLE, Reader
from consultations.api import queries, reads, rights
from consultations.api.folding import Folded, answered, folded
from consultations.api.queries import Asked
from consultations.api.questions import RELATIONS
from consultations.domain.decider import UnknownCase
from consultations.domain.message import Recorded
from consultations.domain.naming import named_in
from consultations.eventlog import read
from consultations.eventlog.connection import driver
from consultations.projections.brief import Brief, brief
from consultations.projections.brieftext import markdown
from consultations.projections.matter import Line, Matter, matter
from consultations.projections.words import Names

NAMED: Final = """select json_build_object(
    'parties', (select json_object_agg(code, namings) from consultations_parties),
    'persons', (select json_object_agg(person_id, names) from consultations_persons where person_id = any(%(ids)s)),
    'properties', (select json_object_agg(property_id, names) from consultations_properties
        where property_id = any(%(ids)s)),
    'files', (select json_object_agg(file.case_id, file.title) from consultations_docket file
        join consultations_labels label using (case_id) where {visible} and file.case_id = any(%(ids)s)),
    'rounds', null)::text"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A brief with the file it was written from."""

    brief: Brief
    file: Folded


class Briefs(APIView):
    """Answers with the brief on a file."""

    def get(self, request: Request, case_id: UUID) -> HttpResponse:
        """The brief, as it stands."""
        written = write(rights.reading(request), case_id, request.query_params)
        return answered(written.brief, written.file)


class BriefTexts(APIView):
    """Answers with the brief on a file as a text."""

    def get(self, request: Request, case_id: UUID) -> HttpResponse:
        """The brief as Markdown, which is plain text too."""
        return as_text(write(rights.reading(request), case_id, request.query_params))


def as_text(written: Written) -> HttpResponse:
    """A brief as a file to take away."""
    named = f'attachment; filename="brief-{written.brief.case_id}.md"'
    told = markdown(written.brief, written.file.at, written.file.axes)
    return HttpResponse(
        told,
        content_type="text/markdown; charset=utf-8",
        headers={**reads.PRIVATE, "Content-Disposition": named},
    )


def write(reader: Reader, case_id: UUID, given: Any) -> Written:
    """The brief on a file, as a reader may see it; raises what `folded` raises, UnknownCase before it was opened."""
    file = folded(reader, case_id, given)
    if not file.case.version:
        raise UnknownCase()
    records = _seen(reader, file.records)
    told = matter(case_id, records, _names(reader, records, file.at.date()), file.at)
    return Written(brief=brief(told, _related(reader, file, told)), file=file)


def _seen(reader: Reader, records: Iterable[Recorded]) -> list[Recorded]:
    """The entries but those that speak of a file that the reader does not see."""
    every = list(records)
    named = {each.event.other_file for each in every} - {None}
    seen = queries.seen(reader, {each for each in named if each})
    return [each for each in every if each.event.other_file is None or each.event.other_file in seen]


def _names(reader: Reader, records: Iterable[Recorded], day: date) -> Names:
    """How on this day parties, and the persons, properties and files that the entries speak of, are called."""
    events = [record.event for record in records]
    named_here = {each for event in events for each in (*named_in(event), event.other_file) if each}
    statement = NAMED.format(visible=VISIBLE)
    with driver().cursor() as reading:
        # Made of constants of this room alone; all values travel as parameters.
        named = reading.execute(
            statement.encode(), {**reader.parameters(), "ids": list(named_here)}
        ).fetchone()
    return queries.names_of(json.loads(named[0]), day) if named else Names()


def _related(reader: Reader, file: Folded, told: Matter) -> list[Line]:
    """A line for each relation whose other end the reader sees, under the entry that states it."""
    asked = Asked(
        parameters={},
        ordering="id",
        limit=reads.LARGEST_LIMIT,
        case_id=told.case.case_id,
        at=file.at,
        axes=file.axes,
    )
    # The list shows none whose other end the reader does not see; only of those it gives is the entry looked up.
    shown = json.loads(queries.page(RELATIONS, reader, asked).rows)
    stated = [(_place(each), each) for each in shown if each["status"] == "stated"]
    entries = read.ids_at({place for place, _ in stated})
    return [_relation(each, entries[place]) for place, each in stated]


def _place(row: Any) -> tuple[UUID, int]:
    """Where in the log a relation was last spoken of: in the stream of the file that states it."""
    return UUID(row["recorded_on"]), row["version"]


def _relation(row: Any, event_id: UUID) -> Line:
    nature = row["words"] if row["nature"] == "other" else row["nature"]
    other = row["other"]
    return Line(
        told=f"{nature.capitalize()}: {other['title']} ({other['kind']}, {other['status']})",
        event_id=event_id,
        part_id=UUID(row["relation_id"]),
        kind="relations",
        other_case_id=UUID(row["other_case_id"]),
    )
