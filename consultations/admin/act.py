"""Acting on a file: each command possible now as a form, and the result on the file's page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from uuid_utils.compat import uuid4, uuid7

from consultations import forms
from consultations.access.filter import Reader, reader_of
from consultations.admin import reading
from consultations.admin.entered import entered
from consultations.admin.menu import name_of
from consultations.admin.missing import missing
from consultations.admin.parts import CLAIMS, called, claims_named, parts_named
from consultations.admin.possible import COMMANDS, Offer, hints, is_new, possible
from consultations.admin.questions import Form, Group, Offered, Question
from consultations.admin.telling import Names
from consultations.api.queries import must_see_both_ends
from consultations.domain.decider import fold
from consultations.domain.documents import FileDocument
from consultations.domain.message import Command, Recorded, Refused, Warned, slug
from consultations.domain.opening import OpenCase
from consultations.domain.state import Case
from consultations.eventlog import read
from consultations.eventlog.answers import KeyInFlight, KeyReused
from consultations.handler import EntityMoved, Key, Receipt, VersionConflict, handle
from consultations.projections.progress import CaseIsParked, wait_for
from consultations.projections.sentences import sentence

BY_SLUG: dict[str, type[Command]] = {slug(each): each for each in COMMANDS}
NEW_PART = "not on the file yet"
PATIENCE = 3.0
"""Seconds that a form waits at most for the pages to show what it recorded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A form as it is to be shown: what is asked, and what stands in the way."""

    command: type[Command]
    case_id: UUID
    questions: list[Question | Group]
    key: str
    seen: int
    refusal: str = ""
    changed: tuple[str, ...] = ()
    """What has been recorded since the form was opened."""
    status: int = 200


def act(request: HttpRequest, case_id: UUID, command_slug: str) -> HttpResponse:
    """The form of a command about a file, and what becomes of it when it is sent."""
    reader = reader_of(request.user)
    file = reading.file(reader, case_id)
    command = BY_SLUG.get(command_slug)
    if file is None or command is None or not forms.may_ask(reader, command):
        return missing(request)
    case = reading.case(reader, case_id)
    offers = possible(case, [command])
    desk = Desk(request, command, case, offers, file.names, reader)
    return desk.receive() if request.method == "POST" else desk.hand_out()


def open_case(request: HttpRequest) -> HttpResponse:
    """The form that opens a file."""
    reader = reader_of(request.user)
    if not forms.may_act(reader):
        return missing(request)
    case = Case(case_id=UUID(int=0))
    desk = Desk(request, OpenCase, case, [Offer(OpenCase)], reading.names(), reader)
    return desk.receive() if request.method == "POST" else desk.hand_out()


class Desk:
    """Hands out one form and takes it back."""

    def __init__(
        self,
        request: HttpRequest,
        command: type[Command],
        case: Case,
        offers: list[Offer],
        names: Names,
        reader: Reader,
    ) -> None:
        """Take what the form is about, and where it would be accepted."""
        self.request, self.command, self.case, self.offers = request, command, case, offers
        self.names, self.reader = names, reader

    def hand_out(self) -> HttpResponse:
        """An empty form, with ids drawn for what it would bring into being and a key of its own."""
        given = {name: str(uuid7()) for name, hint in hints(self.command).items() if is_new(hint)}
        about = self.request.GET.get(self.command.about, "") if self.command.about else ""
        if about:
            given[self.command.about] = about
        refusal = "" if self.offers else "This cannot be recorded on the file as it stands."
        return self._show(given, {}, refusal=refusal)

    def receive(self) -> HttpResponse:
        """Check what was entered as the API does, then carry it out."""
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
        case_id = self.case.case_id if self.case.version else command.case_id  # type: ignore[attr-defined]  # OpenCase
        try:
            must_see_both_ends(self.reader, command, case_id)
            receipt = handle(
                command,
                stream_id=case_id,
                actor=self.request.user.get_username(),
                command_id=uuid7(),
                seen=self._seen(command),
                key=self._key(filled_in),
            )
        except Refused as refused:
            return self._show(filled_in, {}, refusal=str(refused), status=409)
        except EntityMoved as moved:
            return self._show(filled_in, {}, refusal=str(moved), changed=self._told(moved.since), status=412)
        except VersionConflict:
            return self._show(
                filled_in, {}, refusal="The file is very busy. Please send it again.", status=409
            )
        except KeyReused:
            told = "This form was sent before and is on the file. Send it again only to record this too."
            return self._show(filled_in, {}, refusal=told, status=409)
        except KeyInFlight:
            messages.info(self.request, "This is being recorded already.")
            return _to_file(case_id)
        return self._recorded(receipt, case_id)

    def _recorded(self, receipt: Receipt, case_id: UUID) -> HttpResponse:
        for warned in Warned.__subclasses__():
            if warned.code() in receipt.warnings:
                messages.warning(self.request, warned.told())
        if late := _late(receipt):
            messages.warning(self.request, f"Recorded. {late}")
            return (
                _to_file(case_id)
                if self.case.version
                else HttpResponseRedirect(reverse("admin:index"), status=303)
            )
        own = [each for each in read.stream(case_id) if each.event_id in receipt.event_ids]
        told = "; ".join(self._told(own)) or "Nothing changed: the file says so already."
        before = "Recorded already" if receipt.repeated else "Recorded"
        messages.success(self.request, f"{before}: {told}" if own else told)
        return _to_file(case_id, receipt.entity_id)

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
        form = Form(self.command, self._offered(filled_in), _rows(self.request.POST, more))
        key = self.request.POST.get("key", "") if status != 409 else ""
        sheet = Sheet(
            command=self.command,
            case_id=self.case.case_id,
            questions=self._asked(form.build(filled_in, errors)),
            key=key or str(uuid4()),
            seen=self.case.version,
            refusal=refusal,
            changed=changed,
            status=status,
        )
        return TemplateResponse(self.request, "consultations/act.html", self._context(sheet), status=status)

    def _context(self, sheet: Sheet) -> dict[str, Any]:
        from consultations.admin.adminsite import site

        back = reverse("admin:case", args=[sheet.case_id]) if self.case.version else reverse("admin:index")
        return {
            **site.each_context(self.request),
            "title": name_of(self.command),
            "told": (self.command.__doc__ or "").strip(),
            "sheet": sheet,
            "case": self.case if self.case.version else None,
            "back": back,
            "can_be_sent": bool(self.offers),
            "with_content": self.command is FileDocument and bool(self.offers),
        }

    def _asked(self, questions: list[Question | Group]) -> list[Question | Group]:
        """A part it is about is chosen from a list, also where it may be a new one."""
        for each in questions:
            if isinstance(each, Question) and each.name == self.command.about:
                new = ((str(each.value), NEW_PART),) if each.kind == "hidden" and self._may_be_new() else ()
                choices = (*new, *self._subjects())
                if each.kind != "hidden" or len(choices) > 1:
                    each.kind, each.choices = "choice", choices
                    each.term = self.command.about.removesuffix("_id").capitalize()
        return questions

    def _may_be_new(self) -> bool:
        return any(each.part_id is None for each in self.offers)

    def _subjects(self) -> tuple[tuple[str, str], ...]:
        on_file = parts_named(self.case, self.command.about) if self.command.about else {}
        return tuple(
            (str(offer.part_id), called(on_file[offer.part_id]))
            for offer in self.offers
            if offer.part_id is not None
        )

    def _offered(self, filled_in: Mapping[str, Any]) -> Offered:
        return Offered(
            parties=tuple((code, self.names.party(code)) for code in self._sides()),
            known_parties=tuple(sorted(self.names.parties.items(), key=lambda each: each[1])),
            named=_Choices(self.case, self.names, self.reader),
        )

    def _sides(self) -> list[str]:
        return list(dict.fromkeys([*self.case.codes(), *([self.names.own] if self.case.version else [])]))

    def _seen(self, command: Command) -> int | None:
        """The version the part had when the form was handed out, read off the version the file had then."""
        if not command.guarded:
            return None
        number = self.request.POST.get("seen", "")
        if not number.isdecimal():
            raise BadRequest
        about = getattr(command, command.about) if command.about else self.case.case_id
        then = fold(self.case.case_id, _history(self.case.case_id)[: int(number)])
        return then.tags.get(about, 0)

    def _key(self, filled_in: Mapping[str, Any]) -> Key:
        request = msgspec.json.encode([slug(self.command), str(self.case.case_id), filled_in], order="sorted")
        key = self.request.POST.get("key", "")
        if not 8 <= len(key) <= 100:
            raise BadRequest
        return Key(
            owner=self.request.user.get_username(), key=f"form:{key}", fingerprint=sha256(request).digest()
        )

    def _told(self, records: Iterable[Recorded]) -> tuple[str, ...]:
        told = list(records)
        names = replace(self.names, files=reading.titles(each.event.other_file for each in told))
        return tuple(
            sentence(
                type(each.event).__name__, msgspec.to_builtins(each.event), names, each.envelope.asserted
            )
            for each in told
        )


class _Choices(dict[str, tuple[tuple[str, str], ...]]):
    """What each field may name: parts of the file by what they are called, persons and sources on record."""

    def __init__(self, case: Case, names: Names, reader: Reader) -> None:
        super().__init__()
        self.case, self.names, self.reader = case, names, reader

    def get(self, name: str, default: Any = ()) -> Any:
        """The choices for a field of this name."""
        if name in ("person_id", "speaker_id"):
            return _sorted((str(each), self.names.person(each)) for each in reading.persons_seen(self.reader))
        if name == "property_id":
            return _sorted(
                (str(each), self.names.property(each)) for each in reading.properties_seen(self.reader)
            )
        if name == "other_case_id":
            files = (
                each for each in reading.rows(self.reader, "docket") if each.case_id != self.case.case_id
            )
            return _sorted((str(each.case_id), each.title) for each in files)
        if name == "register_id":
            registers = reading.registers_of(self.reader, self.case)
            return tuple((str(each.register_id), each.title) for each in registers)
        if name == "source_id":
            return _sorted(self.names.sources.items())
        if name in CLAIMS:
            return tuple((str(each.event_id), self._told(each)) for each in claims_named(self.case).values())
        return (
            tuple((str(part_id), called(part)) for part_id, part in parts_named(self.case, name).items())
            or default
        )

    def _told(self, record: Recorded) -> str:
        arguments = msgspec.to_builtins(record.event)
        return sentence(type(record.event).__name__, arguments, self.names, record.envelope.asserted)


def _sorted(choices: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(choices, key=lambda each: each[1].casefold()))


def _history(case_id: UUID) -> list[Recorded]:
    return [each for each in read.stream(case_id) if each.stream_kind == "case"]


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
        return "The pages cannot show it until an operator has seen to this file."
    return "" if shown else "The pages are catching up."


def _to_file(case_id: UUID, part_id: UUID | None = None) -> HttpResponseRedirect:
    anchor = f"#part-{part_id}" if part_id and part_id != case_id else ""
    return HttpResponseRedirect(reverse("admin:case", args=[case_id]) + anchor, status=303)
