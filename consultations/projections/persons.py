"""Persons: one row for each record of a person in the register, as the domain folds it."""

from typing import Final

from django.db import models

from consultations.domain.decider import PERSON
from consultations.domain.persons import Person
from consultations.projections.projection import Projection, register_projection

PROJECTION: Final[Projection[Person]] = register_projection(
    "persons",
    PERSON,
    Person,
    "person_id",
    # By these the records of one person are found, and lists are ordered.
    indexes=(models.Index(fields=["merged_into"]), models.Index(fields=["sort_name", "person_id"])),
)
