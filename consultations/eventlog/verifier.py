#!/usr/bin/env python3
"""Checks an exported log, a checkpoint or a proof of one event, with Python's standard library alone.

It shares no line with the application, so that it can be read, and run elsewhere, by whoever trusts neither.

    verifier.py export FILE --key KEY [--checkpoint FILE ...]    an export, against all checkpoints
    verifier.py checkpoint FILE --key KEY                        the signature of a checkpoint
    verifier.py proof FILE --key KEY                             that the event in it stands in the log

KEY is a verifier key (name+id+key), got from somebody other than whoever sent the file. Exit code: 0 right, 1 wrong.
"""

import argparse
import json
import re
import struct
import sys
import uuid
from base64 import b64decode
from datetime import datetime, timedelta, timezone
from hashlib import sha256, sha512
from typing import Any

# ---- Ed25519 (RFC 8032, 5.1), checking only: slow, and no secret is ever in it

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def recover(encoded: bytes) -> Point:
    """The point that 32 bytes stand for (5.1.3)."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    x = P - x if x % 2 != sign else x
    return x, y, 1, x * y % P


def add(p: Point, q: Point) -> Point:
    """The sum of two points (5.1.4)."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    """A point added to itself."""
    total: Point = (0, 1, 1, 0)
    while scalar:
        total = add(total, point) if scalar & 1 else total
        point, scalar = add(point, point), scalar >> 1
    return total


BASE = recover((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this key signed this message (5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    try:
        key, commitment = recover(public), recover(signature[:32])
    except ValueError:
        return False
    response = int.from_bytes(signature[32:], "little")
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    left, right = times(response, BASE), add(commitment, times(challenge, key))
    same = (left[0] * right[2] - right[0] * left[2]) % P == (left[1] * right[2] - right[1] * left[2]) % P == 0
    return response < ORDER and same


# ---- signed notes (C2SP signed-note, tlog-checkpoint)


class Wrong(Exception):
    """What was given does not hold."""


def opened(note: str, keys: list[str]) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint that one of the keys has signed; else Wrong."""
    text, _, signatures = note.rpartition("\n\n")
    for key in keys:
        name, key_id, encoded = key.split("+", 2)
        public = b64decode(encoded, validate=True)
        expected = sha256(name.encode() + b"\n" + public).digest()[:4]
        if expected.hex() != key_id or public[:1] != b"\x01":
            raise Wrong(f"{key} is no verifier key")
        for line in signatures.splitlines():
            found = re.fullmatch(r"— (\S+) (\S+)", line)
            raw = b64decode(found[2], validate=True) if found else b""
            if found and found[1] == name and raw[:4] == expected:
                if not signed_by(public[1:], f"{text}\n".encode(), raw[4:]):
                    raise Wrong("the signature of the checkpoint is false")
                return parsed(text)
    raise Wrong("no key that was given has signed the checkpoint")


def parsed(text: str) -> tuple[str, int, bytes]:
    """Origin, size and root, read off a checkpoint's text."""
    lines = text.split("\n")
    if len(lines) < 3 or not lines[0] or not re.fullmatch(r"0|[1-9]\d*", lines[1], re.ASCII):
        raise Wrong("this is no checkpoint")
    return lines[0], int(lines[1]), b64decode(lines[2], validate=True)


# ---- leaves and tree (docs/log-format.md; RFC 9162, 2.1)

