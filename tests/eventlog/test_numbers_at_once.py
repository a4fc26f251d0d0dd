"""Numbering on the real log: a file and its register move together or not at all, however many number at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from time import monotonic
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from consultations.domain.decider import REGISTER, fold
from consultations.domain.message import Command
from consultations.domain.notes import (
    CancelNumber,
    DraftNote,
    NoteNumbered,
    NumberNote,
    RegisterOfAnotherLabel,
)
from consultations.domain.opening import OpenCase
from consultations.domain.parts.registers import Register, UnknownRegister
from consultations.domain.registers import NumberTaken, NumberVoided, OpenRegister
from consultations.domain.registers import register_id as id_of_register
from consultations.domain.state import Level
from consultations.domain.values import Participant
from consultations.eventlog import read
from consultations.eventlog.connection import driver
from consultations.handler import EntityMoved, Receipt, handle

PARTIES = (Participant(code="NO"), Participant(code="RU"))


def do(command: Command, stream_id: UUID, **more: object) -> Receipt:
    return handle(command, stream_id=stream_id, actor="astrid", command_id=uuid4(), **more)


def opened(level: Level = "restricted") -> UUID:
    case_id = uuid4()
    opening = OpenCase(case_id=case_id, title="Air links", subject="Flights", parties=PARTIES, level=level)
    do(opening, case_id)
    return case_id


def drafted(case_id: UUID) -> UUID:
    note_id = uuid4()
    do(DraftNote(note_id=note_id, from_party="NO", to_party="RU", subject="Air links"), case_id)
    return note_id


def series(level: Level = "restricted") -> UUID:
    named = OpenRegister(registry="Ministry", series=str(uuid4()), year=2025, party="NO", level=level)
    stream_id = id_of_register(named.registry, named.series, named.year, named.level, ())
    do(named, stream_id)
    return stream_id


def register(stream_id: UUID) -> Register:
    folded = REGISTER.new(stream_id)
    for record in read.stream(stream_id):
        REGISTER.evolve(folded, record)
    return folded


def taken(stream_id: UUID) -> list[tuple[int, UUID, UUID]]:
    """The serial numbers of a register in the order of its stream, each with its file and note."""
    events = (each.event for each in read.stream(stream_id))
    return [(each.serial, each.case_id, each.note_id) for each in events if isinstance(each, NumberTaken)]


class TestNumberNote:
    def test_is_recorded_on_the_file_and_in_the_register_by_one_command(self) -> None:
        case_id, register_id = opened(), series()
        note_id = drafted(case_id)
        receipt = do(NumberNote(note_id=note_id, register_id=register_id), case_id)
        assert (receipt.events, receipt.stream_id, receipt.version) == (("NoteNumbered",), case_id, 3)
        in_file, in_register = read.stream(case_id)[-1], read.stream(register_id)[-1]
        assert isinstance(in_file.event, NoteNumbered)
        assert in_file.event.number == "1/2025"
        assert in_register.event == NumberTaken(serial=1, number="1/2025", case_id=case_id, note_id=note_id)
        assert in_file.command_id == in_register.command_id
        assert (in_register.stream_kind, in_register.actor) == ("register", "astrid")

    def test_takes_no_number_where_it_is_refused(self) -> None:
        case_id, register_id = opened(), series("confidential")
        note_id = drafted(case_id)
        with pytest.raises(RegisterOfAnotherLabel):
            do(NumberNote(note_id=note_id, register_id=register_id), case_id)
        with pytest.raises(UnknownRegister):
            do(NumberNote(note_id=note_id, register_id=case_id), case_id)
        with pytest.raises(EntityMoved):
            do(NumberNote(note_id=note_id, register_id=register_id), case_id, seen=1)
        assert (taken(register_id), len(read.stream(case_id))) == ([], 2)

    def test_leaves_no_gap_where_its_connection_breaks_between_file_and_register(
        self, addresses: dict[str, str]
    ) -> None:
        case_id, register_id = opened(), series()
        note_id, pid, end = drafted(case_id), driver().info.backend_pid, monotonic() + 20
        waits = "select exists (select from pg_locks where pid = %s and not granted)"

        def cut() -> None:
            while admin.execute(waits, (pid,)).fetchone() != (True,):
                assert monotonic() < end, "it did not wait"
            admin.execute("select pg_terminate_backend(%s)", (pid,))

        with (
            psycopg.connect(addresses["admin"], autocommit=True) as admin,
            ThreadPoolExecutor(1) as other,
            admin.transaction(),
        ):
            turn = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
            admin.execute(turn, (f"append {register_id}",))
            cutting = other.submit(cut)
            with pytest.raises(psycopg.OperationalError):
                do(NumberNote(note_id=note_id, register_id=register_id), case_id)
            cutting.result()
        assert (taken(register_id), len(read.stream(case_id))) == ([], 2)
        do(NumberNote(note_id=note_id, register_id=register_id), case_id)
        assert taken(register_id) == [(1, case_id, note_id)]

    def test_gives_two_officers_two_consecutive_numbers_for_notes_of_two_files(self) -> None:
        register_id, together = series(), Barrier(2)
        notes = [(case_id, drafted(case_id)) for case_id in (opened(), opened())]

        def number(of: tuple[UUID, UUID]) -> None:
            together.wait()
            try:
                do(NumberNote(note_id=of[1], register_id=register_id), of[0])
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as officers:
            list(officers.map(number, notes))
        numbered = taken(register_id)
        assert [serial for serial, *_ in numbered] == [1, 2]
        assert {(case_id, note_id) for _, case_id, note_id in numbered} == set(notes)


class TestASeries:
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_is_dense_whatever_officers_number_and_cancel_at_once(self, seed: int) -> None:
        registers, files, together = [series(), series()], [opened(), opened(), opened()], Barrier(6)

        def work(nth: int) -> None:
            draw = Random(seed * 100 + nth)
            together.wait()
            try:
                for _ in range(6):
                    case_id = draw.choice(files)
                    note_id = drafted(case_id)
                    for _ in range(draw.randint(1, 2)):
                        do(NumberNote(note_id=note_id, register_id=draw.choice(registers)), case_id)
                        if draw.random() < 0.5:
                            do(CancelNumber(note_id=note_id, reason="spoilt"), case_id)
                        else:
                            break
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as officers:
            list(officers.map(work, range(6)))
        cases = {case_id: fold(case_id, read.stream(case_id)) for case_id in files}
        borne = Counter(
            note.register_id for case in cases.values() for note in case.notes.values() if note.register_id
        )
        for register_id in registers:
            given = taken(register_id)
            voided = {
                each.event.serial for each in read.stream(register_id) if isinstance(each.event, NumberVoided)
            }
            assert [serial for serial, *_ in given] == list(range(1, len(given) + 1))
            assert register(register_id).cancelled == len(voided)
            assert borne[register_id] == len(given) - len(voided)
            for serial, case_id, note_id in given:
                note = cases[case_id].notes[note_id]
                stands = (note.register_id, note.serial) == (register_id, serial)
                assert stands is (serial not in voided)
