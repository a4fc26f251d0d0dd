"""Registers: one row for each numbering register, as the domain folds it."""

from typing import Final

from consultations.domain.decider import REGISTER
from consultations.domain.parts.registers import Register
from consultations.projections.projection import Projection, register_projection

PROJECTION: Final[Projection[Register]] = register_projection("registers", REGISTER, Register, "register_id")
