"""How a file is kept: its place in the file plan, how long, what holds it, and where it went."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted
from consultations.domain.when import When

AfterRetention = Literal["review", "disposal", "transfer"]
"""What follows when the time is over: somebody looks at it again, it may be destroyed, it goes to the archive."""
CustodyStatus = Literal["kept", "under hold", "disposal authorised", "in the archive"]
HoldStatus = Literal["standing", "lifted"]


@dataclass(kw_only=True, slots=True)
class Custody(Part):
    """How the file is kept; there is one for each file, and its id is the file's own."""

    key: ClassVar[str] = "custody_id"
    kept: ClassVar[str] = "custody"

    custody_id: UUID
    status: CustodyStatus = "kept"
    """In the archive before all else; a hold goes before an authorised disposal, which it stops."""
    status_asserted: Asserted | None = None
    """Whose word the last change rests on."""
    plan_code: str = ""
    """Its place in the file plan of the registry."""
    rule: str = ""
    """The rule of the retention schedule that it is kept by."""
    until: When | None = None
    """How long it is kept; where that cannot be told yet, in words, with the day on which it is looked at again."""
    after: AfterRetention | None = None
    """What follows then."""
    holds: tuple[str, ...] = ()
    """Ids of the holds that stand."""
    disposal_authority: str = ""
    """Who authorised that it be destroyed."""
    disposal_on: When | None = None
    archive: str = ""
    """The archive that has it now."""
    archive_reference: str = ""
    """What the archive calls it."""
    transferred_on: When | None = None


@dataclass(kw_only=True, slots=True)
class Hold(Part):
    """One hold: while it stands the file is not destroyed, whatever its retention says."""

    key: ClassVar[str] = "hold_id"
    kept: ClassVar[str] = "holds"

    hold_id: UUID
    status: HoldStatus = "standing"
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    reason: str = ""
    authority: str = ""
    """Who ordered it: a court, the legal adviser, an inquiry."""
    placed_on: When | None = None
    lifted_by: str = ""
    lifted_on: When | None = None
    lifted_reason: str = ""
