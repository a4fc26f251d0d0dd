"""Checkpoints: signed once for each size, exported first, never against what was signed, by keys the log knows."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from consultations.domain.logkeys import LOG, IntroduceLogKey, WithdrawLogKey
from consultations.eventlog import checkpoint
from consultations.eventlog.checkpoint import (
    KeyNotIntroduced,
    NoSigningKey,
    TreeContradictsCheckpoint,
    sign_if_due,
)
from consultations.eventlog.notes import checkpoint_in
from tests.eventlog.evidence import OTHER, SIGNER, Log

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
NEW_KEY = IntroduceLogKey(verifier_key=str(OTHER.verifier), reason="the yearly change")
OLD_KEY_GONE = WithdrawLogKey(verifier_key=str(SIGNER.verifier), reason="the yearly change")


class TestSign:
    def test_signs_what_is_sealed_once(self, a_log: Log) -> None:
        a_log.append(3)
        note = a_log.signed()
        assert (checkpoint_in(note).origin, checkpoint_in(note).size) == ("mfa.example/log", 3)
        assert a_log.signed() == note
        a_log.append(1)
        assert checkpoint_in(a_log.signed()).size == 4
        with a_log.as_worker():
            assert [checkpoint_in(each).size for each in checkpoint.kept()] == [3, 4]

    def test_exports_each_note_and_the_newest_by_itself(self, a_log: Log) -> None:
        notes = []
        for _ in range(2):
            a_log.append(1)
            notes.append(a_log.signed())
        assert list(checkpoint.exported(a_log.exports)) == notes
        assert (a_log.exports / checkpoint.LATEST).read_text() == notes[-1]
        (day,) = a_log.exports.glob("*.checkpoints.jsonl")
        assert {json.loads(line)["signed_at"][:10] for line in day.read_text().splitlines()} == {
            day.name[:10]
        }

    def test_keeps_nothing_that_it_could_not_export(self, a_log: Log, settings: Any) -> None:
        a_log.append(1)
        settings.LOG_CHECKPOINT_DIR = os.devnull
        with pytest.raises(OSError, match=r"exists|directory"):
            a_log.signed()
        with a_log.as_worker():
            assert checkpoint.kept() == []

    def test_signs_nothing_that_contradicts_what_was_signed(self, a_log: Log) -> None:
        a_log.append(3)
        a_log.signed()
        a_log.append(1)
        a_log.tamper("update consultations_position set leaf = sha256(leaf) where position = 2")
        with pytest.raises(TreeContradictsCheckpoint):
            a_log.signed()


class TestSignIfDue:
    def test_signs_once_a_minute_where_something_is_new(
        self, a_log: Log, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.LOG_SIGNING_KEY = SECRET
        with a_log.as_worker():
            assert not sign_if_due()
        a_log.append(1)
        a_log.sealed()
        with a_log.as_worker():
            assert sign_if_due()
        a_log.append(1)
        a_log.sealed()
        with a_log.as_worker():
            assert not sign_if_due()
            assert checkpoint.unprotected()["unprotected_events"] == 1
            monkeypatch.setattr(checkpoint, "EVERY", timedelta(0))
            assert sign_if_due()
            assert not sign_if_due()
            told = checkpoint.unprotected()
            assert (told["unprotected_events"], told["unprotected_seconds"]) == (0, 0.0)
            assert told["last_checkpoint_seconds"] >= 0

    def test_does_nothing_without_the_key(self, a_log: Log, settings: Any) -> None:
        settings.LOG_SIGNING_KEY = ""
        a_log.append(1)
        a_log.sealed()
        with a_log.as_worker():
            assert not sign_if_due()
            assert checkpoint.unprotected()["last_checkpoint_seconds"] is None
            with pytest.raises(NoSigningKey):
                checkpoint.signer()


class TestAnotherKey:
    @pytest.fixture
    def changed_over(self, a_log: Log) -> Log:
        """OTHER has taken over from SIGNER."""
        a_log.append(1)
        a_log.signed()
        a_log.handle(NEW_KEY, LOG)
        a_log.signed(SIGNER)
        a_log.handle(OLD_KEY_GONE, LOG)
        a_log.signed(OTHER)
        return a_log

    def test_takes_over_once_the_old_one_has_signed_that_it_does(self, a_log: Log) -> None:
        a_log.append(1)
        a_log.signed()
        with pytest.raises(KeyNotIntroduced):
            a_log.signed(OTHER)
        a_log.handle(NEW_KEY, LOG)
        with pytest.raises(KeyNotIntroduced):
            a_log.signed(OTHER)
        a_log.signed(SIGNER)
        a_log.append(1)
        assert checkpoint_in(a_log.signed(OTHER)).size == 3

    def test_is_trusted_by_whoever_trusts_the_old_one(self, changed_over: Log) -> None:
        assert changed_over.findings(SIGNER) == []
        assert [each.kind for each in changed_over.findings(OTHER)] == ["signature", "signature"]

    def test_leaves_nothing_to_a_key_that_was_withdrawn(self, changed_over: Log) -> None:
        changed_over.append(1)
        with pytest.raises(KeyNotIntroduced):
            changed_over.signed(SIGNER)

    def test_shows_where_a_withdrawn_one_signed_nevertheless(self, changed_over: Log) -> None:
        note = SIGNER.sign(checkpoint_in((changed_over.exports / checkpoint.LATEST).read_text()))
        changed_over.tamper(
            "update consultations_signedcheckpoint set note = %(note)s where size = 3", note=note
        )
        assert [each.kind for each in changed_over.findings()] == ["key withdrawn"]

    def test_that_cannot_be_read_is_shown(self, a_log: Log) -> None:
        a_log.handle(NEW_KEY, LOG)
        a_log.signed()
        a_log.tamper("update consultations_event set payload = '{'")
        assert "keys unreadable" in {each.kind for each in a_log.findings()}


class TestCommands:
    @pytest.fixture
    def signing(self, settings: Any) -> None:
        settings.LOG_SIGNING_KEY = SECRET

    def test_sign_and_verify(self, a_log: Log, signing: None, capsys: pytest.CaptureFixture[str]) -> None:
        a_log.append(2)
        with a_log.as_worker():
            call_command("checkpoint_log")
            assert "mfa.example/log\n2\n" in capsys.readouterr().out
            call_command("verify_log")
            assert "2 events, 1 checkpoints: nothing is wrong" in capsys.readouterr().out

    def test_show_the_public_key(
        self, signing: None, settings: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings.LOG_ORIGIN = "mfa.example/log"
        call_command("checkpoint_log", "--verifier-key")
        assert capsys.readouterr().out.strip() == str(SIGNER.verifier)

    def test_list_all_that_is_wrong_and_exit_1(
        self, a_log: Log, signing: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ids = a_log.append(2)
        with a_log.as_worker():
            call_command("checkpoint_log")
        a_log.tamper("update consultations_event set actor = 'mallory'")
        capsys.readouterr()
        with a_log.as_worker(), pytest.raises(SystemExit) as ended:
            call_command("verify_log", "--json")
        told = json.loads(capsys.readouterr().out)
        assert (ended.value.code, told["clean"], told["unprotected_events"]) == (1, False, 0)
        changed = [each for each in told["findings"] if each["kind"] == "event changed"]
        assert [each["event_id"] for each in changed] == [str(each) for each in ids]
        with a_log.as_worker(), pytest.raises(SystemExit):
            call_command("verify_log")
        assert f"event changed (1, {ids[0]})" in capsys.readouterr().out

    def test_exit_2_where_it_cannot_be_told(self, a_log: Log, settings: Any, tmp_path: Path) -> None:
        settings.LOG_SIGNING_KEY = ""
        with a_log.as_worker(), pytest.raises(CommandError) as refused:
            call_command("verify_log")
        assert refused.value.returncode == 2
        (tmp_path / "2026-01-01.checkpoints.jsonl").write_text("{")
        with a_log.as_worker(), pytest.raises(CommandError) as refused:
            call_command("verify_log", "--key", str(SIGNER.verifier), "--checkpoints", str(tmp_path))
        assert refused.value.returncode == 2

    def test_refuse_to_sign_without_a_key(self, a_log: Log, settings: Any) -> None:
        settings.LOG_SIGNING_KEY = ""
        with pytest.raises(CommandError, match="LOG_SIGNING_KEY is not set"):
            call_command("checkpoint_log")

    def test_tell_the_log_of_a_key(self, a_log: Log, capsys: pytest.CaptureFixture[str]) -> None:
        from tests.conftest import logged_in

        named = ["log_key", "introduce", str(OTHER.verifier), "--reason", "the first", "--actor", "arne"]
        with logged_in(a_log.urls["app"]):
            call_command(*named)
            assert "LogKeyIntroduced recorded" in capsys.readouterr().out
            with pytest.raises(CommandError, match="introduced already"):
                call_command(*named)
