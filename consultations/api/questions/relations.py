"""Relations between files, each shown from both ends."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final
from uuid import UUID

from consultations.access.filter import VISIBLE
from consultations.api.questions.question import Extra, by_id, order, part
from consultations.domain.parts.relations import INVERSE, Relation
from consultations.domain.state import CaseKind, CaseStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherCase:
    """The file at the other end of a relation."""

    title: str
    kind: CaseKind
    status: CaseStatus


STATED: Final = "select {columns}, stated.case_id as recorded_on from consultations_relations stated"


def _from_both_ends() -> str:
    """Each relation as the file that states it has it, and as the file at the other end has it."""
    here = {each.name: f"stated.{each.name}" for each in fields(Relation)}
    natures = " ".join(f"when '{nature}' then '{inverse}'" for nature, inverse in INVERSE.items())
    there = here | {
        "case_id": here["other_case_id"],
        "other_case_id": here["case_id"],
        "nature": f"case {here['nature']} {natures} end",
    }
    return f"({_stated(here)} union all {_stated(there)})"


def _stated(columns: Mapping[str, str]) -> str:
    named = ", ".join(f"{expression} as {name}" for name, expression in columns.items())
    return STATED.format(columns=named)


OTHER_CASE: Final = """(select json_build_object('title', file.title, 'kind', file.kind, 'status', file.status)
    from consultations_docket file join consultations_labels label using (case_id)
    where file.case_id = page.other_case_id and {visible})"""
RELATIONS: Final = replace(
    part("relations", Relation, "nature", other_case_id=by_id("other_case_id")),
    rows=_from_both_ends(),
    orders={"id": order("shown.relation_id::uuid", "shown.case_id::uuid")},
    extras={
        "recorded_on": Extra(expression="page.recorded_on", type=UUID),
        "other": Extra(expression=OTHER_CASE.format(visible=VISIBLE), type=OtherCase),
    },
)
"""Of one file, or of all of them: then each relation is there once from either end."""
