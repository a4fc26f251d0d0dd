"""One entry of a file of commands: the stream it belongs to, the command, its fields, and names for ids.

An entry names the stream it belongs to (`in`), the command (`do`) and the command's own fields; `by` names
another actor, and `as` gives its first event a name for the entries after it. Where a whole string is

- `@name`, it stands for an id that is always the same for that name in this file;
- `@person:name`, `@source:name` or `@property:name`, for an id that all files share;
- `@party:RU`, for the id of that party;
- `@register:Ministry; Political; 2025; restricted`, for that of a numbering register, with its compartments if any;
- `$name`, for what `words` has under that name.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, get_args
from uuid import UUID, uuid5

import msgspec

from consultations.access import audiences
from consultations.access.audiences import AudienceUnknown
from consultations.domain import texts
from consultations.domain.decider import LOG_KEYS, STREAMS, Stream
from consultations.domain.message import Command
from consultations.domain.opening import OpenCase
from consultations.domain.parties import RegisterParty, party_id
from consultations.domain.persons import RegisterPerson
from consultations.domain.properties import RegisterProperty
from consultations.domain.registers import OpenRegister, register_id, register_named
from consultations.domain.sources import RegisterSource
from consultations.forms import nearest, too_large

SCENARIOS: Final = UUID("6f1c9f1e-3c1b-5d0a-9a51-0c6f3d7a2b10")
"""Name space of every id that a file of commands draws."""

COMMANDS: Final[Mapping[str, tuple[Stream[Any], type[Command]]]] = {
    command.__name__: (stream, command)
    for stream in STREAMS.values()
    if stream is not LOG_KEYS
    for command in get_args(stream.commands)
    if command.by_name
}
"""Every command, by the name an entry gives it; keys of the log are introduced at its keeper's desk alone."""


ENTRYS_OWN: Final = ("in", "do", "by", "as")
"""What an entry says beside the fields of its command."""


class Wrong(ValueError):
    """Something is wrong with an entry."""

    def __init__(
        self,
        words: str,
        code: str = "invalid",
        pointer: str = "",
        *,
        command: type[Command] | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        """Say what, by which name and where; with the command and its fields where those do not fit together."""
        super().__init__(words)
        self.code, self.pointer, self.command, self.fields = code, pointer, command, fields


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What holds for every entry of a file."""

    name: str
    """A short name, unique and never changed: ids and repetitions are recognised by it."""
    actor: str
    words: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One command of a file, ready to be handled."""

    nth: int
    """Its place in the file, from 1."""
    line: int
    """The line of the file it begins on, from 1."""
    stream_id: UUID
    command: Command
    actor: str
    digest: bytes
    """SHA-256 of what the entry says: an entry that says the same is the same."""
    known_as: UUID | None = None
    """What its first event is called in the entries after it."""

    def __str__(self) -> str:
        """Where it stands and what it does."""
        return f"line {self.line}, entry {self.nth}, {type(self.command).__name__}"


def named_id(file: str, name: str) -> UUID:
    """The id that `@name` stands for: a party's own, one all files share, or one of this file."""
    register, _, known_as = name.partition(":")
    if register == "party":
        return party_id(known_as)
    if register == "register":
        return register_named(known_as)
    return uuid5(SCENARIOS, name if known_as else f"{file}/{name}")


def entry_of(head: Head, said: Any, *, nth: int, line: int) -> Entry:
    """The entry that was said. Raises Wrong."""
    said = filled(head, said)
    if not isinstance(said, dict) or not {"in", "do"} <= said.keys():
        raise Wrong("an entry names its stream (in) and its command (do)", "incomplete")
    fields = {name: value for name, value in said.items() if name not in ENTRYS_OWN}
    stream_id = stream_named(said["in"])
    return Entry(
        nth=nth,
        line=line,
        stream_id=stream_id,
        command=_command(said["do"], fields, stream_id),
        actor=_actor(said.get("by", head.actor)),
        known_as=_known_as(said),
        digest=sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).digest(),
    )


