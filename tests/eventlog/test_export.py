"""The log outlives the application: exported, checked elsewhere with nothing but Python, restored, proved."""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.eventlog import verifier
from tests.conftest import logged_in
from tests.eventlog.evidence import OTHER, SIGNER, Log

KEY = str(SIGNER.verifier)
OWNER = {"assume_role": "consultations_owner"}


def check(what: str, file: Path, *further: str, key: str = KEY) -> tuple[int, str]:
    """Run the verifier as a stranger would: alone, isolated from everything installed."""
    command = [sys.executable, "-I", "-S", verifier.__file__, what, str(file), "--key", key, *further]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def written(a_log: Log, tmp_path: Path) -> Path:
    """An export of twelve events under two checkpoints."""
    a_log.append(5)
    a_log.signed()
    stream_id = uuid4()
    a_log.append(6, stream_id)
    a_log.append(1, stream_id, after=6)
    a_log.signed()
    file = tmp_path / "log.jsonl"
    with a_log.as_worker():
        call_command("export_log", str(file))
    return file


def change(file: Path, line: int, **members: Any) -> None:
    lines = file.read_text().splitlines()
    lines[line] = json.dumps(json.loads(lines[line]) | members, ensure_ascii=False)
    file.write_text("\n".join(lines) + "\n")


class TestExport:
    def test_is_taken_by_a_verifier_with_nothing_installed(self, written: Path) -> None:
        assert check("export", written) == (0, "right: 12 events, 2 checkpoints; signed up to position 12\n")

    def test_is_for_its_owner_alone_and_whole_or_not_there(self, a_log: Log, written: Path) -> None:
        assert written.stat().st_mode & 0o777 == 0o600
        with a_log.as_worker(), pytest.raises(CommandError, match="cannot be written"):
            call_command("export_log", str(written.parent / "missing" / "log.jsonl"))
        assert not list(written.parent.glob("*.part"))

    @pytest.mark.parametrize(
        ("line", "members"),
        [
            (3, {"payload": "{}"}),
            (3, {"actor": "mallory"}),
            (3, {"recorded_at": "2001-01-01T00:00:00.000000Z"}),
            (3, {"version": 99}),
            (3, {"position": 4}),
            (3, {"salt": b64encode(b"x" * 16).decode()}),
            (3, {"causation_id": str(uuid4())}),
            (3, {"event_id": "x"}),
            (0, {"events": 13}),
            (0, {"checkpoints": []}),
            (0, {"checkpoints": ["x"]}),
        ],
    )
    def test_is_refused_where_it_was_changed(self, written: Path, line: int, members: dict[str, Any]) -> None:
        change(written, line, **members)
        code, said = check("export", written)
        assert (code, said[:5]) == (1, "WRONG")

    def test_is_refused_where_events_were_swapped_removed_or_added(self, written: Path) -> None:
        lines = written.read_text().splitlines(keepends=True)
        for changed in (
            [*lines[:2], lines[3], lines[2], *lines[4:]],
            [*lines[:2], *lines[3:]],
            lines[:-1],
            [*lines, lines[-1]],
            [],
        ):
            written.write_text("".join(changed))
            assert check("export", written)[0] == 1

    def test_is_refused_under_another_key_and_against_a_note_it_does_not_lead_to(
        self, a_log: Log, written: Path, tmp_path: Path
    ) -> None:
        assert check("export", written, key=str(OTHER.verifier))[0] == 1
        a_log.append(1)
        later = tmp_path / "later.checkpoint"
        later.write_text(a_log.signed())
        assert check("export", written, "--checkpoint", str(later)) == (
            1,
            "WRONG: it ends at position 12, and there were more\n",
        )
        assert check("checkpoint", later)[0] == 0
        later.write_text(later.read_text().replace("\n13\n", "\n12\n"))
        assert check("checkpoint", later)[0] == 1

    def test_keeps_bytes_that_are_no_text(self, a_log: Log, tmp_path: Path) -> None:
        with psycopg.connect(a_log.urls["app"], autocommit=True) as app:
            app.execute(
                """insert into consultations_event (event_id, stream_id, stream_kind, version, type, schema_version,
                       actor, command_id, correlation_id, envelope, payload)
                   values (gen_random_uuid(), gen_random_uuid(), 'case', 1, 'X', 1, 'Дарья Ødegård',
                       gen_random_uuid(), gen_random_uuid(), '\\xff00', '')"""
            )
        a_log.signed()
        with a_log.as_worker():
            call_command("export_log", str(tmp_path / "log.jsonl"))
        assert check("export", tmp_path / "log.jsonl")[0] == 0


