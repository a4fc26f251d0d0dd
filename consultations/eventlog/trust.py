"""Which checkpoints bear out the log: signed by a key that is trusted, and with the root that the events have. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal
from uuid import UUID

from consultations.eventlog.notes import (
    Checkpoint,
    KeyMalformed,
    NoteMalformed,
    NotSigned,
    VerifierKey,
    checkpoint_in,
    opened,
    verifier_key,
)

NEVER: Final = 2**63


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One inconsistency."""

    kind: str
    says: str
    position: int | None = None
    event_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A note that was kept, and what it says."""

    note: str
    checkpoint: Checkpoint


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What the log itself tells of a key, at a position."""

    position: int
    what: Literal["introduced", "withdrawn"]
    key: str


def held_in(notes: Iterable[str]) -> tuple[list[Held], list[Finding]]:
    """The checkpoints in notes, the smallest first, each once; and what is no checkpoint."""
    held, findings = set[Held](), []
    for note in notes:
        try:
            held.add(Held(note=note, checkpoint=checkpoint_in(note)))
        except NoteMalformed:
            findings.append(Finding(kind="checkpoint malformed", says=note[:80]))
    return sorted(held, key=lambda each: (each.checkpoint.size, each.note)), findings


def unsupported(
    held: Sequence[Held],
    roots: Mapping[int, bytes],
    size: int,
    told: Iterable[Told],
    trusted: Iterable[VerifierKey],
) -> Iterator[Finding]:
    """What checkpoints say that the log does not bear out, or that nobody who is trusted has said.

    `held` come the smallest first; `roots` are those of the log by size, of which it has `size` events; `told` is
    what it tells of keys.
    """
    known = list(told)
    keys = _trusted(held, roots, known, list(trusted))
    ends = {each.key: each.position for each in known if each.what == "withdrawn"}
    good = 0
    for reached, same in groupby(held, key=lambda each: each.checkpoint.size):
        findings = [
            finding
            for each in same
            for finding in (*_signed(each, keys, ends), *_borne_out(each.checkpoint, roots, size, good))
        ]
        yield from findings
        good = good if findings else reached


def _trusted(
    held: Sequence[Held], roots: Mapping[int, bytes], told: list[Told], keys: list[VerifierKey]
) -> list[VerifierKey]:
    """The keys that are trusted, and those that the log introduces under their signatures, and so on."""
    introduced = [each for each in told if each.what == "introduced"]
    while True:
        reach = next((each.checkpoint.size for each in reversed(held) if _counts(each, roots, keys)), 0)
        names = {str(key) for key in keys}
        fresh = [each.key for each in introduced if each.position <= reach and each.key not in names]
        found = [key for text in fresh if (key := _key(text))]
        if not found:
            return keys
        keys = [*keys, *found]


def _counts(held: Held, roots: Mapping[int, bytes], keys: list[VerifierKey]) -> bool:
    try:
        checkpoint, _key = opened(held.note, keys)
    except NotSigned:
        return False
    return roots.get(checkpoint.size) == checkpoint.root


def _key(text: str) -> VerifierKey | None:
    try:
        return verifier_key(text)
    except KeyMalformed:
        return None


def _signed(held: Held, keys: list[VerifierKey], ends: Mapping[str, int]) -> Iterator[Finding]:
    size = held.checkpoint.size
    try:
        checkpoint, key = opened(held.note, keys)
    except NotSigned:
        says = f"the checkpoint at {size} bears no signature that is trusted"
        yield Finding(kind="signature", says=says, position=size)
        return
    if checkpoint.origin != key.name:
        yield Finding(kind="origin", says=f"the checkpoint at {size} is of another log", position=size)
    if size >= ends.get(str(key), NEVER):
        yield Finding(
            kind="key withdrawn", says=f"it signed the checkpoint at {size} after that", position=size
        )


def _borne_out(checkpoint: Checkpoint, roots: Mapping[int, bytes], size: int, good: int) -> Iterator[Finding]:
    if checkpoint.size > size:
        says = f"a checkpoint says {checkpoint.size} events, and there are {size}"
        yield Finding(kind="log cut", says=says, position=size + 1)
    elif roots.get(checkpoint.size) != checkpoint.root:
        says = f"between positions {good + 1} and {checkpoint.size}: the log has not the root that was signed"
        yield Finding(kind="log rewritten", says=says, position=good + 1)
