"""The page of one event: whether the log bears it out, the proof to take away, and whom either is open to."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.html import strip_tags

from consultations.domain.opening import OpenCase
from consultations.eventlog import checkpoint, read, verifier
from consultations.eventlog.leaves import LEAF
from consultations.eventlog.notes import checkpoint_in
from tests.admin.conftest import PARTIES, a_user
from tests.conftest import logged_in, settle_all
from tests.eventlog.conftest import a_log
from tests.eventlog.evidence import OTHER, SIGNER, Log

__all__ = ["a_log"]

CHANGED = "update consultations_event set payload = payload || '\\x20' where event_id = %(of)s"
LEAVES_ANEW = f"""update consultations_position place set leaf = {LEAF} from consultations_event event
    where event.number = place.number"""
A_DRAWN_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


class Desk:
    """A browser beside a log of its own."""

    def __init__(self, log: Log) -> None:
        self.log, self.client = log, Client()
        self.client.force_login(a_user("desk officer"))

    def open_file(self, level: str = "restricted") -> UUID:
        """Open a file, projected; gives the id of its event."""
        case_id = uuid4()
        opening = OpenCase(
            case_id=case_id, title="Раздражители", subject="x", parties=PARTIES, level=level
        )  # fmt: skip
        self.log.handle(opening, case_id)
        with self.log.as_worker():
            settle_all()
        return read.stream(case_id)[0].event_id

    def get(self, event_id: Any, what: str = "change/") -> Any:
        return self.client.get(f"/admin/consultations/timeline/{event_id}/{what}")

    def told(self, event_id: UUID) -> str:
        """What the page says, in one line."""
        answer = self.get(event_id)
        assert answer.status_code == 200
        return " ".join(strip_tags(answer.content.decode()).split())


@pytest.fixture
def desk(a_log: Log, settings: Any) -> Iterator[Desk]:
    settings.LOG_VERIFIER_KEYS = [str(SIGNER.verifier)]
    with logged_in(a_log.urls["app"]):
        yield Desk(a_log)


@pytest.fixture
def event_id(desk: Desk) -> UUID:
    """An event under a checkpoint, with others around it."""
    desk.open_file()
    found = desk.open_file()
    desk.open_file()
    desk.log.signed()
    return found


class TestThePageOfAnEvent:
    def test_proves_it_there_and_then(self, desk: Desk, event_id: UUID) -> None:
        told = desk.told(event_id)
        assert "Yes, proved just now." in told
        assert "no. 2 of the 3 events that the last checkpoint of mfa.example/log covers" in told
        assert str(SIGNER.verifier) in strip_tags(told).replace("&#x27;", "'")

    def test_says_that_it_is_newer_than_the_last_checkpoint(self, desk: Desk, event_id: UUID) -> None:
        newer = desk.open_file()
        told = desk.told(newer)
        assert "Not yet protected: newer than the last checkpoint." in told
        assert "Download" not in told
        assert desk.get(newer, "proof/").status_code == 404
        desk.log.signed()
        assert "Yes, proved just now." in desk.told(newer)

    def test_says_loudly_that_it_was_changed(self, desk: Desk, event_id: UUID) -> None:
        desk.log.tamper(CHANGED, of=event_id)
        told = desk.told(event_id)
        assert "No. This event was changed after it was sealed." in told
        assert "Leaf as stored now" in told
        assert 'role="alert"' in desk.get(event_id).content.decode()
        assert desk.get(event_id, "proof/").status_code == 404

    def test_is_not_taken_in_by_a_leaf_made_anew(self, desk: Desk, event_id: UUID) -> None:
        desk.log.tamper(CHANGED, LEAVES_ANEW, of=event_id)
        assert "No. The log does not lead to the root that was signed." in desk.told(event_id)
        assert desk.get(event_id, "proof/").status_code == 404

    def test_says_loudly_that_it_is_gone(self, desk: Desk, event_id: UUID) -> None:
        desk.log.tamper("delete from consultations_event where event_id = %(of)s", of=event_id)
        assert "No. The log no longer holds this event." in desk.told(event_id)
        assert desk.get(event_id, "proof/").status_code == 404

    def test_says_loudly_that_its_neighbours_are_gone(self, desk: Desk, event_id: UUID) -> None:
        desk.log.tamper("delete from consultations_position where position = 3")
        assert "No. The log does not lead to the root that was signed." in desk.told(event_id)

    def test_takes_no_signature_of_a_stranger(self, desk: Desk, event_id: UUID, settings: Any) -> None:
        settings.LOG_VERIFIER_KEYS = [str(OTHER.verifier)]
        assert "bears no signature of a key that is trusted here" in desk.told(event_id)
        assert desk.get(event_id, "proof/").status_code == 404

    def test_takes_no_checkpoint_of_another_log(self, desk: Desk, event_id: UUID) -> None:
        other = SIGNER.sign(replace(checkpoint_in(checkpoint.last()), origin="another.example/log"))
        desk.log.tamper("update consultations_signedcheckpoint set note = %(note)s", note=other)
        assert "bears no signature of a key that is trusted here" in desk.told(event_id)

    def test_takes_no_note_that_is_none(self, desk: Desk, event_id: UUID) -> None:
        desk.log.tamper("update consultations_signedcheckpoint set note = 'x'")
        assert "bears no signature of a key that is trusted here" in desk.told(event_id)

    @pytest.mark.parametrize("keys", [[], ["no key"]])
    def test_says_where_no_key_is_known(
        self, desk: Desk, event_id: UUID, settings: Any, keys: list[str]
    ) -> None:
        settings.LOG_VERIFIER_KEYS = keys
        assert "Yes, but for the signature." in desk.told(event_id)

    def test_is_only_looked_at(self, desk: Desk, event_id: UUID) -> None:
        for what in ("change/", "proof/"):
            assert desk.client.post(f"/admin/consultations/timeline/{event_id}/{what}").status_code == 405

    def test_is_the_same_404_for_none_and_for_a_closed_one(self, desk: Desk, event_id: UUID) -> None:
        closed = desk.open_file("secret")
        desk.log.signed()
        for what in ("change/", "proof/"):
            answers = [desk.get(each, what) for each in (closed, uuid4())]
            assert [each.status_code for each in answers] == [404, 404]
            assert len({A_DRAWN_TOKEN.sub(b"", each.content) for each in answers}) == 1


class TestTheProofToTakeAway:
    def test_is_the_file_that_prove_event_writes(
        self, desk: Desk, event_id: UUID, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answer = desk.get(event_id, "proof/")
        capsys.readouterr()
        call_command("prove_event", str(event_id))
        assert answer.content.decode() == capsys.readouterr().out
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer["Content-Disposition"] == 'attachment; filename="event-2.tlog-proof"'
        assert "no-store" in answer["Cache-Control"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]

    def test_is_taken_by_the_verifier_alone(self, desk: Desk, event_id: UUID, tmp_path: Path) -> None:
        file = tmp_path / "event-2.tlog-proof"
        file.write_bytes(desk.get(event_id, "proof/").content)
        command = [sys.executable, "-I", "-S", verifier.__file__, "proof", str(file)]
        done = subprocess.run(
            [*command, "--key", str(SIGNER.verifier)], capture_output=True, text=True, check=False, env={}
        )
        assert (done.returncode, done.stdout[:6]) == (0, "right:")
