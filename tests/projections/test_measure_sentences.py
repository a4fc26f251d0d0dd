"""Sentences about measures, their reciprocity, and property."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from consultations.domain.decider import CaseEvent
from consultations.domain.measures import (
    DepartureNotified,
    MeasureAnnounced,
    MeasureEased,
    MeasureLifted,
    MeasureNotified,
    MeasureTookEffect,
    PersonDeclaredNonGrata,
    PersonDeclaredNotAcceptable,
    StaffCeilingSet,
)
from consultations.domain.parts.measures import Category, DeclaredPerson, StatedEffect
from consultations.domain.parts.reciprocity import Cause
from consultations.domain.periods import Period
from consultations.domain.premises import (
    AccessDenied,
    AccessGranted,
    PropertyHandedOver,
    PropertyPlacedOnFile,
    ReturnRequested,
)
from consultations.domain.reciprocity import LinkedAsReciprocal, ReciprocityDisputed, ReciprocityWithdrawn
from consultations.domain.when import at, by, on
from consultations.projections.sentences import told
from consultations.projections.words import Names

MEASURE, LINK, HOUSE, PERSON, OTHER = (UUID(int=nth) for nth in range(1, 6))
NAMES = Names(
    parties={"RU": "Russia", "US": "United States"},
    persons={PERSON: "A. Petrov"},
    properties={HOUSE: "Norwich House"},
    own="NO",
    parts={MEASURE: "closing of a consulate", LINK: "the answer"},
)
BY_US: dict[str, Any] = {"measure_id": MEASURE, "party": "US", "against": "RU"}
LEAVING: dict[str, Any] = {"measure_id": MEASURE, "effect_id": OTHER, "party": "US"}
OF_HOUSE: dict[str, Any] = {"premises_id": LINK, "property_id": HOUSE}
LINKED: dict[str, Any] = {"reciprocity_id": LINK, "measure_id": MEASURE, "on": on("2017-07-28")}
EXPULSION = Cause(part_id=OTHER, text="35 expelled", on=on("2016-12-29"))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            MeasureAnnounced(**BY_US, announced_on=on("2018-03-26")),
            "United States announced: closing of a consulate, 26 March 2018",
        ),
        (
            MeasureNotified(
                measure_id=OTHER,
                title="Closing",
                notified_on=on("2018-03-26"),
                effects=(
                    StatedEffect(
                        effect_id=LINK,
                        text="access ends",
                        property_id=HOUSE,
                        takes_effect=at("2018-03-30T17:00", zone="America/Los_Angeles"),
                    ),
                    StatedEffect(effect_id=PERSON, text="offices vacated"),
                ),
            ),
            "A party notified: Closing, 26 March 2018 "
            "(access ends, Norwich House, 30 March 2018 17:00 (America/Los_Angeles); offices vacated)",
        ),
        (
            MeasureTookEffect(measure_id=MEASURE, took_effect_on=on("2018-04-02")),
            "Measure in effect: closing of a consulate, 2 April 2018",
        ),
        (MeasureEased(measure_id=MEASURE, reason="talks"), "Measure eased: closing of a consulate: talks"),
        (MeasureLifted(measure_id=OTHER), "Measure lifted: the measure"),
        (
            PersonDeclaredNonGrata(
                **LEAVING,
                number=60,
                categories=(
                    Category(text="at the embassy", number=48),
                    Category(text="at the UN", number=12),
                ),
                period=Period(amount=1, unit="weeks"),
            ),
            "United States declared non grata 60 persons (48 at the embassy, 12 at the UN): "
            "closing of a consulate, to leave 1 week after it was notified",
        ),
        (
            PersonDeclaredNotAcceptable(
                **LEAVING,
                persons=(DeclaredPerson(person_id=PERSON),),
                leave_by=by("2017-01-01T12:00", zone="America/New_York"),
            ),
            "United States declared not acceptable A. Petrov: closing of a consulate, "
            "to leave by 1 January 2017 12:00 (America/New_York)",
        ),
        (
            PersonDeclaredNonGrata(**LEAVING, number=1, persons=(DeclaredPerson(person_id=PERSON),)),
            "United States declared non grata 1 person (A. Petrov): closing of a consulate",
        ),
        (
            PersonDeclaredNonGrata(**LEAVING, categories=(Category(text="attachés", number=2),)),
            "United States declared non grata 2 attachés: closing of a consulate",
        ),
        (
            DepartureNotified(measure_id=MEASURE, effect_id=OTHER, departed_on=on("2017-01-01"), number=35),
            "Departure notified of 35 persons: closing of a consulate, 1 January 2017",
        ),
        (
            DepartureNotified(measure_id=MEASURE, effect_id=OTHER, departed_on=on("2017-01-01")),
            "Departure notified of all those declared: closing of a consulate, 1 January 2017",
        ),
        (
            StaffCeilingSet(**LEAVING, ceiling=455, takes_effect=by("2017-09-01", zone="Europe/Moscow")),
            "United States set a staff ceiling of 455: closing of a consulate, by 1 September 2017",
        ),
        (
            LinkedAsReciprocal(
                **LINKED,
                symmetry="mirror",
                causes=(EXPULSION, Cause(kind="other", text="a bill")),
                reason="parity",
            ),
            "closing of a consulate mirrors 35 expelled (29 December 2016, 211 days before) and a bill: parity",
        ),
        (
            LinkedAsReciprocal(**LINKED, symmetry="asymmetric", causes=(EXPULSION,), assessed_by="ingrid"),
            "closing of a consulate answers 35 expelled (29 December 2016, 211 days before), not in kind, "
            "as ingrid assesses it",
        ),
        (
            LinkedAsReciprocal(**LINKED, symmetry="unrelated", causes=(Cause(part_id=OTHER), Cause())),
            "closing of a consulate is unrelated to a measure and ",
        ),
        (ReciprocityDisputed(reciprocity_id=LINK, party="RU"), "Russia disputed the link: the answer"),
        (
            ReciprocityWithdrawn(reciprocity_id=OTHER, reason="an error"),
            "Link of reciprocity withdrawn: a link of reciprocity: an error",
        ),
        (
            PropertyPlacedOnFile(**OF_HOUSE, subject="its return"),
            "Property on the file: Norwich House: its return",
        ),
        (AccessGranted(**OF_HOUSE, party="US"), "United States granted access to Norwich House"),
        (
            AccessDenied(premises_id=LINK, property_id=OTHER, party="US", reason="a measure"),
            "United States denied access to a property not named here: a measure",
        ),
        (ReturnRequested(**OF_HOUSE, party="RU"), "Russia requested the return of Norwich House"),
        (PropertyHandedOver(**OF_HOUSE, party="US"), "United States handed over Norwich House"),
        (
            PropertyHandedOver(**OF_HOUSE, party="US", to_party="RU"),
            "United States handed over Norwich House to Russia",
        ),
    ],
    ids=lambda each: "" if isinstance(each, str) else type(each).__name__,
)
class TestSentence:
    def test_reads_well(self, event: CaseEvent, expected: str) -> None:
        with translation.override("en"):
            assert told(event, NAMES) == expected
