"""How one event stands in the log just now: its proof is made and checked on the spot, from what is stored."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from consultations.eventlog.merkle import ProofFailed, root_from_inclusion
from consultations.eventlog.notes import (
    Checkpoint,
    NoteMalformed,
    NotSigned,
    VerifierKey,
    checkpoint_in,
    opened,
)
from consultations.eventlog.proof import NoSuchEvent, NotUnderCheckpoint, Place, covering, path_to, place_of
from consultations.eventlog.tree import TreeIncomplete

Verdict = Literal["proved", "unchecked", "unprotected", "changed", "missing", "rewritten", "unsigned"]
"""Proved, or: all but a signature that no key is there to check; newer than the last checkpoint; it is not what
was sealed; it is gone; the log does not lead to the root that was signed; nobody who is trusted has signed it."""
BORNE_OUT: Final = frozenset({"proved", "unchecked"})
IN_ORDER: Final = BORNE_OUT | {"unprotected"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What was found of one event; what its verdict leaves open is none."""

    verdict: Verdict
    place: Place | None = None
    checkpoint: Checkpoint | None = None
    key: VerifierKey | None = None
    """Who signed the checkpoint, of those that are trusted."""

    @property
    def borne_out(self) -> bool:
        """Whether there is a proof that somebody else can check."""
        return self.verdict in BORNE_OUT

    @property
    def in_order(self) -> bool:
        """Whether nothing is wrong, though it may not be protected yet."""
        return self.verdict in IN_ORDER


def standing(event_id: UUID, trusted: Iterable[VerifierKey]) -> Standing:
    """Check one event against the last checkpoint; `trusted` are the keys that count, none: not known here."""
    try:
        place = place_of(event_id)
    except NoSuchEvent:
        return Standing(verdict="missing")
    if place.stored != place.sealed:
        return Standing(verdict="changed", place=place)
    try:
        return _under(covering(place.position), place, list(trusted))
    except NotUnderCheckpoint:
        return Standing(verdict="unprotected", place=place)
    except NoteMalformed:
        return Standing(verdict="unsigned", place=place)


def _under(note: str, place: Place, trusted: list[VerifierKey]) -> Standing:
    signed, key = checkpoint_in(note), _signer(note, trusted)
    if not _leads_to(signed, place):
        verdict: Verdict = "rewritten"
    elif key is None:
        verdict = "unsigned" if trusted else "unchecked"
    else:
        verdict = "proved"
    return Standing(verdict=verdict, place=place, checkpoint=signed, key=key)


def _leads_to(signed: Checkpoint, place: Place) -> bool:
    try:
        path = path_to(signed, place.position)
        return root_from_inclusion(place.stored, place.position - 1, signed.size, path) == signed.root
    except (TreeIncomplete, ProofFailed):
        return False


def _signer(note: str, trusted: list[VerifierKey]) -> VerifierKey | None:
    try:
        signed, key = opened(note, trusted)
    except NotSigned:
        return None
    return key if signed.origin == key.name else None