UUID, TEXT, BYTES, INT4, INT2, TIME = 2950, 17, 17, 23, 21, 1184
UTC = timezone.utc  # noqa: UP017 (older Pythons have no datetime.UTC)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def leaf(record: dict[str, Any]) -> bytes:
    """The hash of an event as an export has it: PostgreSQL's binary record of its columns."""
    at = datetime.strptime(record["recorded_at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    cause = record["causation_id"]
    columns = [
        (UUID, uuid.UUID(record["event_id"]).bytes),
        (UUID, uuid.UUID(record["stream_id"]).bytes),
        (TEXT, record["stream_kind"].encode()),
        (INT4, struct.pack(">i", record["version"])),
        (TEXT, record["type"].encode()),
        (INT2, struct.pack(">h", record["schema_version"])),
        (TEXT, record["actor"].encode()),
        (UUID, uuid.UUID(record["command_id"]).bytes),
        (UUID, uuid.UUID(record["correlation_id"]).bytes),
        (UUID, None if cause is None else uuid.UUID(cause).bytes),
        (BYTES, stored(record, "envelope")),
        (BYTES, stored(record, "payload")),
        (TIME, struct.pack(">q", (at - EPOCH) // timedelta(microseconds=1))),
        (BYTES, b64decode(record["salt"], validate=True)),
        (TEXT, record["role"].encode()),
    ]
    entry = struct.pack(">i", len(columns))
    for kind, value in columns:
        entry += struct.pack(">Ii", kind, -1 if value is None else len(value)) + (value or b"")
    return sha256(b"\x00" + entry).digest()


def stored(record: dict[str, Any], name: str) -> bytes:
    """The bytes of a column that is text, or else base64."""
    return record[name].encode() if name in record else b64decode(record[f"{name}_base64"], validate=True)


class Tree:
    """The roots of the complete subtrees from left to right, each half as large as the one before or less."""

    def __init__(self) -> None:
        """Begin without leaves."""
        self.size = 0
        self.peaks: list[bytes] = []

    def append(self, hashed: bytes) -> None:
        """Take in a leaf: as many peaks merge as the size has ones at its end."""
        self.peaks.append(hashed)
        size = self.size
        while size & 1:
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append(sha256(b"\x01" + left + right).digest())
            size >>= 1
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        peaks = self.peaks or [sha256().digest()]
        root = peaks[-1]
        for peak in reversed(peaks[:-1]):
            root = sha256(b"\x01" + peak + root).digest()
        return root


def reached(hashed: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a path leads to (2.1.3.2); else Wrong."""
    place, last = index, size - 1
    for sibling in path:
        if last <= 0:
            raise Wrong("the path is too long")
        if place & 1 or place == last:
            hashed = sha256(b"\x01" + sibling + hashed).digest()
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            hashed = sha256(b"\x01" + hashed + sibling).digest()
        place, last = place >> 1, last >> 1
    if last or index >= size:
        raise Wrong("the path is too short")
    return hashed


# ---- what can be checked


def check_export(path: str, keys: list[str], further: list[str]) -> str:
    """Check every event of an export against every checkpoint in it and each that was kept elsewhere."""
    with open(path, encoding="utf-8") as lines:  # noqa: PTH123 (it reads as it runs, anywhere)
        head = json.loads(next(lines))
        signed: dict[int, bytes] = {}
        for note in [*head["checkpoints"], *further]:
            _, size, root = opened(note, keys)
            if signed.setdefault(size, root) != root:
                raise Wrong(f"two checkpoints at {size} contradict each other")
        good = follow(map(json.loads, lines), signed, head["events"])
    return f"{head['events']} events, {len(signed)} checkpoints; signed up to position {good}"


def follow(records: Any, signed: dict[int, bytes], promised: int) -> int:
    """The position up to which an export is as it was signed; Wrong where it is not, or nothing was."""
    tree, good, versions = Tree(), 0, dict[str, int]()
    for record in records:
        stream = record["stream_id"]
        if record["position"] != tree.size + 1 or record["version"] != versions.get(stream, 0) + 1:
            raise Wrong(f"the order is broken at position {tree.size + 1}, event {record['event_id']}")
        versions[stream] = record["version"]
        tree.append(leaf(record))
        if tree.size in signed:
            if tree.root() != signed[tree.size]:
                raise Wrong(f"between positions {good + 1} and {tree.size} it is not what was signed")
            good = tree.size
    if tree.size != promised or max(signed, default=0) > tree.size:
        raise Wrong(f"it ends at position {tree.size}, and there were more")
    if not good:
        raise Wrong("there is no checkpoint to check it against")
    return good


def check_proof(path: str, keys: list[str]) -> str:
    """Check that the event in a proof stands in the log whose checkpoint it bears (C2SP tlog-proof)."""
    head, _, note = read(path).partition("\n\n")
    name, extra, index, *hashes = head.split("\n")
    if name != "c2sp.org/tlog-proof@v1" or not re.fullmatch(r"index (0|[1-9]\d*)", index, re.ASCII):
        raise Wrong("this is no proof")
    record = json.loads(b64decode(extra.removeprefix("extra "), validate=True))
    origin, size, root = opened(note, keys)
    place = int(index.removeprefix("index "))
    path_hashes = [b64decode(each, validate=True) for each in hashes]
    if record["position"] != place + 1 or reached(leaf(record), place, size, path_hashes) != root:
        raise Wrong("the event does not stand in the log that was signed")
    return (
        f"{record['type']} {record['event_id']} stands at position {place + 1} of {origin}, signed at {size}"
    )


def check_checkpoint(path: str, keys: list[str]) -> str:
    """Check who signed a checkpoint."""
    origin, size, root = opened(read(path), keys)
    return f"{origin} had {size} events with the root {root.hex()}"


def read(path: str) -> str:
    """The text of a file."""
    with open(path, encoding="utf-8", newline="\n") as file:  # noqa: PTH123
        return file.read()


def main() -> int:
    """Check what the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["export", "checkpoint", "proof"])
    parser.add_argument("file")
    parser.add_argument("--key", action="append", required=True, help="verifier key: name+id+key")
    parser.add_argument("--checkpoint", action="append", default=[], help="a note kept elsewhere")
    given = parser.parse_args()
    try:
        if given.what == "export":
            said = check_export(given.file, given.key, [read(each) for each in given.checkpoint])
        else:
            said = (check_proof if given.what == "proof" else check_checkpoint)(given.file, given.key)
    except Wrong as wrong:
        sys.stdout.write(f"WRONG: {wrong}\n")
        return 1
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        StopIteration,
        OSError,
        struct.error,
    ) as malformed:
        sys.stdout.write(f"WRONG: it cannot be read ({type(malformed).__name__})\n")
        return 1
    sys.stdout.write(f"right: {said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
