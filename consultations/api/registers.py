"""One row of a register: a person with the title of a day, a party as it is called on a day before an audience."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, cast
from uuid import UUID
from zlib import crc32
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import get_language

from consultations.access import audiences
from consultations.access.filter import Reader
from consultations.api import persons, queries, tags
from consultations.api.errors import Named
from consultations.api.queries import Key, Single
from consultations.api.questions import PARTIES, PERSONS
from consultations.api.questions.question import Question
from consultations.api.questions.registers import OtherRecord
from consultations.api.reads import Reads, value
from consultations.domain.parties import FALLBACK, Party, display_name
from consultations.domain.persons import TitleHeld, title_on

LARGEST = 10**9
"""Beyond what a number in an entity tag may be."""


class AudienceUnknown(Named):
    """The installation has no such audience."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonTold:
    """A person as far as their title depends on it."""

    person_id: UUID
    titles: tuple[TitleHeld, ...]
    also_recorded_as: tuple[OtherRecord, ...]

    @property
    def every_title(self) -> tuple[TitleHeld, ...]:
        """The titles on all of their records that the reader sees."""
        return (*self.titles, *(title for each in self.also_recorded_as for title in each.titles))


class OfRegister(Reads):
    """Answers with one row of a register, and what is read off it for whoever asks."""

    def parameters(self, where: Mapping[str, Any]) -> tuple[str, ...]:
        """What it may be asked with."""
        return tuple(self.question.asked)

    def body(self, reader: Reader, single: Single, asked: Key) -> str:
        """The row, with its further members."""
        members = self.members(reader, single, asked)
        further = msgspec.json.encode(members).decode().removeprefix("{")
        return f"{single.row.rstrip().removesuffix('}')}, {further}" if members else single.row

    def members(self, reader: Reader, single: Single, asked: Key) -> dict[str, Any]:
        """Those members; none of most registers."""
        return {}

    def tag(self, single: Single, body: str) -> str:
        """Its version, and beside it what else is shown, which its version does not tell."""
        return tags.tag(queries.own_version(single), crc32(body.encode()) % LARGEST)

    def asked_for(self, name: str) -> Any:
        """What was asked with under a name; none where it was not. Raises ParameterMalformed."""
        given = self.request.query_params
        return value(name, self.question.asked[name], given[name]) if name in given else None

    def day(self, reader: Reader) -> date:
        """The day it is asked as of: today, by the reader's clock, where none is named."""
        return self.asked_for("on") or datetime.now(ZoneInfo(reader.zone)).date()


class PersonRead(OfRegister):
    """Answers with the record that is kept for a person, whichever of their ids was asked for."""

    question: ClassVar[Question] = PERSONS

    def found(self, reader: Reader, asked: Key) -> Single | None:
        """That record, as far as the reader sees that it is kept."""
        kept = persons.kept(reader, asked.key)
        return queries.one(PERSONS, reader, replace(asked, key=kept)) if kept else None

    def members(self, reader: Reader, single: Single, asked: Key) -> dict[str, Any]:
        """The title of the day, from whichever record, and whether another id answers for the one asked for."""
        person, day = _read(single, PersonTold), self.day(reader)
        merged_into = person.person_id if person.person_id != asked.key else None
        return {"on": day, "title": title_on(person.every_title, day), "merged_into": merged_into}


class PartyRead(OfRegister):
    """Answers with a party, and what it is called on a day, before an audience, in a language."""

    question: ClassVar[Question] = PARTIES

    def members(self, reader: Reader, single: Single, asked: Key) -> dict[str, Any]:
        """The name, and as of when and before whom. Raises AudienceUnknown."""
        named, day = self.asked_for("audience"), self.day(reader)
        if named and named not in audiences.audiences():
            raise AudienceUnknown(parameter="audience", choices=audiences.audiences())
        audience = audiences.own() if named is None else named
        language = self.asked_for("language") or get_language() or FALLBACK
        name = display_name(_read(single, Party).namings, day, audience=audience, language=language)
        return {"on": day, "audience": audience, "display_name": name}


def _read(single: Single, row: type[Any]) -> Any:
    return msgspec.json.decode(single.row, type=row)


@cache
def one_in(question: Question) -> type[OfRegister]:
    """The view that reads one row of a register."""
    for view in (PersonRead, PartyRead):
        if view.question is question:
            return view
    name = f"{question.name.capitalize()}Read"
    return cast(type[OfRegister], type(name, (OfRegister,), {"question": question}))
