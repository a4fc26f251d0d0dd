"""The command cycle: load ten events or more, decide, append, keep the answer under its key; one transaction."""

import json
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

from benchmarks import ground
from benchmarks.figure import Bound, Figure, measured
from benchmarks.ground import Ground, each, per_second
from benchmarks.reading import STREAM, fill

LENGTHS: Final = (10, 100)
CYCLE: Final = (Bound(of="ratio_peer", least=3),)
LOCK: Final = "select pg_try_advisory_xact_lock(%s)"
EARLIER: Final = "select fingerprint, receipt from plain.answer where owner = %s and key = %s"
KEEP: Final = """
insert into plain.answer (owner, key, fingerprint, receipt, stream_id) values (%s, %s, %s, %s, %s)
"""


def figures(at: Ground) -> list[Figure]:
    """A row for a young file and one for a grown one.

    The bell after the commit is left out: it is no part of the transaction, and nobody else has one.
    """
    from consultations import handler

    handler.rung.clear()
    return [_row(at, length) for length in LENGTHS]


def _row(at: Ground, length: int) -> Figure:
    from benchmarks import peer
    from benchmarks.material import files

    written = files(at.size(100, 400), length)
    ids = [one.case_id for one in written]
    with ground.connected(at.logins.app) as connection, peer.register(at.peer) as register:
        fill(at, written)
        peers = peer.write(register, written)
        return measured(
            f"command cycle on {length} events or more, commands/s",
            rounds=at.rounds,
            ours=lambda nth: per_second(len(ids), each(_ours, ids)),
            plain=lambda nth: per_second(len(ids), each(partial(_plain, connection), ids)),
            peer=lambda nth: per_second(len(ids), each(partial(_peer, register), peers)),
            bounds=CYCLE,
        )


def _ours(case_id: UUID) -> None:
    from benchmarks.material import ACTOR, DUE, SUBJECT
    from consultations.domain.notes import DispatchNote
    from consultations.handler import Key, handle

    command = DispatchNote(note_id=uuid4(), from_party="NO", to_party="RU", subject=SUBJECT, sent_on=DUE)
    key = Key(owner=ACTOR, key=str(uuid4()), fingerprint=b"f" * 32)
    handle(command, stream_id=case_id, actor=ACTOR, command_id=uuid4(), key=key)


def _plain(connection: Any, case_id: UUID) -> None:
    from benchmarks.material import ACTOR, DUE, SUBJECT
    from benchmarks.plain import INSERT, decoded, rows
    from consultations.domain.notes import NoteDispatched

    note_id, key = uuid4(), str(uuid4())
    with connection.transaction():
        connection.execute(LOCK, (hash(key),))
        connection.execute(EARLIER, (ACTOR, key)).fetchone()
        history = [decoded(row) for row in connection.execute(STREAM, (case_id,), binary=True)]
        if str(note_id) in {row[-1].get("note_id") for row in history}:
            raise RuntimeError("the note is on file already")
        event = NoteDispatched(note_id=note_id, from_party="NO", to_party="RU", subject=SUBJECT, sent_on=DUE)
        connection.execute(INSERT, rows(case_id, [event], [uuid4()], after=len(history))[0])
        receipt = json.dumps({"version": len(history) + 1, "note_id": str(note_id)}).encode()
        connection.execute(KEEP, (ACTOR, key, b"f" * 32, receipt, case_id))


def _peer(register: Any, file_id: UUID) -> None:
    from benchmarks import peer
    from benchmarks.material import DUE, SUBJECT
    from consultations.domain.notes import NoteDispatched

    loaded = register.repository.get(file_id)
    event = NoteDispatched(note_id=uuid4(), from_party="NO", to_party="RU", subject=SUBJECT, sent_on=DUE)
    peer.note(loaded, event)
    register.save(loaded)
