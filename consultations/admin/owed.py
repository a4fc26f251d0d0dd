"""What is owed on a file, party by party, as its page shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from consultations.admin.dues import Due
from consultations.admin.telling import Names, status_of
from consultations.domain.commitments import Commitment, agreed, given, per_party


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One assurance or action as what a party owes."""

    part_id: UUID
    title: str
    status: str
    """With the name of the side whose word it rests on."""
    state: str
    tone: str
    """good, wary or plain: beside the words, never instead of them."""
    due: str


def owed(
    parts: Mapping[str, Iterable[Any]], names: Names, dues: Iterable[Due]
) -> list[tuple[str, list[Owed]]]:
    """What each obliged party owes, by its name; what nobody is named for comes under words that say so."""
    by_part = {each.part_id: f"{each.rule}, {each.due}: {each.state}" for each in reversed([*dues])}
    owing = [*map(given, parts["commitments"]), *map(agreed, parts["followups"])]
    return [
        (
            names.party(party) if party else "Nobody named",
            [_told(each, names, by_part.get(each.part_id, "")) for each in some],
        )
        for party, some in per_party(owing).items()
    ]


def _told(each: Commitment, names: Names, due: str) -> Owed:
    tone = "good" if each.state == "kept" else "wary" if each.state == "disputed" else "plain"
    return Owed(
        part_id=each.part_id,
        title=each.title or each.kind.capitalize(),
        status=status_of(each, names),
        state=each.state,
        tone=tone,
        due=due,
    )
