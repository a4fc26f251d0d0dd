"""The sentences of the registry: what was filed, who may see the file, how it is kept."""

from uuid import UUID

import msgspec
import pytest

from consultations.domain.classification import (
    CaseDowngraded,
    ClassificationRaised,
    CompartmentAdded,
    CompartmentRemoved,
)
from consultations.domain.custody import (
    CaseClassified,
    CaseTransferredToArchive,
    DisposalAuthorised,
    HoldLifted,
    HoldPlaced,
    RetentionSet,
)
from consultations.domain.documents import ContentDeposited, DocumentFiled, DocumentSuperseded
from consultations.domain.message import Event
from consultations.domain.when import on, said
from consultations.projections.timeline import Names, sentence

LETTER, DRAFT, HOLD = UUID(int=1), UUID(int=2), UUID(int=3)
NAMES = Names(own="NO", parts={LETTER: "The letter", DRAFT: "Draft of the letter"})
DIGEST = "ab" * 32


class TestSentence:
    @pytest.mark.parametrize(
        ("event", "expected"),
        [
            (
                DocumentFiled(document_id=LETTER, title="The letter", digest=DIGEST, dated=on("2025-04-10")),
                "Document filed: The letter, of 10 April 2025",
            ),
            (
                DocumentFiled(document_id=DRAFT, title="The letter", authenticity="convenience translation"),
                "Document filed: The letter, on paper, convenience translation",
            ),
            (
                ContentDeposited(document_id=LETTER, digest=DIGEST, size=9),
                "Content deposited: The letter",
            ),
            (ContentDeposited(document_id=HOLD, digest=DIGEST, size=9), "Content deposited: the document"),
            (
                DocumentSuperseded(document_id=DRAFT, by_document_id=LETTER, reason="signed"),
                "Document superseded: Draft of the letter, by The letter: signed",
            ),
            (
                DocumentSuperseded(document_id=DRAFT, by_document_id=HOLD),
                "Document superseded: Draft of the letter, by another document",
            ),
            (
                CompartmentAdded(compartment="RU-US", reason="names"),
                "File put into the compartment RU-US: names",
            ),
            (
                CompartmentRemoved(compartment="RU-US", reason="announced"),
                "File taken out of the compartment RU-US: announced",
            ),
            (ClassificationRaised(level="secret", reason="names"), "File raised to secret: names"),
            (
                CaseDowngraded(level="public", reason="the appointment was announced"),
                "File downgraded to public: the appointment was announced",
            ),
            (
                CaseDowngraded(level="restricted", compartments_removed=("NOM", "RU-US"), reason="announced"),
                "File downgraded to restricted, out of NOM and RU-US: announced",
            ),
            (CaseClassified(plan_code="313.1"), "File given the place 313.1 in the file plan"),
            (
                RetentionSet(rule="B2", until=on("2045-12-31"), after="disposal"),
                "File to be kept until 31 December 2045, by the rule B2; then disposal",
            ),
            (
                RetentionSet(rule="B2", until=on("2045-12-31"), after="transfer", reason="of interest"),
                "File to be kept until 31 December 2045, by the rule B2; then transfer to the archive: of interest",
            ),
            (
                RetentionSet(
                    rule="B2",
                    until=said("when out of use", language="en", review_on="2030-01-01"),
                    after="review",
                ),
                "File to be kept until “when out of use”, by the rule B2; then a review",
            ),
            (
                HoldPlaced(hold_id=HOLD, authority="Storting", reason="an inquiry"),
                "Hold placed by Storting: an inquiry",
            ),
            (
                HoldLifted(hold_id=HOLD, authority="Storting", reason="it ended"),
                "Hold lifted by Storting: it ended",
            ),
            (
                DisposalAuthorised(authority="National Archivist", authorised_on=on("2046-01-02")),
                "Disposal authorised by National Archivist (2 January 2046)",
            ),
            (
                CaseTransferredToArchive(archive="National Archives", reference="S-2259"),
                "File transferred to the archive: National Archives, S-2259",
            ),
            (
                CaseTransferredToArchive(archive="National Archives"),
                "File transferred to the archive: National Archives",
            ),
        ],
    )
    def test_reads_well(self, event: Event, expected: str) -> None:
        assert sentence(type(event).__name__, msgspec.to_builtins(event), NAMES) == expected
