"""Who may do what over REST: a role that records, a token with the scope for it."""

from uuid import UUID

from rest_framework.request import Request

from consultations.access.filter import Reader, reader_of
from consultations.api import persons, queries
from consultations.api.errors import Named
from consultations.api.tokens import READ, WRITE, Token
from consultations.domain.message import Command
from consultations.domain.persons import MergePersons, UndoMerge
from consultations.domain.registers import OpenRegister
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
