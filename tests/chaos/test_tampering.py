"""Whatever whoever owns the server does to the log is found and named; and nothing is found where nothing was done."""

import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction

from config import programs
from config.database import drop, prepare
from consultations.eventlog import checkpoint, verifier
from consultations.eventlog.proof import proof_of
from consultations.eventlog.trust import Finding
from tests.chaos import tampering
from tests.chaos.sizes import SIZE, dice
from tests.chaos.tampering import KINDS, Kind
from tests.conftest import logged_in
from tests.eventlog.evidence import ORIGIN, OTHER, SIGNER, Log

EVENTS, STEP = 300, 20
ALL_KINDS: dict[str, Kind] = {
    **KINDS,
    "sign_anew_with_a_key_of_ones_own": partial(tampering.sign_anew, by=OTHER),
    "sign_anew_with_the_true_key": partial(tampering.sign_anew, by=SIGNER),
}


@pytest.fixture
def log(empty: Callable[[], dict[str, str]], settings: Any, tmp_path: Path) -> Log:
    """A log of a few streams, signed every few events."""
    settings.LOG_ORIGIN, settings.LOG_CHECKPOINT_DIR = ORIGIN, str(tmp_path / "checkpoints")
    log = Log(empty(), tmp_path / "checkpoints")
    for _ in range(EVENTS // STEP):
        log.append(STEP)
        log.signed()
    return log


@pytest.fixture
def as_owner_of_the_server(log: Log) -> Iterator[None]:
    with logged_in(log.urls["admin"]):
        yield


class UndoIt(Exception):
    """Ends the transaction in which the log was tampered with."""


def findings_after(kind: Kind, position: int, throw: Random, notes: list[str]) -> tuple[int, list[Finding]]:
    """What verifying finds after it; then it is undone."""
    found: list[Finding] = []
    falsified = 0
    try:
        with transaction.atomic():
            tampering.unguarded()
            falsified = kind(position, EVENTS, throw)
            found = verified(notes)
            raise UndoIt
    except UndoIt:
        return falsified, found


def verified(notes: list[str]) -> list[Finding]:
    from consultations.eventlog.verify import verify

    return verify([SIGNER.verifier], notes).findings


def names(finding: Finding, falsified: int) -> bool:
    """Whether a finding tells of this position: of the very event, or of the stretch between two checkpoints."""
    if finding.position is None:
        return finding.event_id is not None
    reach = STEP if finding.kind == "log rewritten" else 256 if finding.kind == "node changed" else 1
    return finding.position <= falsified < finding.position + reach or (
        finding.kind == "log cut" and finding.position == falsified
    )


class TestATamperedLog:
    def test_is_always_found_out_and_the_event_named(
        self, log: Log, as_owner_of_the_server: None, record_property: Callable[[str, object], None]
    ) -> None:
        notes = list(checkpoint.exported(log.exports))
        kinds, missed = list(ALL_KINDS), []
        for nth in range(SIZE.tamperings):
            throw = dice("tampering", nth)
            kind = kinds[nth % len(kinds)]
            position = throw.randrange(1, EVENTS + 1)
            falsified, found = findings_after(ALL_KINDS[kind], position, throw, notes)
            if not any(names(each, falsified) for each in found):
                missed.append((nth, kind, position, found))
        assert missed == []
        assert verified(notes) == []
        record_property("tamperings found and named", SIZE.tamperings)


class TestAnUntouchedLog:
    def test_is_always_clean_dumped_and_restored_too(
        self,
        log: Log,
        addresses: dict[str, str],
        tmp_path: Path,
        record_property: Callable[[str, object], None],
    ) -> None:
        for nth in range(SIZE.clean_runs):
            log.append(dice("clean", nth).randrange(1, 40))
            log.signed()
            assert log.findings() == []
            if nth % 10 == 0:
                self.restored_is_clean(
                    log, addresses, tmp_path / "dump", f"restored_{nth}_{log.urls['app'][-8:]}"
                )
        record_property("clean runs without an alarm", SIZE.clean_runs)

    def restored_is_clean(self, log: Log, addresses: dict[str, str], file: Path, database: str) -> None:
        server = addresses["server"]
        logins = prepare(server, database, "only for the tests")
        for command in (
            ["pg_dump", "--format=custom", f"--file={file}", log.urls["admin"]],
            ["pg_restore", "--exit-on-error", f"--dbname={server.rpartition('/')[0]}/{database}", file],
        ):
            subprocess.run([programs.postgres() / command[0], *command[1:]], check=True, capture_output=True)
        assert Log({"worker": logins.worker}, log.exports).findings() == []
        drop(server, database)


class TestAHostileProof:
    def test_is_always_refused(self, log: Log, tmp_path: Path) -> None:
        (event_id, *_) = log.append(1)
        log.signed()
        with log.as_worker():
            proof = proof_of(event_id)
        file = tmp_path / "event.tlog-proof"
        file.write_text(proof)
        assert "stands at position" in verifier.check_proof(str(file), [str(SIGNER.verifier)])
        for nth in range(SIZE.tamperings):
            file.write_text(hostile(proof, dice("proof", nth)))
            with pytest.raises((verifier.Wrong, ValueError, KeyError, TypeError, AttributeError)):
                verifier.check_proof(str(file), [str(SIGNER.verifier)])


def hostile(proof: str, throw: Random) -> str:
    """The proof with one line of it changed, repeated, moved or left out, where that changes what it says."""
    lines = proof.split("\n")
    signed = lines.index("")
    at = throw.randrange(0, signed + 4)
    match throw.choice(["flip", "repeat", "drop", "swap"]):
        case "repeat" if lines[at]:
            lines.insert(at, lines[at])
        case "drop":
            del lines[at]
        case "swap" if lines[at] != lines[at - 1]:
            lines[at], lines[at - 1] = lines[at - 1], lines[at]
        case _:
            at = throw.randrange(3, signed)
            flipped = bytearray(b64decode(lines[at]))
            flipped[throw.randrange(32)] ^= 1 << throw.randrange(8)
            lines[at] = b64encode(flipped).decode()
    return "\n".join(lines)
