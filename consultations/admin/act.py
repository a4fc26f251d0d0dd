"""Acting on a file: each command possible now as a form, and the result on the file's page."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from consultations import forms
from consultations.access.filter import Reader, reader_of
from consultations.admin import reading
from consultations.admin.desk import Desk, in_order, known
from consultations.admin.missing import missing
from consultations.admin.parts import CLAIMS, called, claims_named, parts_named
from consultations.admin.possible import COMMANDS, Offer, possible
from consultations.admin.questions import Group, Offered, Question
from consultations.admin.telling import Names
from consultations.domain.documents import FileDocument
from consultations.domain.message import Command, Recorded, slug
from consultations.domain.opening import OpenCase
from consultations.domain.state import Case
from consultations.projections.sentences import sentence

BY_SLUG: dict[str, type[Command]] = {slug(each): each for each in COMMANDS}
NEW_PART = "not on the file yet"


def act(request: HttpRequest, case_id: UUID, command_slug: str) -> HttpResponse:
    """The form of a command about a file, and what becomes of it when it is sent."""
    reader = reader_of(request.user)
    file = reading.file(reader, case_id)
    command = BY_SLUG.get(command_slug)
    if file is None or command is None or not forms.may_ask(reader, command):
        return missing(request)
    case = reading.case(reader, case_id)
    return FileDesk(request, command, case, possible(case, [command]), file.names, reader).answer()


def open_case(request: HttpRequest) -> HttpResponse:
    """The form that opens a file."""
    reader = reader_of(request.user)
    if not forms.may_act(reader):
        return missing(request)
    case = Case(case_id=UUID(int=0))
    return FileDesk(request, OpenCase, case, [Offer(OpenCase)], reading.names(), reader).answer()


class FileDesk(Desk):
    """The forms about one file, or the one that opens it."""

    about = "file"

    def __init__(
        self,
        request: HttpRequest,
        command: type[Command],
        case: Case,
        offers: list[Offer],
        names: Names,
        reader: Reader,
    ) -> None:
        """Take the file, where on it the command would be accepted, and what everything is called."""
        super().__init__(request, command, case.case_id, case, reader)
        self.case, self.offers, self.names = case, offers, names
        self.cannot = "" if offers else "This cannot be recorded on the file as it stands."

    def offered(self) -> Offered:
        """The parties and parts of the file, and whom and what else its reader knows."""
        return Offered(
            parties=tuple((code, self.names.party(code)) for code in self._sides()),
            known_parties=known(self.names),
            named=_Choices(self.case, self.names, self.reader),
        )

    def arranged(self, questions: list[Question | Group]) -> list[Question | Group]:
        """A part it is about is chosen from a list, also where it may be a new one."""
        for each in questions:
            if isinstance(each, Question) and each.name == self.command.about:
                new = ((str(each.value), NEW_PART),) if each.kind == "hidden" and self._may_be_new() else ()
                choices = (*new, *self._subjects())
                if each.kind != "hidden" or len(choices) > 1:
                    each.kind, each.choices = "choice", choices
                    each.term = self.command.about.removesuffix("_id").capitalize()
        return questions

    def told(self, records: Iterable[Recorded]) -> tuple[str, ...]:
        """Each record as the timeline has it."""
        told = list(records)
        names = replace(self.names, files=reading.titles(each.event.other_file for each in told))
        return tuple(
            sentence(
                type(each.event).__name__, msgspec.to_builtins(each.event), names, each.envelope.asserted
            )
            for each in told
        )

    def above(self) -> tuple[str, str]:
        """The file; of one that is not open yet, the dashboard."""
        if not self.case.version:
            return "", reverse("admin:index")
        return self.case.title, reverse("admin:case", args=[self.case.case_id])

    def shown_at(self, stream_id: UUID, entity_id: UUID) -> str:
        """The part on the page of the file."""
        anchor = f"#part-{entity_id}" if entity_id != stream_id else ""
        return reverse("admin:case", args=[stream_id]) + anchor

    def particulars(self) -> dict[str, Any]:
        """Where a document can be filed together with its content."""
        deposit = reverse("admin:file_with_content", args=[self.case.case_id])
        return {"deposit": deposit if self.command is FileDocument and self.offers else ""}

    def _may_be_new(self) -> bool:
        return any(each.part_id is None for each in self.offers)

    def _subjects(self) -> tuple[tuple[str, str], ...]:
        on_file = parts_named(self.case, self.command.about) if self.command.about else {}
        return tuple(
            (str(offer.part_id), called(on_file[offer.part_id]))
            for offer in self.offers
            if offer.part_id is not None
        )

    def _sides(self) -> list[str]:
        return list(dict.fromkeys([*self.case.codes(), *([self.names.own] if self.case.version else [])]))


class _Choices(dict[str, tuple[tuple[str, str], ...]]):
    """What each field may name: parts of the file by what they are called, persons and sources on record."""

    def __init__(self, case: Case, names: Names, reader: Reader) -> None:
        super().__init__()
        self.case, self.names, self.reader = case, names, reader

    def get(self, name: str, default: Any = ()) -> Any:
        """The choices for a field of this name."""
        if name in ("person_id", "speaker_id"):
            return in_order(
                (str(each), self.names.person(each)) for each in reading.persons_seen(self.reader)
            )
        if name == "property_id":
            return in_order(
                (str(each), self.names.property(each)) for each in reading.properties_seen(self.reader)
            )
        if name == "other_case_id":
            files = (
                each for each in reading.rows(self.reader, "docket") if each.case_id != self.case.case_id
            )
            return in_order((str(each.case_id), each.title) for each in files)
        if name == "register_id":
            registers = reading.registers_of(self.reader, self.case)
            return tuple((str(each.register_id), each.title) for each in registers)
        if name == "source_id":
            return in_order(self.names.sources.items())
        if name in CLAIMS:
            return tuple((str(each.event_id), self._told(each)) for each in claims_named(self.case).values())
        return (
            tuple((str(part_id), called(part)) for part_id, part in parts_named(self.case, name).items())
            or default
        )

    def _told(self, record: Recorded) -> str:
        arguments = msgspec.to_builtins(record.event)
        return sentence(type(record.event).__name__, arguments, self.names, record.envelope.asserted)
