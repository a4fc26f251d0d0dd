"""Persons: one row for each person in the register, as the domain folds it."""

from typing import Final

from consultations.domain.decider import PERSON
from consultations.domain.persons import Person
from consultations.projections.projection import Projection, register_projection

PROJECTION: Final[Projection[Person]] = register_projection("persons", PERSON, Person, "person_id")
