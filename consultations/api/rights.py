"""Who may do what over REST: a role that records, a token with the scope for it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request

from consultations.access.filter import Reader, reader_of
from consultations.api import persons, queries
from consultations.api.errors import Named
from consultations.api.questions import PERSONS, PROPERTIES
from consultations.api.questions.question import Question
from consultations.api.tokens import READ, WRITE, Token
from consultations.domain.decider import STREAMS, UnknownCase
from consultations.domain.message import Command
from consultations.domain.persons import MergePersons, PersonUnknown, UndoMerge
from consultations.domain.properties import PropertyUnknown
from consultations.domain.registers import OpenRegister
from consultations.eventlog import read
from consultations.forms import may_act, may_ask


class LabelAboveClearance(Named):
    """Whoever opens a register is cleared for the series that it is of."""

    status_code = 403


class RoleMayOnlyRead(Named):
    """Your role reads the files and records nothing."""

    status_code = 403


class ScopeMissing(Named):
    """The token was not made for this."""

    status_code = 403


class ReservedToAnotherRole(Named):
    """Only another role may record this."""

    status_code = 403


def reading(request: Request) -> Reader:
    """Whoever reads. Raises ScopeMissing."""
    _must_have(request, READ)
    return reader_of(request.user)


def acting(request: Request, command: type[Command]) -> Reader:
    """Whoever records. Raises ScopeMissing, RoleMayOnlyRead, ReservedToAnotherRole."""
    _must_have(request, WRITE)
    reader = reader_of(request.user)
    if not may_act(reader):
        raise RoleMayOnlyRead()
    if not may_ask(reader, command):
        raise ReservedToAnotherRole(role=command.reserved_to)
    return reader


def must_see_addressed(reader: Reader, where: Mapping[str, Any]) -> None:
    """Let nobody record of a file, a numbering register, a person or a property that they do not see.

    Raises UnknownCase, UnknownRegister, PersonUnknown, PropertyUnknown, as where there is none.
    """
    if "case_id" in where and not queries.may_see(reader, where["case_id"]):
        raise UnknownCase()
    if "register_id" in where:
        queries.must_see_register(reader, where["register_id"])
    if "person_id" in where and not _shows(reader, PERSONS, where["person_id"]):
        raise PersonUnknown(person_id=where["person_id"])
    if "property_id" in where and not _shows(reader, PROPERTIES, where["property_id"]):
        raise PropertyUnknown(property_id=where["property_id"])


def _shows(reader: Reader, question: Question, key: UUID) -> bool:
    shown = queries.shows(reader, question, key)
    if shown is None:  # too new for the read models: it shows to whoever registered it
        stream = STREAMS[question.one]
        entry = stream.new(key)
        for each in read.ask_history(key, stream.kind)():
            stream.evolve(entry, each)
        shown = bool(entry.registered_by) and entry.registered_by == reader.username
    return shown


def must_see(reader: Reader, command: Command, stream_id: UUID) -> None:
    """Let nobody record of what they do not see, beyond what was addressed.

    Raises LabelAboveClearance for a register, UnknownCase for another file, PersonUnknown for another person.
    """
    match command:
        case OpenRegister(level=level, compartments=compartments):
            if not reader.may_see(level, compartments):
                raise LabelAboveClearance()
        case MergePersons() | UndoMerge():
            persons.must_see_both(reader, command, stream_id)
        case _:
            queries.must_see_both_ends(reader, command, stream_id)


def _must_have(request: Request, scope: str) -> None:
    if isinstance(request.auth, Token) and scope not in request.auth.scopes:
        raise ScopeMissing(scope=scope)
