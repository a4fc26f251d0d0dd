"""Who may do what over REST: a role that records, a token with the scope for it."""

from rest_framework.request import Request

from consultations.access.filter import Reader, reader_of
from consultations.api.errors import Named
from consultations.api.tokens import READ, WRITE, Token
from consultations.domain.message import Command
from consultations.forms import may_act, may_ask


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


def _must_have(request: Request, scope: str) -> None:
    if isinstance(request.auth, Token) and scope not in request.auth.scopes:
        raise ScopeMissing(scope=scope)
