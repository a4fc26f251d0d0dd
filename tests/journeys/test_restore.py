"""The backup drill of docs/operations.md: dumped, restored into a fresh cluster, verified, and gone on with."""

import subprocess
from pathlib import Path
from uuid import uuid4

from config import programs
from config.database import Logins, prepare
from config.embedded import postgres
from consultations.eventlog import contents
from tests.conftest import logged_in
from tests.eventlog.conftest import a_log as a_log  # a fixture
from tests.eventlog.evidence import Log

DATABASE = "consultations"
LETTER = bytes(range(256)) * 40


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs."""
    done = subprocess.run([programs.postgres() / program, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def dumped(log: Log, file: Path) -> Path:
    run("pg_dump", "--format=custom", f"--file={file}", log.urls["admin"])
    return file


def restored(file: Path, admin_url: str, database: str) -> Logins:
    """The logins of a database that the dump was restored into."""
    logins = prepare(admin_url, database, "only for the tests")
    run("pg_restore", "--exit-on-error", f"--dbname={admin_url.rpartition('/')[0]}/{database}", str(file))
    return logins


class TestBackup:
    def test_restores_into_a_fresh_cluster_with_nothing_to_repair(self, a_log: Log, tmp_path: Path) -> None:
        for events in (300, 40):
            a_log.append(events)
            a_log.signed()
        case_id = uuid4()
        with logged_in(a_log.urls["app"]):
            contents.deposit(case_id, LETTER, "arne")
        early = dumped(a_log, tmp_path / "early.dump")
        a_log.append(20)
        a_log.signed()
        late = dumped(a_log, tmp_path / "late.dump")

        with postgres(tmp_path / "var", durable=False) as fresh:
            for dump, expected in ((early, ["log cut"]), (late, [])):
                logins = restored(dump, fresh.url, f"{DATABASE}_{dump.stem}")
                there = Log({"app": logins.app, "worker": logins.worker}, a_log.exports)
                assert [each.kind for each in there.findings()] == expected
                with logged_in(logins.app):
                    assert contents.content_of(case_id, contents.digest_of(LETTER)) == LETTER
                if not expected:
                    # The fresh cluster counts its transactions anew; the seal must not mind.
                    there.append(30)
                    assert there.sealed() == 30
                    assert there.signed().splitlines()[1] == "390"
                    assert there.findings() == []
