"""Commands over REST: one address for each, read off its type; the form, the version seen, the key, the receipt."""

import json
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any, ClassVar, Final, cast, get_args
from uuid import UUID

from django.core import signing
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from uuid_utils.compat import uuid7

from consultations.access.filter import Reader
from consultations.api import rights, tags
from consultations.api.errors import Named
from consultations.api.parsers import StrictJson
from consultations.api.requests import correlation_id
from consultations.domain.decider import STREAMS
from consultations.domain.message import Command
from consultations.domain.opening import OpenCase
from consultations.domain.parties import RegisterParty, party_id
from consultations.domain.persons import RegisterPerson
from consultations.domain.properties import RegisterProperty
from consultations.domain.registers import OpenRegister, register_id
from consultations.domain.sources import RegisterSource
from consultations.forms import form_of
from consultations.handler import Key, Receipt, handle

BEGINNING: Final = (OpenCase, RegisterPerson, RegisterParty, RegisterSource, RegisterProperty, OpenRegister)
"""The commands that bring a stream into being: they are posted to its collection."""
COLLECTIONS: Final = {
    "case": "cases",
    "person": "persons",
    "party": "parties",
    "source": "sources",
    "property": "properties",
    "register": "registers",
}
PARTS: Final = {
    "relation_id": "relations",
    "mandate_id": "mandates",
    "round_id": "rounds",
    "note_id": "notes",
    "assurance_id": "assurances",
    "agreement_id": "agreements",
    "action_id": "actions",
    "milestone_id": "milestones",
    "outcome_id": "outcomes",
    "nomination_id": "nominations",
    "statement_id": "statements",
    "measure_id": "measures",
    "reciprocity_id": "reciprocities",
    "premises_id": "premises",
    "document_id": "documents",
    "hold_id": "holds",
}
"""What a command is about, and the collection where that is read."""
KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
WRITTEN: Final = "written"


class IdempotencyKeyMalformed(Named):
    """An Idempotency-Key has 1 to 200 visible ASCII characters and no spaces."""


@cache
def kind_of(command: type[Command]) -> str:
    """The kind of stream a command is for."""
    return next(kind for kind, stream in STREAMS.items() if command in get_args(stream.commands))


class Acting(APIView):
    """Takes one command."""

    command: ClassVar[type[Command]]
    parser_classes = [StrictJson]

    def post(self, request: Request, **where: Any) -> Response:
        """Carry it out, once for each key, and give its receipt."""
        reader = rights.acting(request, self.command)
        seen = tags.seen(request.headers, needed=self.command.guarded)
        rights.must_see_addressed(reader, where)
        form = form_of(self.command)(data=request.data)
        form.is_valid(raise_exception=True)
        command = form.save()
        addressed = stream_id(command, _addressed(where) if where else None)
        rights.must_see(reader, command, addressed)
        receipt = handle(
            command,
            stream_id=addressed,
            actor=reader.username,
            command_id=uuid7(),
            correlation_id=correlation_id(getattr(request, "request_id", "")),
            seen=seen,
            key=_key(request, reader),
        )
        return _told(self.command, receipt, where)


@cache
def view_of(command: type[Command]) -> type[Acting]:
    """The view that takes a command."""
    return cast(
        type[Acting], type(command.__name__, (Acting,), {"command": command, "__doc__": command.__doc__})
    )


def stream_id(command: Command, addressed: UUID | None) -> UUID:
    """The stream that a command is for: the one it begins, else the one that was addressed."""
    match command:
        case (
            OpenCase(case_id=begun)
            | RegisterPerson(person_id=begun)
            | RegisterSource(source_id=begun)
            | RegisterProperty(property_id=begun)
        ):
            return begun
        case RegisterParty(code=code):
            return party_id(code)
        case OpenRegister(registry=registry, series=series, year=year, level=level):
            return register_id(registry, series, year, level, command.compartments)
        case _:
            return cast(UUID, addressed)


def _addressed(where: Mapping[str, Any]) -> UUID:
    return party_id(where["code"]) if "code" in where else cast(UUID, next(iter(where.values())))


def _key(request: Request, reader: Reader) -> Key | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    if not KEY.fullmatch(given):
        raise IdempotencyKeyMalformed()
    sent = [request.method, request.path, request.data, request.headers.get("If-Match", "")]
    canonical = json.dumps(sent, sort_keys=True, separators=(",", ":")).encode()
    return Key(owner=reader.username, key=given, fingerprint=sha256(canonical).digest())


def _told(command: type[Command], receipt: Receipt, where: Mapping[str, Any]) -> Response:
    body = {
        f"{receipt.stream_kind}_id": str(receipt.stream_id),
        "version": receipt.version,
        "entity_id": str(receipt.entity_id),
        "events": receipt.events,
        "event_ids": [str(each) for each in receipt.event_ids],
        "warnings": receipt.warnings,
        "written": _written(receipt),
    }
    headers = {"ETag": tags.tag(receipt.entity_version)}
    if address := _address(command, receipt):
        headers["Location"] = address
    if receipt.repeated:
        headers["Idempotency-Replayed"] = "true"
    return Response(body, status=201, headers=headers)


def _written(receipt: Receipt) -> str | None:
    """What a read names that is to show it: the last event, and the one in the register beside the file."""
    last = [str(each) for each in (*receipt.event_ids[-1:], receipt.beside) if each]
    return signing.dumps(" ".join(last), salt=WRITTEN) if last else None


def _address(command: type[Command], receipt: Receipt) -> str:
    """Where what was changed is read; a party's address has its code, which only its sender knows here."""
    root = f"/api/v1/{COLLECTIONS[receipt.stream_kind]}/"
    if receipt.stream_kind == "party":
        return ""
    if command.about not in PARTS:
        return f"{root}{receipt.stream_id}/"
    return f"{root}{receipt.stream_id}/{PARTS[command.about]}/{receipt.entity_id}/"
