"""Acting on a register: parties, persons, properties, sources and numbering registers, entered and kept by form."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final, get_args
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations import forms
from consultations.access.filter import Reader, reader_of
from consultations.admin import reading
from consultations.admin.desk import Desk, in_order, known
from consultations.admin.menu import Entry, name_of
from consultations.admin.missing import missing
from consultations.admin.questions import Group, Offered, Question
from consultations.admin.readmodels import ReadOnly
from consultations.api import persons
from consultations.api.commands import BEGINNING, COLLECTIONS, kind_of
from consultations.api.questions.registers import OtherRecord
from consultations.domain.decider import STREAMS, State, Stream
from consultations.domain.message import Command, Recorded, slug
from consultations.domain.opening import OpenCase
from consultations.domain.persons import Person, UndoMerge, WithdrawTitle
from consultations.eventlog import read

REGISTERS: Final[dict[str, Stream[Any]]] = {
    COLLECTIONS[kind_of(each)]: STREAMS[kind_of(each)] for each in BEGINNING if each is not OpenCase
}
"""The kind of stream that each register is made of, by the name of the register."""
FIRST: Final[dict[str, type[Command]]] = {COLLECTIONS[kind_of(each)]: each for each in BEGINNING}
"""The command that enters somebody or something in a register."""


class Kept(ReadOnly):
    """The pages of a register, with links to what can be recorded in it."""

    change_list_template = "consultations/register_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, and how to enter somebody or something."""
        entry = beginning(reader_of(request.user), self.opts.model_name or "")
        return super().changelist_view(request, {**(extra_context or {}), "entry": entry})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The row, and what can be recorded of it."""
        row = self.get_object(request, object_id)
        entries = keeping(reader_of(request.user), self.opts.model_name or "", row.pk) if row else []
        more = {**(extra_context or {}), "entries": entries}
        return super().change_view(request, object_id, form_url, more)


def beginning(reader: Reader, name: str) -> Entry | None:
    """The link to the form that enters somebody or something in a register; none for who may not."""
    command = FIRST[name]
    address = reverse("admin:enter", args=[name])
    return _entry(command, address) if forms.may_ask(reader, command) else None


def keeping(reader: Reader, name: str, key: UUID) -> list[Entry]:
    """The links to the forms for what can be recorded of a row; a merge is undone from the page of who is kept."""
    asked = (each for each in _commands(name) if each is not UndoMerge and forms.may_ask(reader, each))
    return [_entry(each, _address(name, key, each)) for each in asked]


def undoing(reader: Reader, records: Iterable[OtherRecord]) -> list[Entry]:
    """The links to the forms that undo a merge of these records into another."""
    if not forms.may_ask(reader, UndoMerge):
        return []
    return [
        replace(
            _entry(UndoMerge, f"{_address('persons', each.person_id, UndoMerge)}?into_id={each.merged_into}"),
            name=_("Undo merge: %(name)s") % {"name": each.names[0].text if each.names else each.person_id},
        )
        for each in records
        if each.merged_into
    ]


def enter(request: HttpRequest, name: str) -> HttpResponse:
    """The form that enters somebody or something in a register."""
    reader = reader_of(request.user)
    if name not in REGISTERS or beginning(reader, name) is None:
        return missing(request)
    nobody = UUID(int=0)
    return RegisterDesk(request, name, FIRST[name], REGISTERS[name].new(nobody), nobody, reader).answer()


def keep(request: HttpRequest, name: str, key: UUID, command_slug: str) -> HttpResponse:
    """The form of a command about a row of a register."""
    reader = reader_of(request.user)
    command = next((each for each in _commands(name) if slug(each) == command_slug), None)
    if command is None or not forms.may_ask(reader, command) or not _sees(request, reader, name, key):
        return missing(request)
    state = REGISTERS[name].new(key)
    for each in read.ask_history(key, REGISTERS[name].kind)():
        REGISTERS[name].evolve(state, each)
    return RegisterDesk(request, name, command, state, key, reader).answer()


class RegisterDesk(Desk):
    """The forms about one row of a register, or the one that begins it."""

    about = "register"

    def __init__(
        self,
        request: HttpRequest,
        name: str,
        command: type[Command],
        state: State,
        key: UUID,
        reader: Reader,
    ) -> None:
        """Take the register and the row as it stands."""
        super().__init__(request, command, key, state, reader)
        self.name, self.names = name, reading.names()

    def offered(self) -> Offered:
        """Every party and source on record, the persons the reader knows, and what was recorded of this one."""
        everybody = known(self.names)
        others = (each for each in reading.persons_seen(self.reader) if each != self.stream_id)
        return Offered(
            parties=everybody,
            known_parties=everybody,
            named={
                "event_id": self._recorded_of_them(),
                "into_id": in_order((str(each), self.names.person(each)) for each in others),
                "source_id": in_order(self.names.sources.items()),
            },
        )

    def arranged(self, questions: list[Question | Group]) -> list[Question | Group]:
        """An event is called by what it recorded; nothing on a file can be chosen here."""
        for each in questions:
            if isinstance(each, Question) and each.name == "event_id":
                each.term = "Title" if self.command is WithdrawTitle else "Name"
            if isinstance(each, Group):
                each.inside, each.folded = _without_files(each.inside), _without_files(each.folded)
        return questions

    def told(self, records: Iterable[Recorded]) -> tuple[str, ...]:
        """Each event by its name."""
        return tuple(slug(type(each.event)).replace("-", " ").capitalize() for each in records)

    def above(self) -> tuple[str, str]:
        """The list of the register."""
        called = str(reading.BY_NAME[self.name].table._meta.verbose_name_plural)
        return called.capitalize(), reverse(f"admin:consultations_{self.name}_changelist")

    def shown_at(self, stream_id: UUID, entity_id: UUID) -> str:
        """The page of the row."""
        return reverse(f"admin:consultations_{self.name}_change", args=[stream_id])

    def _recorded_of_them(self) -> tuple[tuple[str, str], ...]:
        if not isinstance(self.state, Person):
            return ()
        if self.command is WithdrawTitle:
            return tuple((str(each.event_id), each.title) for each in self.state.titles)
        return tuple((str(each.event_id), each.text) for each in self.state.names)


def _without_files(questions: list[Question | Group]) -> list[Question | Group]:
    return [each for each in questions if not each.name.endswith("statement_id")]


def _commands(name: str) -> list[type[Command]]:
    stream = REGISTERS.get(name)
    return [each for each in get_args(stream.commands) if each is not FIRST[name]] if stream else []


def _sees(request: HttpRequest, reader: Reader, name: str, key: UUID) -> bool:
    """Whether a row's own page would show it, or the page of the record that is kept in its place."""
    from consultations.admin.adminsite import site

    if name == "persons":
        return persons.kept(reader, key) is not None
    page = site.get_model_admin(reading.BY_NAME[name].table)
    return page.get_object(request, str(key)) is not None


def _address(name: str, key: UUID, command: type[Command]) -> str:
    return reverse("admin:keep", args=[name, key, slug(command)])


def _entry(command: type[Command], address: str) -> Entry:
    return Entry(name=name_of(command), told=(command.__doc__ or "").split("\n")[0], address=address)
