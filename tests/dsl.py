"""The sentence that tests of decisions are written in: given(...).when(command).then(events)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

import pytest
from hypothesis import strategies as st

from consultations.domain import texts, when
from consultations.domain.decider import REGISTER, STREAMS, Stream
from consultations.domain.message import Command, Envelope, Event, NewId, Recorded, Refused, Warned
from consultations.domain.notes.style import HANDBOOK, Style
from consultations.domain.parties import party_id
from consultations.domain.periods import Period
from consultations.domain.state import KINDS
from consultations.domain.values import Asserted, PartOnFile
from consultations.domain.when import When

CASE = UUID("0197a000-0000-7000-8000-000000000001")
COMMAND = UUID("0197a000-0000-7000-8000-00000000000c")
RECORDED_AT = datetime(2025, 6, 20, 9, 0, tzinfo=UTC)
OWN = Envelope(asserted=Asserted(sides=("NO",)))
REGISTER_ID = UUID("0197a000-0000-7000-8000-00000000000e")
STYLE = Style(side="NO", needs=HANDBOOK)

Given = Event | tuple[Event, Envelope]


def an_id(name: str) -> UUID:
    """The id that goes by this name in the tests."""
    return uuid5(CASE, name)


def according_to(*sides: str, on: str | None = None, occurred: str | None = None) -> Envelope:
    """The envelope of what these sides say."""
    said = Asserted(sides=sides, on=when.on(on) if on else None)
    return Envelope(asserted=said, occurred=when.on(occurred) if occurred else None)


def recorded(given: Given, version: int, *, kind: str = "case", stream_id: UUID = CASE) -> Recorded:
    """The event as the log would give it back."""
    event, envelope = given if isinstance(given, tuple) else (given, OWN)
    return Recorded(
        event=event,
        envelope=envelope,
        event_id=uuid5(stream_id, str(version)),
        stream_id=stream_id,
        stream_kind=kind,
        version=version,
        actor="astrid",
        recorded_at=RECORDED_AT,
        command_id=COMMAND,
        correlation_id=COMMAND,
        type=type(event).__name__,
    )


def history(*events: Given, kind: str = "case", stream_id: UUID = CASE) -> list[Recorded]:
    """Events as a stream of their own, from version 1."""
    return [recorded(each, nth, kind=kind, stream_id=stream_id) for nth, each in enumerate(events, start=1)]


def folded(*events: Given, stream_id: UUID = CASE) -> Any:
    """What these events leave: a Case, a Person, a Party or a Source."""
    return _state(_stream_of(events[0]), stream_id, events)


def _stream_of(given: Given) -> Stream[Any]:
    event = given[0] if isinstance(given, tuple) else given
    return next(stream for stream in STREAMS.values() if isinstance(event, stream.events))


def _state(stream: Stream[Any], stream_id: UUID, events: Iterable[Given]) -> Any:
    state = stream.new(stream_id)
    for record in history(*events, kind=stream.kind, stream_id=stream_id):
        stream.evolve(state, record)
    return state


@dataclass(frozen=True)
class Asked:
    """A command on its way to a stream."""

    events: tuple[Given, ...]
    command: Command
    stream_id: UUID
    register: tuple[Given, ...] = ()

    @property
    def stream(self) -> Stream[Any]:
        """The kind of stream that the command is for."""
        return next(each for each in STREAMS.values() if isinstance(self.command, each.commands))

    def then(self, *expected: Event) -> Any:
        """These events follow, and nothing else; gives what the stream folds to after them."""
        state = self._folded(self.events)
        assert list(self.stream.decide(self.command, state)) == list(expected)
        asserted = self.command.asserted or OWN.asserted
        envelope = Envelope(asserted=asserted, occurred=self.command.occurred)
        after = (*self.events, *((event, envelope) for event in expected))
        return self._folded(after)

    def refused(self, refusal: type[Refused], **named: Any) -> None:
        """It is refused by this name, with a message fit for an officer, and with at least these particulars.

        None of the particulars is left blank but those that are said here to be.
        """
        state = self._folded(self.events)
        with pytest.raises(refusal) as refused:
            self.stream.decide(self.command, state)
        assert type(refused.value) is refusal
        assert str(refused.value).endswith(".")
        assert {name: refused.value.named[name] for name in named} == named
        assert {name for name, told in refused.value.named.items() if told is None} <= named.keys()

    def warned(self, *expected: type[Warned], style: Style = STYLE) -> None:
        """The receipt names these warnings, each with a sentence for an officer, and no others."""
        assert self.stream.warnings(self.command, self._folded(self.events), style) == expected
        assert all(each.told().endswith(".") for each in expected)

    def _folded(self, events: Iterable[Given]) -> Any:
        state = _state(self.stream, self.stream_id, events)
        if self.register:
            state.register = _state(REGISTER, REGISTER_ID, self.register)
        return state


class given:  # noqa: N801 (it begins a sentence)
    """What has happened, in order; an event, or an event with its envelope."""

    def __init__(self, *events: Given, stream_id: UUID = CASE) -> None:
        """Take the history."""
        self.events, self.stream_id = events, stream_id
        self.register: tuple[Given, ...] = ()

    def beside(self, *register: Given) -> "given":
        """What has happened to the numbering register beside the file."""
        self.register = register
        return self

    def when(self, command: Command) -> Asked:
        """What is asked."""
        return Asked(self.events, command, self.stream_id, self.register)


# Any message whatever, read off its dataclass: small pools of ids and codes, so that messages meet.

CODES = ("RU", "US", "NO")
LOG_KEYS = tuple(f"mfa.example/log+{nth:08x}+" + "A" * 44 for nth in range(2))
PLAUSIBLE = {"digest": ("ab" * 32, "cd" * 32), "media_type": ("application/pdf",)}
"""Texts that a rule looks into, by the name of their field."""
WORDS = ("visas", "Ambassador", "Посольство", "en", "reason", "first\nsecond")
TIMES = (
    when.on("2025-04-10"),
    When(edtf="2025-04-10", zone="Europe/Istanbul"),
    when.within("2025-04"),
    when.by("2025-04-30"),
    when.said("in the near future", language="en", earliest="2025-06-10", review_on="2025-07-08"),
)
PERIODS = (Period(amount=72, unit="hours", zone="America/New_York"), Period(amount=1, unit="weeks"))
IDS_OF = {
    "answer_id": "note_id",
    "counter_id": "proposal_id",
    "in_reply_to": "note_id",
    "irritant_ids": "irritant_id",
    "made_at": "contact_id",
    "paper_id": "note_id",
    "evidence": "document_id",
    "by_document_id": "document_id",
    "translation_of": "document_id",
    "effects": "effect_id",
    "part_id": "measure_id",
    "rests_on": "outcome_id",
    "concerns": "outcome_id",
    "reply_due": "note_id",
}

PARTS = [
    PartOnFile(kind=kind.kept, part_id=an_id(f"{kind.key} {nth}"))
    for kind in KINDS.values()
    for nth in range(2)
]


def ids(name: str) -> st.SearchStrategy[UUID]:
    """One of the few ids of this kind."""
    kind = IDS_OF.get(name, name)
    return st.sampled_from([an_id(f"{kind} {nth}") for nth in range(2)])


def messages(of: type, *, wild: bool = False, **fixed: Any) -> st.SearchStrategy[Any]:
    """Messages of a type; with `wild`, fields with a default are filled too, and with any text."""
    hints = get_type_hints(of)
    drawn = {
        each.name: _of_type(hints[each.name], each.name, wild)
        for each in fields(of)
        if each.name not in fixed and (wild or _is_wanted(each))
    }
    return st.builds(of, **drawn, **{name: st.just(value) for name, value in fixed.items()})


def _is_wanted(each: Any) -> bool:
    return each.default is MISSING or each.name in ("asserted", "rests_on", "title", "kind", "number", "head")


def _of_type(hint: Any, name: str, wild: bool) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is Annotated:
        return _of_type(arguments[0], name, wild)
    if origin in (Union, UnionType):
        return st.one_of([_of_type(each, name, wild) for each in arguments])
    if origin is tuple:
        return st.lists(_of_type(arguments[0], name, wild), max_size=2).map(tuple)
    return _plain(hint, name, wild)


def _plain(hint: Any, name: str, wild: bool) -> st.SearchStrategy[Any]:
    if hint is str and name in texts.CODES:
        return st.sampled_from(CODES)
    if hint is UUID and name in ("event_id", "instead"):
        return st.sampled_from([uuid5(CASE, str(version)) for version in range(1, 9)])
    if hint is PartOnFile:
        return st.sampled_from(PARTS)
    if name == "verifier_key" and not wild:
        return st.sampled_from(LOG_KEYS)
    if name in PLAUSIBLE and not wild:
        return st.sampled_from(PLAUSIBLE[name])
    plain: Mapping[Any, Callable[[], st.SearchStrategy[Any]]] = {
        str: lambda: st.text(st.characters(exclude_categories=["Cs"])) if wild else st.sampled_from(WORDS),
        UUID: lambda: ids(name),
        NewId: lambda: ids(name),
        When: lambda: st.sampled_from(TIMES),
        Period: lambda: st.sampled_from(PERIODS),
        int: lambda: st.integers(1, 3),
        bool: st.booleans,
        type(None): st.none,
    }
    return plain[hint]() if hint in plain else messages(hint, wild=wild)


def unions(which: str) -> Sequence[type]:
    """Every type of event or of command that any stream knows."""
    return [each for stream in STREAMS.values() for each in get_args(getattr(stream, which))]


def stream_id_of(kind: str) -> UUID:
    """The id of the stream of this kind in the tests."""
    return party_id("RU") if kind == "party" else CASE
