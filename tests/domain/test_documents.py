"""Documents: filed by their digest or on paper, deposited where they answer to it, superseded and never removed."""

from dataclasses import replace
from typing import Any

import pytest

from consultations.domain import when
from consultations.domain.documents import (
    AuthenticTextTranslatesNothing,
    ContentDeposited,
    ContentDepositedAlready,
    ContentIncomplete,
    ContentLevelNotHigher,
    DepositContent,
    DigestDiffers,
    DigestMalformed,
    DocumentFiled,
    DocumentFiledAlready,
    DocumentIsOnPaper,
    DocumentSuperseded,
    DocumentSupersededAlready,
    FileDocument,
    MediaTypeMalformed,
    SizeDiffers,
    SupersededInACircle,
    SupersedeDocument,
    UnknownDocument,
)
from consultations.domain.opening import CaseClosed
from consultations.domain.state import IdTaken, NotOnFile
from tests.dsl import an_id, folded, given
from tests.stories import NOTE, OPENED, WITH_NOTE

DOCUMENT, NEWER, NEWEST = an_id("document"), an_id("newer document"), an_id("newest document")
DIGEST, OTHER = "ab" * 32, "cd" * 32
TOLD: dict[str, Any] = {
    "document_id": DOCUMENT,
    "title": "Aide-mémoire on visas",
    "digest": DIGEST,
    "media_type": "application/pdf",
    "size": 1024,
    "languages": ("ru", "en"),
    "dated": when.on("2025-04-10"),
}
FILE, FILED = FileDocument(**TOLD), DocumentFiled(**TOLD)
DEPOSIT = DepositContent(document_id=DOCUMENT, digest=DIGEST, size=1024)
DEPOSITED = ContentDeposited(document_id=DOCUMENT, digest=DIGEST, size=1024)
PAPER = DocumentFiled(document_id=DOCUMENT, title="Letters of credence")
NEWER_FILED, NEWEST_FILED = replace(FILED, document_id=NEWER), replace(FILED, document_id=NEWEST)
SUPERSEDE = SupersedeDocument(document_id=DOCUMENT, by_document_id=NEWER, reason="a slip in article 2")
SUPERSEDED = DocumentSuperseded(document_id=DOCUMENT, by_document_id=NEWER, reason="a slip in article 2")


class TestFileDocument:
    def test_puts_it_on_the_file_to_be_deposited(self) -> None:
        document = given(*OPENED).when(FILE).then(FILED).documents[DOCUMENT]
        assert (document.kept_as, document.status) == ("content awaited", "filed")
        assert {name: getattr(document, name) for name in TOLD} == TOLD

    def test_without_a_digest_puts_it_there_on_paper(self) -> None:
        paper = FileDocument(document_id=DOCUMENT, title="Letters of credence")
        assert given(*OPENED).when(paper).then(PAPER).documents[DOCUMENT].kept_as == "on paper"

    @pytest.mark.parametrize(
        "left_out",
        [{"digest": ""}, {"media_type": ""}, {"size": 0}, {"size": -1}],
        ids=lambda each: next(iter(each)),
    )
    def test_needs_digest_media_type_and_size_together(self, left_out: dict[str, Any]) -> None:
        given(*OPENED).when(replace(FILE, **left_out)).refused(ContentIncomplete)

    def test_of_a_document_on_paper_gives_no_negative_size(self) -> None:
        given(*OPENED).when(FileDocument(document_id=DOCUMENT, title="x", size=-1)).refused(ContentIncomplete)

    @pytest.mark.parametrize("digest", ["ab", "AB" * 32, "zz" * 32, DIGEST + "00"])
    def test_needs_a_digest_that_is_one(self, digest: str) -> None:
        given(*OPENED).when(replace(FILE, digest=digest)).refused(DigestMalformed)

    @pytest.mark.parametrize("media_type", ["pdf", "application/", "text/html; charset=utf-8", "Text/HTML"])
    def test_needs_a_media_type_that_is_one(self, media_type: str) -> None:
        given(*OPENED).when(replace(FILE, media_type=media_type)).refused(MediaTypeMalformed)

    def test_takes_a_level_of_the_content_that_is_higher_than_the_files(self) -> None:
        event = replace(FILED, content_level="secret")
        case = given(*OPENED).when(replace(FILE, content_level="secret")).then(event)
        assert case.documents[DOCUMENT].content_level == "secret"

    @pytest.mark.parametrize("level", ["public", "restricted"])
    def test_refuses_a_level_that_is_not_higher(self, level: Any) -> None:
        command = replace(FILE, content_level=level)
        given(*OPENED).when(command).refused(ContentLevelNotHigher, level="restricted")

    def test_takes_a_convenience_translation_of_a_document_on_the_file(self) -> None:
        told = {"document_id": NEWER, "authenticity": "convenience translation", "translation_of": DOCUMENT}
        translated = given(*OPENED, FILED).when(replace(FILE, **told)).then(replace(FILED, **told))
        assert translated.documents[NEWER].translation_of == DOCUMENT

    def test_refuses_an_authentic_text_that_translates_another(self) -> None:
        command = replace(FILE, document_id=NEWER, translation_of=DOCUMENT)
        given(*OPENED, FILED).when(command).refused(AuthenticTextTranslatesNothing)

    def test_refuses_a_translation_of_what_is_not_on_the_file(self) -> None:
        command = replace(FILE, authenticity="convenience translation", translation_of=NEWER)
        given(*OPENED).when(command).refused(NotOnFile, ids=[NEWER])

    def test_is_refused_the_second_time(self) -> None:
        given(*OPENED, FILED).when(FILE).refused(DocumentFiledAlready, title=FILED.title)

    def test_is_refused_under_the_id_of_something_else(self) -> None:
        given(*WITH_NOTE).when(replace(FILE, document_id=NOTE)).refused(IdTaken, part_id=NOTE)


