"""One form and what becomes of it: handed out, taken back, checked as the REST interface checks it, carried out."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from uuid_utils.compat import uuid4, uuid7

from consultations import forms
from consultations.access.filter import Reader
from consultations.admin.entered import entered
from consultations.admin.menu import name_of
from consultations.admin.questions import Form, Group, Offered, Question
from consultations.admin.telling import Names
from consultations.api import commands, rights
from consultations.api.errors import Named
from consultations.domain.decider import State
from consultations.domain.message import Command, Recorded, Refused, Warned, slug
from consultations.eventlog import read
from consultations.eventlog.answers import KeyInFlight, KeyReused
from consultations.handler import EntityMoved, Key, Receipt, VersionConflict, handle, stream_of
from consultations.projections.progress import CaseIsParked, wait_for

PATIENCE = 3.0
"""Seconds that a form waits at most for the pages to show what it recorded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A form as it is to be shown: what is asked, and what stands in the way."""

    questions: list[Question | Group]
    key: str
    seen: int
    refusal: str = ""
    changed: tuple[str, ...] = ()
    """What has been recorded since the form was opened."""


class Desk(ABC):
    """Hands out one form and takes it back; each kind of desk says what its forms are about."""

    about: str
    """What the form's stream is called in messages."""
    cannot = ""
    """Why the form cannot be sent as things stand; empty where it can."""

    def __init__(
        self, request: HttpRequest, command: type[Command], stream_id: UUID, state: State, reader: Reader
    ) -> None:
        """Take the command, and the stream it is for as it stands: at version 0 where the command begins it."""
        self.request, self.command, self.reader = request, command, reader
        self.stream_id, self.state = stream_id, state

    @abstractmethod
    def offered(self) -> Offered:
        """What can be chosen."""

    def arranged(self, questions: list[Question | Group]) -> list[Question | Group]:
        """The questions as they are shown."""
        return questions

    @abstractmethod
    def told(self, records: Iterable[Recorded]) -> tuple[str, ...]:
        """What was recorded, in words."""

    @abstractmethod
    def above(self) -> tuple[str, str]:
        """What the form belongs to: its name, none for the dashboard, and its address."""

    @abstractmethod
    def shown_at(self, stream_id: UUID, entity_id: UUID) -> str:
        """The address of the page that shows what was recorded."""

    def particulars(self) -> dict[str, Any]:
        """What the page shows besides."""
        return {}

    def answer(self) -> HttpResponse:
        """What becomes of a request for the form."""
        return self._receive() if self.request.method == "POST" else self._hand_out()

    def _hand_out(self) -> HttpResponse:
        """An empty form, with ids drawn for what it would bring into being, and a key of its own."""
        given = {
            name: str(uuid7()) for name, hint in forms.hints_of(self.command).items() if forms.is_new(hint)
        }
        given |= {name: self.request.GET[name] for name in self.request.GET if self._may_be_given(name)}
        return self._show(given, {}, refusal=self.cannot)

    def _may_be_given(self, name: str) -> bool:
        """Whether a link to the form may fill it in: the part it is about, and ids of other things."""
        return name == self.command.about or forms.hints_of(self.command).get(name) is UUID

    def _receive(self) -> HttpResponse:
        """Check what was entered as the REST interface does, then carry it out."""
        posted = self.request.POST
        filled_in = entered(self.command, posted)
        if "more" in posted:
            return self._show(filled_in, {}, more=posted["more"])
        kind: Any = self.command
        serializer = forms.form_of(kind)(data=filled_in)
        if not serializer.is_valid():
            return self._show(
                filled_in, serializer.errors, refusal="Please mend what is marked below.", status=422
            )
        return self._carry_out(serializer.save(), filled_in)

    def _carry_out(self, command: Command, filled_in: dict[str, Any]) -> HttpResponse:
        stream_id = commands.stream_id(command, self.stream_id)
        try:
            rights.must_see(self.reader, command, stream_id)
            receipt = handle(
                command,
                stream_id=stream_id,
                actor=self.request.user.get_username(),
                command_id=uuid7(),
                seen=self._seen(command),
                key=self._key(filled_in),
            )
        except (Refused, Named) as refused:
            return self._show(filled_in, {}, refusal=str(refused), status=409)
        except EntityMoved as moved:
            return self._show(filled_in, {}, refusal=str(moved), changed=self.told(moved.since), status=412)
        except VersionConflict:
            busy = f"The {self.about} is very busy. Please send it again."
            return self._show(filled_in, {}, refusal=busy, status=409)
        except KeyReused:
            told = f"This form was sent before and is on the {self.about}. Send it again only to record this too."
            return self._show(filled_in, {}, refusal=told, status=409)
        except KeyInFlight:
            messages.info(self.request, "This is being recorded already.")
            return _to(self.above()[1])
        return self._recorded(receipt)

    def _recorded(self, receipt: Receipt) -> HttpResponse:
        for warned in Warned.__subclasses__():
            if warned.code() in receipt.warnings:
                messages.warning(self.request, warned.told())
        if late := _late(receipt):
            messages.warning(self.request, f"Recorded. {late}")
            return _to(self.above()[1])
        own = [each for each in read.stream(receipt.stream_id) if each.event_id in receipt.event_ids]
        told = "; ".join(self.told(own)) or f"Nothing changed: the {self.about} says so already."
        before = "Recorded already" if receipt.repeated else "Recorded"
        messages.success(self.request, f"{before}: {told}" if own else told)
        return _to(self.shown_at(receipt.stream_id, receipt.entity_id))

    def _show(
        self,
        filled_in: Mapping[str, Any],
        errors: Mapping[str, Any],
        *,
        refusal: str = "",
        changed: tuple[str, ...] = (),
        more: str = "",
        status: int = 200,
    ) -> HttpResponse:
        from consultations.admin.adminsite import site

        form = Form(self.command, self.offered(), _rows(self.request.POST, more))
        key = self.request.POST.get("key", "") if status != 409 else ""
        sheet = Sheet(
            questions=self.arranged(form.build(filled_in, errors)),
            key=key or str(uuid4()),
            seen=self.state.version,
            refusal=refusal,
            changed=changed,
        )
        name, address = self.above()
        context = {
            **site.each_context(self.request),
            "title": name_of(self.command),
            "told": (self.command.__doc__ or "").strip(),
            "sheet": sheet,
            "above": name,
            "back": address,
            "can_be_sent": not self.cannot,
            **self.particulars(),
        }
        return TemplateResponse(self.request, "consultations/act.html", context, status=status)

    def _seen(self, command: Command) -> int | None:
        """The version the part had when the form was handed out, read off the version its stream had then."""
        if not command.guarded:
            return None
        number = self.request.POST.get("seen", "")
        if not number.isdecimal():
            raise BadRequest
        stream = stream_of(command)
        then = stream.new(self.stream_id)
        for each in read.ask_history(self.stream_id, stream.kind)()[: int(number)]:
            stream.evolve(then, each)
        about = getattr(command, command.about) if command.about else self.stream_id
        return int(then.tags.get(about, 0))

    def _key(self, filled_in: Mapping[str, Any]) -> Key:
        request = msgspec.json.encode([slug(self.command), str(self.stream_id), filled_in], order="sorted")
        key = self.request.POST.get("key", "")
        if not 8 <= len(key) <= 100:
            raise BadRequest
        return Key(
            owner=self.request.user.get_username(), key=f"form:{key}", fingerprint=sha256(request).digest()
        )


def known(names: Names) -> tuple[tuple[str, str], ...]:
    """All parties on record, by name."""
    return tuple(sorted(names.parties.items(), key=lambda each: each[1]))


def in_order(choices: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Choices as people look for them."""
    return tuple(sorted(choices, key=lambda each: each[1].casefold()))


def _rows(posted: Mapping[str, str], more: str) -> dict[str, int]:
    """How many rows each list had, and one more in the list to which a row is added."""
    had = {
        name.removeprefix("rows:"): int(number)
        for name, number in posted.items()
        if name.startswith("rows:") and number.isdecimal() and len(number) < 3
    }
    return had | ({more: had.get(more, 1) + 1} if more else {})


def _late(receipt: Receipt) -> str:
    """Why the pages do not show what was recorded; empty where they do."""
    try:
        shown = not receipt.event_ids or wait_for(receipt.event_ids[-1], seconds=PATIENCE)
    except CaseIsParked:
        return "The pages cannot show it until an operator has seen to it."
    return "" if shown else "The pages are catching up."


def _to(address: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(address, status=303)
