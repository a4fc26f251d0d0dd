"""Relations: what a file is to other files; each is recorded in one stream and shows from both ends.

Papers that must be kept closer than their case go into a file of their own with a reference between the two, as
registries do on paper. A nature is stated from the later file or the one kept closer, so that nothing in the stream
of the file that more people see tells of it.
"""

from dataclasses import dataclass
from typing import ClassVar, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.relations import Relation, Stated
from consultations.domain.state import Case, NotOnFile, must_be_free


@dataclass(frozen=True, kw_only=True, slots=True)
class Relating(Event):
    """What the register says of two files; it is nobody's claim."""

    claim: ClassVar[bool] = False
    entity: ClassVar[tuple[str, ...]] = ("relation_id",)
    relation_id: UUID
    other_case_id: UUID

    @property
    def other_file(self) -> UUID | None:
        """The file at the other end."""
        return self.other_case_id


@dataclass(frozen=True, kw_only=True, slots=True)
class CasesRelated(Relating):
    """The file was related to another by a stated nature."""

    nature: Stated
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RelationWithdrawn(Relating):
    """A relation that was recorded in error was withdrawn."""

    reason: str


RelationEvent = CasesRelated | RelationWithdrawn


@dataclass(frozen=True, kw_only=True, slots=True)
class RelateCases(Command):
    """Relate the file to another, from the later one or the one kept closer."""

    about: ClassVar[str] = "relation_id"
    relation_id: NewId
    other_case_id: UUID
    """The file at the other end; nothing is recorded in its own stream."""
    nature: Stated
    """What this file is to the other."""
    words: str = ""
    """The nature in words where it is "other"; else what is to be said of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawRelation(Command):
    """Withdraw a relation that was recorded in error."""

    about: ClassVar[str] = "relation_id"
    guarded: ClassVar[bool] = True
    relation_id: UUID
    reason: str


RelationCommand = RelateCases | WithdrawRelation


class OtherCaseUnknown(Refused):
    """There is no such case to relate this one to."""


class RelatedToItself(Refused):
    """A case is not related to itself."""


class NatureNeedsWords(Refused):
    """Where a relation is of another nature than those there are, its words say of which."""


class RelatedAlready(Refused):
    """The case is related to that one by this nature already."""


class RelationWithdrawnAlready(Refused):
    """The relation has been withdrawn already."""


def decide(command: RelationCommand, case: Case) -> list[RelationEvent]:
    """What follows from a command, or the refusal that stands in its way.

    Whether there is the other case, and whether its officer may see it, is found out at the door.
    """
    match command:
        case RelateCases():
            return [_related(command, case)]
        case WithdrawRelation(relation_id=relation_id, reason=reason):
            return [_withdrawn(relation_id, reason, case)]
        case _:
            assert_never(command)


def _related(command: RelateCases, case: Case) -> CasesRelated:
    must_be_free(case, command.relation_id)
    if command.other_case_id == case.case_id:
        raise RelatedToItself()
    if command.nature == "other" and not command.words.strip():
        raise NatureNeedsWords()
    for relation_id, each in case.relations.items():
        if each.status == "stated" and _same(each, command):
            raise RelatedAlready(relation_id=relation_id)
    return CasesRelated(
        relation_id=command.relation_id,
        other_case_id=command.other_case_id,
        nature=command.nature,
        words=command.words,
    )


def _same(held: Relation, command: RelateCases) -> bool:
    """Of another nature than those there are, the words tell one relation from the next."""
    if (held.other_case_id, held.nature) != (command.other_case_id, command.nature):
        return False
    return command.nature != "other" or held.words == command.words


def _withdrawn(relation_id: UUID, reason: str, case: Case) -> RelationWithdrawn:
    held = case.relations.get(relation_id)
    if held is None or held.other_case_id is None:
        raise NotOnFile(ids=[relation_id])
    if held.status == "withdrawn":
        raise RelationWithdrawnAlready()
    return RelationWithdrawn(relation_id=relation_id, other_case_id=held.other_case_id, reason=reason)


def evolve(case: Case, event: RelationEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Relation, event.relation_id, record)
    part.other_case_id = event.other_case_id
    part.status_asserted = record.envelope.asserted
    match event:
        case CasesRelated(nature=nature, words=words):
            part.nature, part.words, part.on = nature, words, record.envelope.occurred
        case RelationWithdrawn(reason=reason):
            part.status, part.reason = "withdrawn", reason
        case _:
            assert_never(event)
