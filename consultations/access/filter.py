"""The clearance filter: every read of a file goes through this one condition; there is no second way."""

from dataclasses import dataclass, fields
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group

from consultations.access.tables import Clearance
from consultations.domain.bounds import UnknownZone, known_zone
from consultations.domain.values import LEVELS as LEVELS

CLEARED_FOR_NOTHING: Final = -1

# Most files are in no compartment. That is said apart, for PostgreSQL takes `<@` to hold for one row in two hundred:
# it would then read and sort every file there is, where fifty in the order of an index are enough.
SUFFICES: Final = """label.rank <= %(reader_rank)s
    and (label.compartments = array[]::text[] or label.compartments <@ %(reader_compartments)s::text[])"""
"""SQL condition on a row `label`: a reader with these `Reader.parameters()` is cleared for what it says."""

# A label is made of the sealed log, so it comes a moment after what it is made of. What opens a file to more readers
# may wait for that; what closes it may not, and is read off the log itself, from the moment it is committed.
# Their stored form is read here: whoever raises its version changes this too. array_position counts from 1; a level
# that is none of ours closes the file to everybody.
VISIBLE: Final = f"""{SUFFICES}
    and not exists (select from consultations_event closing
        where closing.stream_id = label.case_id and closing.version > label.version
            and closing.type in ('ClassificationRaised', 'CompartmentAdded')
            and case closing.type
                when 'CompartmentAdded' then (convert_from(closing.payload, 'UTF8')::jsonb ->> 'compartment')
                    = any(%(reader_compartments)s::text[])
                else array_position(%(levels)s::text[], convert_from(closing.payload, 'UTF8')::jsonb ->> 'level')
                    <= %(reader_rank)s + 1
            end is not true)"""
"""SQL condition after `join consultations_labels label using (case_id)`, with `Reader.parameters()`.

A file without a label has no row to join, so nobody sees it. One that was closed further since its label was made is
seen by those alone who will see it then.
"""

OTHER_FILE: Final = "other_case_id"
"""Field of a row that names another file, or none: the row shows only to those who see both."""

# A value, for of `exists` PostgreSQL makes a table of all files there are before it reads a page of fifty.
BOTH_FILES: Final = """{visible} and ({called}.{other} is null or (
    select {visible} from consultations_labels label where label.case_id = {called}.{other}))"""


NAMING: Final = """select naming.case_id
    from consultations_namings naming join consultations_labels label using (case_id)
    where naming.named_id = {named} and {visible}"""
"""The files that have named a person or a property, of those the reader may see."""


def registered(row: str, key: str, visible: str = VISIBLE) -> str:
    """Whether the person or property in a row shows: through such a file, or to whoever registered it.

    Through nothing else; yet whoever registers somebody goes on to name them on a file.
    """
    # A value once more, for the reason above.
    through = NAMING.format(named=f"{row}.{key}", visible=visible)
    return f"({row}.registered_by = %(reader_username)s or ({through} limit 1) is not null)"


def visible(row: type, called: str = "shown") -> str:
    """VISIBLE for the rows of this type, under the name they are called by: of both files, where they name another."""
    if OTHER_FILE not in (each.name for each in fields(row)):
        return VISIBLE
    return BOTH_FILES.format(visible=VISIBLE, called=called, other=OTHER_FILE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who reads, and what they are cleared for."""

    username: str
    level: str = ""
    """Highest level they may see; empty, or unknown: nothing."""
    compartments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    zone: str = "UTC"
    """By whose clock they read (IANA)."""

    def parameters(self) -> dict[str, Any]:
        """What VISIBLE needs, and what shows times by the reader's clock."""
        return {
            "reader_username": self.username or None,
            "reader_rank": rank_of(self.level),
            "reader_compartments": list(self.compartments),
            "levels": list(LEVELS),
            "reader_zone": self.zone,
        }

    def may_see(self, level: str, compartments: tuple[str, ...]) -> bool:
        """The same condition on a label in memory, for a file that is folded and not selected."""
        return _rank(level, above_all=True) <= rank_of(self.level) and set(compartments) <= set(
            self.compartments
        )


def rank_of(level: str) -> int:
    """Place of a level among the levels, lowest 0; -1 for one that is not known."""
    return _rank(level, above_all=False)


def reader_of(user: AbstractBaseUser | AnonymousUser) -> Reader:
    """What a user may see: their clearance, which must have been given; being a superuser gives none."""
    if not (user.is_authenticated and user.is_active):
        return Reader(username="")
    roles = tuple(Group.objects.filter(user=user.pk).order_by("name").values_list("name", flat=True))
    clearance = Clearance.objects.filter(user_id=user.pk).first()
    if clearance is None:
        return Reader(username=user.get_username(), roles=roles)
    return Reader(
        username=user.get_username(),
        level=clearance.level,
        compartments=tuple(clearance.compartments),
        roles=roles,
        zone=_zone(clearance.zone),
    )


def _zone(zone: str) -> str:
    try:
        return known_zone(zone)
    except UnknownZone:
        return "UTC"


def _rank(level: str, *, above_all: bool) -> int:
    if level in LEVELS:
        return LEVELS.index(level)
    return len(LEVELS) if above_all else CLEARED_FOR_NOTHING
