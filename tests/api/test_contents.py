"""Contents of documents over REST: in once, out as they were, and their text to those cleared for it alone."""

from hashlib import sha256
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest

from consultations.eventlog import contents
from consultations.eventlog.connection import cursor
from tests.api.desk import V1, Desk, Settled, is_problem, officer

LETTER = b"%PDF-1.7 \x00\xff Excellency, \xd0\xbf\xd0\xb8\xd1\x81\xd1\x8c\xd0\xbc\xd0\xbe"
TOLD = {
    "title": "Letter of 10 April: Ambassadør Дарчиев",
    "digest": sha256(LETTER).hexdigest(),
    "media_type": "application/pdf",
    "size": len(LETTER),
    "languages": ["ru"],
}
KEPT = "select count(*), max(deposited_by), max(role) from consultations_content where stream_id = %s"


def kept(case_id: str) -> tuple[Any, ...]:
    with cursor() as reading:
        (row,) = reading.execute(KEPT, (case_id,)).fetchall()
    return row


class Cabinet:
    """A file with a document on it, and who works on it."""

    def __init__(self, desk: Desk, **more: Any) -> None:
        self.desk, self.case_id = desk, desk.opens()
        self.document_id = self.files(**more)

    def files(self, **more: Any) -> str:
        told = {name: value for name, value in (TOLD | more).items() if value is not None}
        answer = self.desk.post(f"/cases/{self.case_id}/file-document", told)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["entity_id"])

    @property
    def path(self) -> str:
        return f"/cases/{self.case_id}/documents/{self.document_id}/content/"

    def puts(self, content: bytes = LETTER, by: Desk | None = None, kind: str = "application/pdf") -> Any:
        return (by or self.desk).client.put(V1 + self.path, content, content_type=kind)

    def gets(self, by: Desk | None = None, **headers: str) -> Any:
        return (by or self.desk).get(self.path, **headers)


@pytest.fixture
def cabinet() -> Cabinet:
    return Cabinet(Desk(officer()))