class TestRestore:
    @pytest.fixture
    def other_place(self, empty: Callable[[], dict[str, str]], tmp_path: Path) -> Log:
        return Log(empty(), tmp_path / "checkpoints")

    def restore(self, place: Log, file: Path) -> None:
        with logged_in(place.urls["migrator"], **OWNER):
            call_command("import_log", str(file))

    def test_leads_to_the_same_roots_and_goes_on(
        self, written: Path, other_place: Log, tmp_path: Path
    ) -> None:
        self.restore(other_place, written)
        assert other_place.findings() == []
        again = tmp_path / "again.jsonl"
        with other_place.as_worker():
            call_command("export_log", str(again))
        assert again.read_text() == written.read_text()
        other_place.append(3)
        other_place.signed()
        assert other_place.findings() == []

    def test_takes_nothing_of_a_changed_export(self, written: Path, other_place: Log) -> None:
        original = written.read_text()
        for line, members in (
            (3, {"payload": "{}"}),
            (3, {"position": 9}),
            (0, {"events": 11}),
            (0, {"form": "another"}),
            (0, {"checkpoints": ["x"]}),
            (4, {"salt": "*"}),
            (4, {"version": "x"}),
        ):
            written.write_text(original)
            change(written, line, **members)
            with pytest.raises(CommandError):
                self.restore(other_place, written)
        for broken in ("", "{", "[]\n"):
            written.write_text(broken)
            with pytest.raises(CommandError):
                self.restore(other_place, written)
        with other_place.as_worker():
            from consultations.eventlog import read

            assert (read.head(), read.unsealed()) == (0, 0)
        written.write_text(original)
        self.restore(other_place, written)

    def test_is_into_an_empty_log(self, written: Path, other_place: Log) -> None:
        other_place.append(1)
        with pytest.raises(CommandError, match="events in this log already"):
            self.restore(other_place, written)

    def test_is_refused_to_the_application(self, written: Path, other_place: Log) -> None:
        with logged_in(other_place.urls["app"]), pytest.raises(CommandError, match="could not be restored"):
            call_command("import_log", str(written))


class TestProof:
    @pytest.fixture
    def proof(self, a_log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
        ids = a_log.append(300)
        a_log.signed()
        with a_log.as_worker():
            capsys.readouterr()
            call_command("prove_event", str(ids[270]))
        file = tmp_path / "event.tlog-proof"
        file.write_text(capsys.readouterr().out)
        return file

    def test_shows_that_one_event_stands_in_the_log(self, proof: Path) -> None:
        code, said = check("proof", proof)
        assert code == 0
        assert "stands at position 271 of mfa.example/log, signed at 300" in said

    def test_tells_nothing_of_its_neighbours(self, proof: Path) -> None:
        head, _, _ = proof.read_text().partition("\n\n")
        form, extra, index, *hashes = head.split("\n")
        assert (form, index) == ("c2sp.org/tlog-proof@v1", "index 270")
        assert json.loads(b64decode(extra.removeprefix("extra ")))["position"] == 271
        assert {len(b64decode(each)) for each in hashes} == {32}

    def test_is_refused_where_anything_was_changed(self, proof: Path) -> None:
        original = proof.read_text()
        lines = original.split("\n")
        record = json.loads(b64decode(lines[1].removeprefix("extra ")))
        forged = b64encode(json.dumps(record | {"actor": "mallory"}).encode()).decode()
        for changed in (
            original.replace(lines[1], f"extra {forged}"),
            original.replace("index 270", "index 271"),
            original.replace("index 270", "index -1"),
            original.replace(lines[3] + "\n", ""),
            original.replace(lines[3], lines[4]),
            original.replace(lines[3] + "\n", f"{lines[3]}\n{lines[3]}\n"),
            original.replace("\n300\n", "\n301\n"),
            original.replace("tlog-proof@v1", "tlog-proof@v2"),
            "",
        ):
            assert changed != original
            proof.write_text(changed)
            assert check("proof", proof)[0] == 1

    def test_is_of_an_event_that_is_sealed_and_signed(self, a_log: Log) -> None:
        (event_id,) = a_log.append(1)
        a_log.sealed()
        with a_log.as_worker():
            with pytest.raises(CommandError, match="No checkpoint covers"):
                call_command("prove_event", str(event_id))
            with pytest.raises(CommandError, match="no such event"):
                call_command("prove_event", str(uuid4()))


class TestEd25519:
    # RFC 8032, 7.1, tests 1 to 3.
    VECTORS = (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    )  # fmt: skip

    @pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
    def test_takes_the_vectors_of_the_rfc(self, public: str, message: str, signature: str) -> None:
        given_ = [bytes.fromhex(each) for each in (public, message, signature)]
        assert verifier.signed_by(*given_)
        assert not verifier.signed_by(given_[0], given_[1] + b"x", given_[2])

    @settings(deadline=None, max_examples=15)
    @given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 511))
    def test_agrees_with_the_library_and_takes_no_flipped_bit(
        self, seed: bytes, message: bytes, bit: int
    ) -> None:
        key = Ed25519PrivateKey.from_private_bytes(seed)
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        assert verifier.signed_by(public, message, signature)
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        assert not verifier.signed_by(public, message, bytes(flipped))
        assert not verifier.signed_by(sha256(public).digest(), message, signature)

    def test_takes_no_signature_with_a_scalar_beyond_the_order(self) -> None:
        public, message, signature = (bytes.fromhex(each) for each in self.VECTORS[0])
        beyond = int.from_bytes(signature[32:], "little") + verifier.ORDER
        assert not verifier.signed_by(public, message, signature[:32] + beyond.to_bytes(32, "little"))
        assert not verifier.signed_by(b"", message, signature)
