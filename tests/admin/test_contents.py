"""Contents of documents on the pages: filed at one go, deposited from a card, taken away by those who may."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consultations.admin import contents, desk
from consultations.domain.documents import FileDocument
from consultations.domain.rounds import HoldRound
from consultations.domain.when import on
from consultations.eventlog import read
from tests.admin.conftest import a_file, record
from tests.admin.test_act import form, text

Settled = Callable[[], None]
LETTER = b"Excellency,"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker runs here, so there is nothing to wait for."""
    monkeypatch.setattr(desk, "PATIENCE", 0.05)
    monkeypatch.setattr(contents, "PATIENCE", 0.05)


@pytest.fixture
def case_id(settled: Settled) -> UUID:
    case_id = a_file()
    settled()
    return case_id


def upload(content: bytes = LETTER, name: str = "letter.pdf", **more: Any) -> dict[str, Any]:
    return {"content": SimpleUploadedFile(name, content), **more}


def filed(case_id: UUID, **more: Any) -> UUID:
    document_id = uuid4()
    told = {"digest": sha256(LETTER).hexdigest(), "media_type": "application/pdf", "size": len(LETTER)} | more
    record(FileDocument(document_id=document_id, title="The letter", **told), case_id)
    return document_id


def address(case_id: UUID, document_id: UUID) -> str:
    return f"/admin/cases/{case_id}/documents/{document_id}/content/"


class TestFilingWithContent:
    def test_reads_off_the_file_what_it_is(self, officer: Client, case_id: UUID, settled: Settled) -> None:
        asked = text(officer.get(f"/admin/cases/{case_id}/act/file-document/"))
        assert 'enctype="multipart/form-data"' in asked
        sent = officer.post(f"/admin/cases/{case_id}/documents/", upload(title="The letter"))
        assert sent.status_code == 303, sent.content
        *_, told, deposited = read.stream(case_id)
        event: Any = told.event
        assert (event.title, event.media_type, event.size) == ("The letter", "application/pdf", len(LETTER))
        assert type(deposited.event).__name__ == "ContentDeposited"
        settled()
        shown = text(officer.get(f"/admin/cases/{case_id}/"))
        assert "content deposited" in shown
        given = officer.get(address(case_id, event.document_id))
        assert given.content == LETTER
        assert given["Content-Disposition"] == 'attachment; filename="The letter.pdf"'

    def test_goes_by_the_name_where_no_title_is_given(self, officer: Client, case_id: UUID) -> None:
        officer.post(f"/admin/cases/{case_id}/documents/", upload(name="note.unheard-of"))
        event: Any = read.stream(case_id)[-2].event
        assert (event.title, event.media_type) == ("note.unheard-of", "application/octet-stream")

    def test_is_refused_in_words(
        self, officer: Client, case_id: UUID, settings: Any, settled: Settled
    ) -> None:
        settings.DOCUMENT_LIMIT = 3
        for sent in (upload(), {"title": "nothing came"}):
            answer = officer.post(f"/admin/cases/{case_id}/documents/", sent, follow=True)
            assert "The content has more bytes than are taken here." in text(answer)
        assert len(read.stream(case_id)) == 1

    def test_is_not_there_for_those_who_only_read_or_do_not_see_the_file(
        self, signed_in: Callable[..., Client], case_id: UUID
    ) -> None:
        for client in (signed_in("auditor"), signed_in(level="public")):
            sent = client.post(f"/admin/cases/{case_id}/documents/", upload())
            assert sent.status_code == 404
        assert len(read.stream(case_id)) == 1


class TestACard:
    def test_takes_the_content_that_is_awaited(
        self, officer: Client, case_id: UUID, settled: Settled
    ) -> None:
        document_id = filed(case_id)
        settled()
        page = text(officer.get(f"/admin/cases/{case_id}/"))
        assert f'action="{address(case_id, document_id)}"' in page
        wrong = officer.post(address(case_id, document_id), upload(b"Excellence,"), follow=True)
        assert "This is not the content of the document: its digest is another." in text(wrong)
        right = officer.post(address(case_id, document_id), upload())
        assert right["Location"] == f"/admin/cases/{case_id}/#part-{document_id}"
        again = officer.post(address(case_id, document_id), upload())
        assert again.status_code == 303
        settled()
        page = text(officer.get(f"/admin/cases/{case_id}/"))
        assert f'href="{address(case_id, document_id)}"' in page
        assert f'action="{address(case_id, document_id)}"' not in page

    def test_says_of_a_document_on_paper_that_it_is(
        self, officer: Client, case_id: UUID, settled: Settled
    ) -> None:
        document_id = filed(case_id, digest="", media_type="", size=0)
        settled()
        page = text(officer.get(f"/admin/cases/{case_id}/"))
        assert "on paper" in page
        assert address(case_id, document_id) not in page
        told = officer.get(address(case_id, document_id), follow=True)
        assert "The document is on paper: there is no content to give." in text(told)

    def test_keeps_the_text_from_those_who_are_not_cleared_for_it(
        self, signed_in: Callable[..., Client], case_id: UUID, settled: Settled
    ) -> None:
        document_id = filed(case_id, content_level="secret")
        cleared, below = signed_in(level="secret"), signed_in(level="confidential")
        assert cleared.post(address(case_id, document_id), upload()).status_code == 303
        settled()
        assert "The letter" in text(below.get(f"/admin/cases/{case_id}/"))
        refused = below.get(address(case_id, document_id), follow=True)
        assert LETTER not in refused.content
        assert "its content has a level that you are not cleared for" in text(refused)
        assert cleared.get(address(case_id, document_id)).content == LETTER

    def test_is_not_there_for_those_who_do_not_see_the_file(
        self, signed_in: Callable[..., Client], case_id: UUID
    ) -> None:
        document_id, outsider = filed(case_id), signed_in(level="public")
        assert outsider.get(address(case_id, document_id)).status_code == 404
        assert outsider.post(address(case_id, document_id), upload()).status_code == 404
        assert signed_in("auditor").post(address(case_id, document_id), upload()).status_code == 404


class TestAForm:
    def test_offers_the_documents_on_the_file_as_evidence(
        self, officer: Client, case_id: UUID, settled: Settled
    ) -> None:
        holding = f"/admin/cases/{case_id}/act/hold-round/"
        assert "Documents that bear it out" not in text(officer.get(holding))
        document_id = filed(case_id)
        settled()
        assert "Documents that bear it out" in text(officer.get(holding))
        sent = form(officer, holding) | {"on.edtf": "2025-02-27", "evidence": [str(document_id)]}
        assert officer.post(holding, sent).status_code == 303
        assert read.stream(case_id)[-1].envelope.evidence == (document_id,)

    def test_links_what_is_borne_out_to_the_document(
        self, officer: Client, case_id: UUID, settled: Settled
    ) -> None:
        document_id = filed(case_id)
        record(HoldRound(round_id=uuid4(), on=on("2025-02-27"), evidence=(document_id,)), case_id)
        settled()
        page = text(officer.get(f"/admin/cases/{case_id}/"))
        assert f'<a href="#part-{document_id}">The letter</a>' in page
