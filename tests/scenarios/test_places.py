"""Places in a JSON text: whatever the text, everything that stands in it is found, or a fault is told."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.scenarios import places
from consultations.scenarios.faults import Fault
from consultations.scenarios.places import Unreadable, pointed
from consultations.scenarios.scenario import ScenarioRefused, read
from tests.scenarios.test_scenario import HELD, OPEN, file

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | NAMES | st.sampled_from(["$a", "@a", "$"])
)
SAID = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
SPACED = st.sampled_from([None, 1, 4])


def everything(said: Any, pointer: str = "") -> dict[str, Any]:
    """What was said and all that it holds, by JSON Pointer."""
    inner = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    found = {pointer: said}
    for name, value in inner:
        found |= everything(value, f"{pointer}/{pointed(str(name))}")
    return found


class TestPlaces:
    @given(said=SAID, indent=SPACED)
    def test_are_where_everything_begins(self, said: Any, indent: int | None) -> None:
        text = json.dumps(said, indent=indent, ensure_ascii=False)
        document = places.read(text.encode())
        assert document.said == said
        assert document.begins.keys() == everything(said).keys()
        lines = text.split("\n")
        for pointer, value in everything(said).items():
            line, column = document.place(pointer)
            standing = lines[line - 1][column - 1 :]
            begun = json.dumps(value, ensure_ascii=False)[:1]
            name = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
            assert standing.startswith((begun, json.dumps(name, ensure_ascii=False)))

    @given(text=st.binary(max_size=60) | st.text('{}[]",:1eE.-\\u$@ \n', max_size=60).map(str.encode))
    def test_or_a_fault_are_told_whatever_the_text(self, text: bytes) -> None:
        try:
            document = places.read(text)
        except Unreadable as unreadable:
            wrong = unreadable.faults
        else:
            assert document.begins.keys() == everything(document.said).keys()
            return
        assert wrong
        assert all(fault.line >= 1 and fault.column for fault in wrong)


def told(text: bytes) -> tuple[Fault, ...]:
    try:
        read(text)
    except ScenarioRefused as refused:
        return refused.wrong
    return ()


class TestRead:
    @settings(deadline=None)  # the first reading of a command builds its form
    @given(spoilt=SAID, where=st.sampled_from(sorted(HELD)), words=SAID)
    def test_tells_faults_and_never_fails(self, spoilt: Any, where: str, words: Any) -> None:
        assert all(fault.line >= 1 for fault in told(file(OPEN, HELD | {where: spoilt}, words=words)))

    @settings(deadline=None)
    @given(said=SAID, entries=st.lists(SAID, min_size=1, max_size=3))
    def test_takes_nothing_for_a_file_that_is_none(self, said: Any, entries: list[Any]) -> None:
        assert told(json.dumps(said).encode())
        assert len(told(file(*entries))) >= len(entries)