class TestDepositContent:
    def test_records_that_the_content_is_there(self) -> None:
        case = given(*OPENED, FILED).when(DEPOSIT).then(DEPOSITED)
        assert case.documents[DOCUMENT].kept_as == "content deposited"

    def test_records_nothing_the_second_time(self) -> None:
        given(*OPENED, FILED, DEPOSITED).when(DEPOSIT).then()

    def test_is_refused_for_other_bytes(self) -> None:
        shorter, other = replace(DEPOSIT, size=1023), replace(DEPOSIT, digest=OTHER)
        given(*OPENED, FILED).when(shorter).refused(SizeDiffers, size=1024, given=1023)
        given(*OPENED, FILED).when(other).refused(DigestDiffers, digest=DIGEST, given=OTHER)
        given(*OPENED, FILED, DEPOSITED).when(other).refused(ContentDepositedAlready, digest=DIGEST)

    def test_is_refused_for_a_document_on_paper(self) -> None:
        given(*OPENED, PAPER).when(DEPOSIT).refused(DocumentIsOnPaper)

    def test_is_refused_for_a_document_that_is_not_on_the_file(self) -> None:
        given(*OPENED).when(DEPOSIT).refused(UnknownDocument, document_id=DOCUMENT)

    def test_is_taken_by_a_closed_file(self) -> None:
        given(*OPENED, FILED, CaseClosed(result="agreed")).when(DEPOSIT).then(DEPOSITED)

    def test_is_nothing_that_anybody_asks_for_by_its_name(self) -> None:
        assert not DepositContent.by_name


class TestSupersedeDocument:
    def test_marks_the_one_and_keeps_both(self) -> None:
        case = given(*OPENED, FILED, NEWER_FILED).when(SUPERSEDE).then(SUPERSEDED)
        old, new = case.documents[DOCUMENT], case.documents[NEWER]
        assert (old.status, old.superseded_by, old.reason) == ("superseded", NEWER, "a slip in article 2")
        assert new.status == "filed"

    def test_is_refused_the_second_time(self) -> None:
        again = given(*OPENED, FILED, NEWER_FILED, SUPERSEDED).when(SUPERSEDE)
        again.refused(DocumentSupersededAlready, superseded_by=NEWER)

    def test_is_refused_in_a_circle_however_long(self) -> None:
        onward = DocumentSuperseded(document_id=NEWER, by_document_id=NEWEST)
        line = (*OPENED, FILED, NEWER_FILED, NEWEST_FILED, SUPERSEDED, onward)
        back = SupersedeDocument(document_id=NEWEST, by_document_id=DOCUMENT)
        given(*line).when(back).refused(SupersededInACircle)
        itself = SupersedeDocument(document_id=DOCUMENT, by_document_id=DOCUMENT)
        given(*OPENED, FILED).when(itself).refused(SupersededInACircle)

    def test_is_refused_unless_both_are_on_the_file(self) -> None:
        given(*OPENED, NEWER_FILED).when(SUPERSEDE).refused(UnknownDocument, document_id=DOCUMENT)
        given(*OPENED, FILED).when(SUPERSEDE).refused(NotOnFile, ids=[NEWER])


class TestDocument:
    def test_is_the_same_in_whatever_order_it_became_known(self) -> None:
        document = folded(DEPOSITED, SUPERSEDED, FILED).documents[DOCUMENT]
        assert (document.kept_as, document.status, document.title) == (
            "content deposited",
            "superseded",
            FILED.title,
        )

    def test_is_on_no_sides_word(self) -> None:
        assert not any(event.claim for event in (FILED, DEPOSITED, SUPERSEDED))

    def test_in_a_circle_that_the_log_holds_does_not_hold_up_a_decision(self) -> None:
        there = DocumentSuperseded(document_id=NEWER, by_document_id=NEWEST)
        back = DocumentSuperseded(document_id=NEWEST, by_document_id=NEWER)
        circle = given(*OPENED, FILED, NEWER_FILED, NEWEST_FILED, there, back)
        circle.when(SUPERSEDE).then(SUPERSEDED)
