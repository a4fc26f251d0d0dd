"""Contents of documents beside the log: what does not answer to its digest does not get in, or is named."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command

from consultations.domain.documents import DepositContent, FileDocument
from consultations.domain.opening import OpenCase
from consultations.domain.values import Participant
from consultations.eventlog import contents
from consultations.eventlog.contents import DepositedContent, Verdict
from consultations.handler import handle
from tests.conftest import logged_in

LETTER, NOTE, DRAFT = b"The letter", b"The note", b"The draft"


@dataclass(frozen=True)
class Cabinet:
    """A file with documents in a database of its own."""

    urls: dict[str, str]
    case_id: UUID

    def does(self, command: Any) -> None:
        handle(command, stream_id=self.case_id, actor="astrid", command_id=uuid4())

    def files(self, content: bytes | None) -> UUID:
        """File a document, on paper where it has no content."""
        document_id = uuid4()
        told = (
            {"digest": sha256(content).hexdigest(), "media_type": "text/plain", "size": len(content)}
            if content
            else {}
        )
        with logged_in(self.urls["app"]):
            self.does(FileDocument(document_id=document_id, title="x", **told))
        return document_id

    def deposits(self, content: bytes) -> UUID:
        """File it and deposit its content."""
        document_id = self.files(content)
        with logged_in(self.urls["app"]):
            contents.deposit(self.case_id, content, "astrid")
            digest = contents.digest_of(content)
            self.does(DepositContent(document_id=document_id, digest=digest, size=len(content)))
        return document_id

    def tampers(self, statement: str, *values: object) -> None:
        """As the superuser, with what guards the contents switched off."""
        with psycopg.connect(self.urls["admin"], autocommit=True) as admin:
            admin.execute("alter table consultations_content disable trigger user")
            admin.execute(
                "alter table consultations_content drop constraint if exists content_answers_to_digest"
            )
            admin.execute("alter table consultations_content drop constraint if exists content_is_something")
            admin.execute(statement, values)

    def verdict(self) -> Verdict:
        with logged_in(self.urls["auditor"]):
            return contents.verify()

    def command(self, *options: str) -> tuple[int, str]:
        """What `manage.py verify_documents` exits with and says."""
        out = StringIO()
        with logged_in(self.urls["auditor"]):
            try:
                call_command("verify_documents", *options, stdout=out)
            except SystemExit as ended:
                return int(str(ended.code)), out.getvalue()
            except CommandError as failed:
                return failed.returncode, str(failed)
        return 0, out.getvalue()


@pytest.fixture
def cabinet(empty: Callable[[], dict[str, str]]) -> Cabinet:
    urls, case_id = empty(), uuid4()
    made = Cabinet(urls, case_id)
    parties = (Participant(code="RU"), Participant(code="US"))
    with logged_in(urls["app"]):
        made.does(OpenCase(case_id=case_id, title="x", subject="x", parties=parties))
    return made


class TestContents:
    def test_are_given_back_as_they_came(self, cabinet: Cabinet) -> None:
        cabinet.deposits(LETTER)
        digest = contents.digest_of(LETTER)
        with logged_in(cabinet.urls["app"]):
            assert contents.content_of(cabinet.case_id, digest) == LETTER
            assert contents.content_of(uuid4(), digest) is None
            assert str(DepositedContent.objects.get()) == digest

    def test_are_kept_once_for_each_file(self, cabinet: Cabinet) -> None:
        cabinet.deposits(LETTER)
        with logged_in(cabinet.urls["app"]):
            contents.deposit(cabinet.case_id, LETTER, "mallory")
            contents.deposit(uuid4(), LETTER, "astrid")
            assert [each.deposited_by for each in DepositedContent.objects.all()] == ["astrid", "astrid"]

    @pytest.mark.parametrize("statement", ["update {} set content = 'x'", "delete from {}", "truncate {}"])
    def test_stay_whoever_owns_them(self, cabinet: Cabinet, statement: str) -> None:
        cabinet.deposits(LETTER)
        with (
            psycopg.connect(cabinet.urls["admin"]) as admin,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            admin.execute(statement.format("consultations_content"))


class TestVerify:
    def test_counts_what_is_in_order(self, cabinet: Cabinet) -> None:
        cabinet.deposits(LETTER)
        cabinet.deposits(NOTE)
        cabinet.files(None)
        cabinet.files(DRAFT)
        found = cabinet.verdict()
        assert (found.documents, found.contents, found.on_paper, found.awaited) == (2, 2, 1, 1)
        assert found.clean

    def test_takes_a_deposit_that_was_cut_off_for_one_that_is_awaited(self, cabinet: Cabinet) -> None:
        cabinet.files(DRAFT)
        with logged_in(cabinet.urls["app"]):
            contents.deposit(cabinet.case_id, DRAFT, "astrid")
        found = cabinet.verdict()
        assert (found.contents, found.awaited, found.clean) == (1, 1, True)

    def test_names_a_content_that_was_changed(self, cabinet: Cabinet) -> None:
        letter, _ = cabinet.deposits(LETTER), cabinet.deposits(NOTE)
        cabinet.tampers("update consultations_content set content = 'The lettre' where content = %s", LETTER)
        (finding,) = cabinet.verdict().findings
        assert (finding.kind, finding.document_id, finding.case_id) == ("altered", letter, cabinet.case_id)
        assert finding.digest == contents.digest_of(LETTER)
        assert finding.event_id
        assert finding.says == f"hashes to {contents.digest_of(b'The lettre')} and has 10 bytes, not 10"

    def test_names_a_content_that_was_taken_away(self, cabinet: Cabinet) -> None:
        letter, _ = cabinet.deposits(LETTER), cabinet.deposits(NOTE)
        cabinet.tampers("delete from consultations_content where content = %s", LETTER)
        (finding,) = cabinet.verdict().findings
        assert (finding.kind, finding.document_id) == ("missing", letter)

    def test_names_both_where_one_was_put_in_the_place_of_another(self, cabinet: Cabinet) -> None:
        letter = cabinet.deposits(LETTER)
        put = "update consultations_content set content = %s, digest = %s"
        cabinet.tampers(put, NOTE, sha256(NOTE).digest())
        missing, unclaimed = cabinet.verdict().findings
        assert (missing.kind, missing.document_id) == ("missing", letter)
        assert (unclaimed.kind, unclaimed.document_id) == ("unclaimed", None)
        assert unclaimed.digest == contents.digest_of(NOTE)

    def test_names_what_waits_and_was_changed(self, cabinet: Cabinet) -> None:
        draft = cabinet.files(DRAFT)
        with logged_in(cabinet.urls["app"]):
            contents.deposit(cabinet.case_id, DRAFT, "astrid")
        cabinet.tampers("update consultations_content set content = ''")
        (finding,) = cabinet.verdict().findings
        assert (finding.kind, finding.document_id) == ("altered", draft)

    def test_takes_two_documents_with_one_content_for_what_they_are(self, cabinet: Cabinet) -> None:
        cabinet.deposits(LETTER)
        cabinet.deposits(LETTER)
        found = cabinet.verdict()
        assert (found.documents, found.contents, found.awaited, found.clean) == (2, 1, 0, True)

    def test_minds_no_deposit_that_comes_meanwhile(
        self, cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        places = contents.kept

        def meanwhile() -> list[contents.Place]:
            before = places()
            monkeypatch.undo()
            cabinet.deposits(LETTER)
            return before

        cabinet.deposits(NOTE)
        monkeypatch.setattr(contents, "kept", meanwhile)
        found = cabinet.verdict()
        assert (found.documents, found.contents, found.clean) == (2, 2, True)


class TestVerifyDocuments:
    def test_exits_with_0_where_nothing_is_wrong(self, cabinet: Cabinet) -> None:
        cabinet.deposits(LETTER)
        cabinet.files(None)
        assert cabinet.command() == (
            0,
            "1 contents of 1 documents: nothing is wrong; 1 documents are on paper, 0 wait for their content\n",
        )

    def test_exits_with_1_and_names_each(self, cabinet: Cabinet) -> None:
        letter = cabinet.deposits(LETTER)
        cabinet.tampers(
            "update consultations_content set content = %s, digest = %s", NOTE, sha256(NOTE).digest()
        )
        code, said = cabinet.command()
        assert code == 1
        assert f"missing (document {letter}, case {cabinet.case_id}, {contents.digest_of(LETTER)}): " in said
        assert f"unclaimed (no document, case {cabinet.case_id}, {contents.digest_of(NOTE)}): " in said
        assert "1 contents of 1 documents: 2 things are wrong" in said

    def test_tells_programs_the_same(self, cabinet: Cabinet) -> None:
        cabinet.deposits(LETTER)
        cabinet.tampers("delete from consultations_content")
        code, said = cabinet.command("--json")
        told = json.loads(said)
        assert (code, told["clean"], [each["kind"] for each in told["findings"]]) == (1, False, ["missing"])

    def test_exits_with_2_where_it_cannot_be_told(self, cabinet: Cabinet) -> None:
        cabinet.deposits(LETTER)
        cabinet.tampers("drop table consultations_content")
        assert cabinet.command() == (2, "UndefinedTable")