def stream_named(said: Any) -> UUID:
    """The stream that an entry is in, its names replaced. Raises Wrong."""
    try:
        return msgspec.convert(said, UUID)
    except msgspec.ValidationError as invalid:
        raise Wrong(f"in: {invalid}", "invalid", "/in") from invalid


def _known_as(said: dict[str, Any]) -> UUID | None:
    try:
        return msgspec.convert(said["as"], UUID) if "as" in said else None
    except msgspec.ValidationError as invalid:
        raise Wrong(
            "what an entry's event is called is a name with @ before it", "invalid", "/as"
        ) from invalid


def filled(head: Head, said: Any) -> Any:
    """The same with every `@name` and `$name` replaced by what it stands for. Raises Wrong."""
    if isinstance(said, dict):
        return {name: filled(head, value) for name, value in said.items()}
    if isinstance(said, list):
        return [filled(head, value) for value in said]
    if not isinstance(said, str) or said[:1] not in ("@", "$"):
        return said
    if said[0] == "@":
        return str(named_id(head.name, said[1:]))
    if said[1:] not in head.words:
        raise Wrong(f"{said} is not among the words", "unknown_word")
    return filled(head, head.words[said[1:]])


def _command(name: Any, fields: dict[str, Any], stream_id: UUID) -> Command:
    if not isinstance(name, str) or name not in COMMANDS:
        raise Wrong(f"there is no command {name}{nearest(name, COMMANDS)}", "unknown_command", "/do")
    kind = COMMANDS[name][1]
    try:
        command: Command = msgspec.convert(fields, kind, str_keys=True)
    except msgspec.ValidationError as invalid:
        raise Wrong(f"{name}: {invalid}", command=kind, fields=fields) from invalid
    if too_large(fields):
        raise Wrong(f"{name} holds a number or a list that is too large", command=kind, fields=fields)
    if unknown := list(_unknown(fields, msgspec.to_builtins(command))):
        raise Wrong(f"{name} has no field {', '.join(unknown)}", command=kind, fields=fields)
    try:
        audiences.check(command)
    except AudienceUnknown as refused:
        raise Wrong(f"{name}: {refused}", "audience_unknown", f"/{refused.named['field']}") from refused
    if _begun_by(command) not in (None, stream_id):
        raise Wrong(f"{name} begins another stream than the one it is in", "another_stream", "/in")
    return command


def _begun_by(command: Command) -> UUID | None:
    """The stream that a command brings into being, if it does."""
    match command:
        case (
            OpenCase(case_id=stream_id)
            | RegisterPerson(person_id=stream_id)
            | RegisterSource(source_id=stream_id)
            | RegisterProperty(property_id=stream_id)
        ):
            return stream_id
        case RegisterParty(code=code):
            return party_id(code)
        case OpenRegister(registry=registry, series=series, year=year, level=level):
            return register_id(registry, series, year, level, command.compartments)
        case _:
            return None


def _actor(by: Any) -> str:
    if isinstance(by, str) and 0 < len(by) <= texts.LONGEST_LINE and not texts.NOT_IN_A_LINE.search(by):
        return by
    raise Wrong("whoever records it has a name of one line", "invalid", "/by")


def _unknown(given: Any, understood: Any, path: str = "") -> Iterator[str]:
    """Fields that were given but not understood, at any depth: a dataclass skips what it does not know."""
    if isinstance(given, dict) and isinstance(understood, dict):
        for name, value in given.items():
            if name in understood:
                yield from _unknown(value, understood[name], f"{path}{name}.")
            else:
                yield path + name
    elif isinstance(given, list) and isinstance(understood, list):
        for nth, (value, other) in enumerate(zip(given, understood, strict=True)):
            yield from _unknown(value, other, f"{path}{nth}.")
