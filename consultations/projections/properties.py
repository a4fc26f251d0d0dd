"""Properties: one row for each property in the register, as the domain folds it."""

from typing import Final

from consultations.domain.decider import PROPERTY
from consultations.domain.properties import Property
from consultations.projections.projection import Projection, register_projection

PROJECTION: Final[Projection[Property]] = register_projection("properties", PROPERTY, Property, "property_id")