class TestPutContent:
    def test_deposits_it_and_records_that(self, cabinet: Cabinet) -> None:
        answer = cabinet.puts()
        assert answer.status_code == 201, answer.content
        assert answer["ETag"] == f'"{TOLD["digest"]}"'
        assert answer["Location"] == V1 + cabinet.path
        assert answer.json() == {
            "document_id": cabinet.document_id,
            "digest": TOLD["digest"],
            "size": len(LETTER),
            "media_type": "application/pdf",
            "version": 3,
        }
        username = cabinet.desk.user.username if cabinet.desk.user else ""
        assert kept(cabinet.case_id) == (1, username, "consultations_app")

    def test_of_the_same_bytes_again_gives_the_same_and_records_nothing(self, cabinet: Cabinet) -> None:
        cabinet.puts()
        again = cabinet.puts()
        assert (again.status_code, again.json()["version"]) == (200, 3)
        assert kept(cabinet.case_id)[0] == 1

    def test_takes_up_a_deposit_that_was_cut_off(self, cabinet: Cabinet) -> None:
        from uuid import UUID

        contents.deposit(UUID(cabinet.case_id), LETTER, "somebody else")
        assert cabinet.puts().status_code == 201
        assert kept(cabinet.case_id)[:2] == (1, "somebody else")

    @pytest.mark.parametrize(
        "kind", ["text/plain", "multipart/form-data; boundary=x", "application/json", ""]
    )
    def test_takes_the_bytes_whatever_they_are_called(self, cabinet: Cabinet, kind: str) -> None:
        assert cabinet.puts(kind=kind).status_code == 201
        assert cabinet.gets().content == LETTER

    def test_refuses_other_bytes_by_size_and_by_digest(self, cabinet: Cabinet) -> None:
        shorter = is_problem(cabinet.puts(LETTER[:-1]), 409, "size_differs")
        assert shorter["particulars"] == {"size": len(LETTER), "given": len(LETTER) - 1}
        other = LETTER[:-1] + b"x"
        differs = is_problem(cabinet.puts(other), 409, "digest_differs")
        assert differs["particulars"]["given"] == sha256(other).hexdigest()
        is_problem(cabinet.puts(b""), 409, "size_differs")
        assert kept(cabinet.case_id)[0] == 0
        cabinet.puts()
        is_problem(cabinet.puts(other), 409, "content_deposited_already")

    def test_refuses_more_than_is_taken_here(self, cabinet: Cabinet, settings: Any) -> None:
        settings.DOCUMENT_LIMIT = len(LETTER) - 1
        problem = is_problem(cabinet.puts(), 413, "content_too_large")
        assert problem["particulars"] == {"largest": len(LETTER) - 1}

    def test_takes_a_document_as_large_as_is_taken_here(self) -> None:
        large = bytes(range(256)) * 8192  # 2 MiB: more than any command may have
        cabinet = Cabinet(Desk(officer()), digest=sha256(large).hexdigest(), size=len(large))
        assert cabinet.puts(large).status_code == 201
        assert cabinet.gets().content == large

    def test_refuses_what_is_on_paper(self) -> None:
        paper = Cabinet(Desk(officer()), digest=None, media_type=None, size=None)
        is_problem(paper.puts(), 409, "document_is_on_paper")

    def test_is_refused_to_those_who_may_only_read(self, cabinet: Cabinet) -> None:
        is_problem(cabinet.puts(by=Desk(officer("auditor"))), 403, "role_may_only_read")
        is_problem(cabinet.puts(by=Desk(officer("holds"))), 403, "role_may_only_read")
        is_problem(cabinet.puts(by=Desk()), 401, "not_signed_in")

    def test_is_no_command_that_anybody_sends(self, cabinet: Cabinet) -> None:
        told = {"document_id": cabinet.document_id, "digest": TOLD["digest"], "size": len(LETTER)}
        answer = cabinet.desk.post(f"/cases/{cabinet.case_id}/deposit-content", told)
        is_problem(answer, 404, "not_found")


