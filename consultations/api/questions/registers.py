"""Registers: persons, parties, sources and properties across files, and the numbers of notes."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from consultations.access.filter import NAMING, SUFFICES, VISIBLE, registered
from consultations.api import persons
from consultations.api.questions.question import Extra, Filter, Question, by_choice, by_id, by_text, order
from consultations.domain.parties import DisplayName, Party
from consultations.domain.parts.registers import Register
from consultations.domain.persons import NameHeld, Person, TitleHeld
from consultations.domain.properties import Property
from consultations.domain.sources import Source
from consultations.domain.state import CaseKind, CaseStatus
from consultations.domain.values import Asserted
from consultations.projections.numbers import GivenNumber


@dataclass(frozen=True, kw_only=True, slots=True)
class FileNaming:
    """A file that speaks of a property or a person, of those the reader may see."""

    case_id: UUID
    title: str
    kind: CaseKind
    status: CaseStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberedNote:
    """The note that a number was given to, and why it was cancelled if it was; for those who see its file."""

    case_id: UUID
    note_id: UUID
    subject: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherRecord:
    """Another record of the same person, merged into the one that is kept; the reader sees both."""

    person_id: UUID
    names: tuple[NameHeld, ...]
    titles: tuple[TitleHeld, ...]
    merged_into: UUID
    reason: str
    asserted: Asserted


AS_OF: Final = Filter(
    read=date.fromisoformat, format="date", told="The day as of which it is told; today, if it is left out."
)


PERSONS: Final = Question(
    name="persons",
    one="person",
    table="consultations_persons",
    row=Person,
    key="person_id",
    orders={
        "id": order("shown.person_id::uuid"),
        "name": order("shown.sort_name::text", "shown.person_id::uuid"),
    },
    of_case=False,
    hidden=frozenset(
        {"registered_by", "changed", "sort_name", "merged_into", "merge_reason", "merge_asserted"}
    ),
    version="changed",
    extras={
        "version": Extra(expression="page.changed", type=int),
        "also_recorded_as": Extra(expression=persons.ALSO, type=tuple[OtherRecord, ...]),
        "files": Extra(expression=persons.FILES, type=tuple[FileNaming, ...]),
    },
    through_case=persons.SHOWN,
    asked={"on": AS_OF},
    members={"on": date, "title": TitleHeld | None, "merged_into": UUID | None},
)
PARTIES: Final = Question(
    name="parties",
    one="party",
    table="consultations_parties",
    row=Party,
    key="party_id",
    orders={"code": order("shown.code::text", "shown.party_id::uuid")},
    filters={"kind": by_choice("kind", Party), "code": by_text("code")},
    of_case=False,
    by_code=True,
    asked={
        "on": AS_OF,
        "audience": Filter(told="Before whom; the ministry's own people, if it is left out."),
        "language": Filter(told="Language of the name (BCP 47); that of the request, if it is left out."),
    },
    members={"on": date, "audience": str, "display_name": DisplayName | None},
)
SOURCES: Final = Question(
    name="sources",
    one="source",
    table="consultations_sources",
    row=Source,
    key="source_id",
    orders={
        "name": order("shown.name::text", "shown.source_id::uuid"),
        "id": order("shown.source_id::uuid"),
    },
    filters={"kind": by_choice("kind", Source)},
    of_case=False,
)
FILES_OF_IT: Final = """(select coalesce(json_agg(json_build_object('case_id', file.case_id, 'title', file.title,
        'kind', file.kind, 'status', file.status) order by file.case_id), '[]')
    from consultations_docket file join consultations_labels label using (case_id)
    where {visible} and file.case_id in ({naming}))"""
PROPERTIES: Final = Question(
    name="properties",
    one="property",
    table="consultations_properties",
    row=Property,
    key="property_id",
    orders={"id": order("shown.property_id::uuid")},
    extras={
        "files": Extra(
            expression=FILES_OF_IT.format(
                naming=NAMING.format(named="page.property_id", visible=VISIBLE), visible=VISIBLE
            ),
            type=tuple[FileNaming, ...],
        )
    },
    filters={
        "country": by_text("country", "Code of the state where it stands."),
        "party": by_text("party", "Code of the party that holds it."),
        "tenure": by_choice("tenure", Property),
    },
    of_case=False,
    hidden=frozenset({"registered_by"}),
    through_case=registered("shown", "property_id", "{visible}"),
)
THROUGH_REGISTER: Final = f"""exists (select 1 from consultations_registers label
    where label.register_id = shown.register_id and {SUFFICES})"""  # noqa: S608 - of constants
"""A register has a label of its own, which never changes."""
GAPS: Final = """(select coalesce(json_agg(serial order by serial), '[]')
    from generate_series(page.first_serial, (select max(given.serial) from consultations_numbers given
        where given.register_id = page.register_id)) serial
    where not exists (select 1 from consultations_numbers given
        where given.register_id = page.register_id and given.serial = serial))"""
"""Numbers that lack before the last that is shown: where one is not shown yet, those before it are."""
NUMBERED: Final = """(select json_build_object('case_id', numbered.case_id, 'note_id', numbered.note_id,
        'subject', numbered.subject, 'reason', page.reason)
    from consultations_correspondence numbered join consultations_labels label using (case_id)
    where numbered.case_id = page.case_id and numbered.note_id = page.note_id and {visible})"""
NUMBERING: Final = Question(
    name="registers",
    one="register",
    table="consultations_registers",
    row=Register,
    key="register_id",
    hidden=frozenset({"rank"}),
    orders={
        "name": order(
            "shown.year::bigint", "shown.registry::text", "shown.series::text", "shown.register_id::uuid"
        ),
        "id": order("shown.register_id::uuid"),
    },
    extras={"gaps": Extra(expression=GAPS, type=tuple[int, ...])},
    filters={
        "year": Filter(condition="shown.year = %(year)s", read=int, format="int32"),
        "registry": by_text("registry"),
        "series": by_text("series"),
        "party": by_text("party", "Code of the party whose notes it numbers."),
        "level": by_choice("level", Register),
        "status": by_choice("status", Register),
    },
    of_case=False,
    through_case=THROUGH_REGISTER,
)
NUMBERS: Final = Question(
    name="numbers",
    one="number",
    table="consultations_numbers",
    row=GivenNumber,
    key="number_id",
    hidden=frozenset({"case_id", "note_id", "reason"}),
    orders={
        "serial": order("shown.serial::bigint", "shown.number_id::uuid"),
        "id": order("shown.number_id::uuid"),
    },
    extras={"note": Extra(expression=NUMBERED.format(visible=VISIBLE), type=NumberedNote | None)},
    filters={
        "register_id": by_id("register_id"),
        "status": by_choice("status", GivenNumber),
        "number": by_text("number"),
    },
    of_case=False,
    through_case=THROUGH_REGISTER,
)