class TestGetContent:
    def test_gives_the_bytes_to_be_saved_and_never_to_be_shown(self, cabinet: Cabinet) -> None:
        cabinet.puts()
        given = cabinet.gets()
        assert (given.status_code, given.content) == (200, LETTER)
        assert given["Content-Type"] == "application/pdf"
        assert given["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in given["Content-Security-Policy"]
        assert given["Cache-Control"] == "private, no-cache"
        assert given["ETag"] == f'"{TOLD["digest"]}"'
        disposition = given["Content-Disposition"]
        assert disposition.startswith("attachment; filename*=utf-8''")
        assert unquote(disposition.partition("''")[2]) == "Letter of 10 April_ Ambassadør Дарчиев.pdf"

    @pytest.mark.parametrize(
        ("title", "media_type", "name"),
        [
            ("note.PDF", "application/pdf", "note.PDF"),
            ("../../etc/passwd", "text/plain", "_.._etc_passwd.txt"),
            ('a"b', "application/x-unheard-of", "a_b"),
            ("...", "application/x-unheard-of", "document"),
        ],
    )
    def test_names_it_so_that_it_can_be_saved(self, title: str, media_type: str, name: str) -> None:
        cabinet = Cabinet(Desk(officer()), title=title, media_type=media_type)
        cabinet.puts()
        assert cabinet.gets()["Content-Disposition"] == f'attachment; filename="{name}"'

    def test_says_that_the_reader_has_it_already(self, cabinet: Cabinet) -> None:
        cabinet.puts()
        unchanged = cabinet.gets(**{"If-None-Match": f'"{TOLD["digest"]}"'})
        assert (unchanged.status_code, unchanged.content) == (304, b"")

    def test_says_what_is_on_paper_and_what_is_awaited(self, cabinet: Cabinet) -> None:
        is_problem(cabinet.gets(), 404, "content_awaited")
        paper = Cabinet(Desk(officer()), digest=None, media_type=None, size=None)
        is_problem(paper.gets(), 404, "content_on_paper")

    def test_knows_no_document_of_another_file(self, cabinet: Cabinet) -> None:
        cabinet.puts()
        elsewhere = Cabinet(cabinet.desk)
        elsewhere.document_id = cabinet.document_id
        for answer in (elsewhere.gets(), elsewhere.puts()):
            is_problem(answer, 404, "unknown_document")

    def test_is_refused_to_a_token_that_may_only_write(self, cabinet: Cabinet) -> None:
        from consultations.api import tokens

        user = officer()
        may_write = Desk(Authorization=f"Bearer {tokens.make(user, [tokens.WRITE], 1)}")
        may_read = Desk(Authorization=f"Bearer {tokens.make(user, [tokens.READ], 1)}")
        is_problem(cabinet.puts(by=may_read), 403, "scope_missing")
        assert cabinet.puts(by=may_write).status_code == 201
        is_problem(cabinet.gets(by=may_write), 403, "scope_missing")
        assert cabinet.gets(by=may_read).content == LETTER


class TestTheLevelOfAContent:
    def test_shuts_out_of_the_text_those_who_may_know_that_there_is_one(self, settled: Settled) -> None:
        cabinet = Cabinet(Desk(officer(level="secret")), content_level="secret")
        cabinet.puts()
        settled()
        below = Desk(officer(level="confidential"))
        row = below.get(f"/cases/{cabinet.case_id}/documents/{cabinet.document_id}/").json()
        assert (row["title"], row["content_level"]) == (TOLD["title"], "secret")
        for answer in (cabinet.gets(by=below), cabinet.puts(by=below)):
            assert is_problem(answer, 403, "content_above_clearance")["particulars"] == {"level": "secret"}
        unchanged = cabinet.gets(by=below, **{"If-None-Match": f'"{TOLD["digest"]}"'})
        is_problem(unchanged, 403, "content_above_clearance")
        assert cabinet.gets().content == LETTER

    def test_says_nothing_to_those_who_do_not_see_the_file(self) -> None:
        cabinet = Cabinet(Desk(officer(level="secret")), content_level="secret")
        cabinet.puts()
        outsider = Desk(officer(level="public"))
        nowhere = f"/cases/{uuid4()}/documents/{uuid4()}/content/"
        bodies = {
            is_problem(answer, 404, "unknown_case")["detail"]
            for answer in (cabinet.gets(by=outsider), cabinet.puts(by=outsider), outsider.get(nowhere))
        }
        assert len(bodies) == 1


class TestTheRowOfADocument:
    def test_says_where_its_content_is(self, cabinet: Cabinet, settled: Settled) -> None:
        path = f"/cases/{cabinet.case_id}/documents/{cabinet.document_id}/"
        settled()
        awaited = cabinet.desk.get(path).json()
        cabinet.puts()
        settled()
        deposited = cabinet.desk.get(path).json()
        assert (awaited["kept_as"], awaited["content"]) == ("content awaited", None)
        assert (deposited["kept_as"], deposited["content"]) == ("content deposited", V1 + cabinet.path)
        assert (
            cabinet.desk.get(f"/cases/{cabinet.case_id}/documents/?kept_as=on+paper").json()["results"] == []
        )

    def test_is_named_beside_what_it_bears_out(self, cabinet: Cabinet, settled: Settled) -> None:
        stranger = str(uuid4())
        held = {"on": {"edtf": "2025-02-27"}, "evidence": [cabinet.document_id, stranger]}
        answer = cabinet.desk.post(f"/cases/{cabinet.case_id}/hold-round", held)
        assert answer.status_code == 201, answer.content
        settled()
        (entry,) = cabinet.desk.get(f"/cases/{cabinet.case_id}/timeline/?type=RoundHeld").json()["results"]
        assert entry["evidence"] == [cabinet.document_id, stranger]
        assert entry["documents"] == [
            {"document_id": cabinet.document_id, "title": TOLD["title"], "kept_as": "content awaited"}
        ]
