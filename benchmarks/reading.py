"""Read the log, decoded, in its order; and one stream of a thousand events, folded."""

from collections.abc import Sequence
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from benchmarks import ground
from benchmarks.figure import Bound, Figure, measured
from benchmarks.ground import Ground, per_second

BATCH: Final = 500
LONG: Final = 1_000
DECODED: Final = (Bound(of="ratio_plain", least=0.70),)
FOLDED: Final = (Bound(of="ratio_plain", most=2.5),)
AFTER: Final = "select * from plain.event where number > %s order by number limit %s"
STREAM: Final = "select * from plain.event where stream_id = %s order by version"
SAME_ROWS: Final = """
insert into plain.event ({columns}) select {columns} from consultations_event order by number
on conflict do nothing
"""


def figures(at: Ground) -> list[Figure]:
    """The two rows, over a log that is the same for all three."""
    from benchmarks import peer
    from benchmarks.material import files

    written, long = files(at.size(400, 2_000), 50), files(1, LONG)
    with peer.register(at.peer) as register, ground.connected(at.logins.app) as connection:
        fill(at, written + long)
        peers = peer.write(register, written + long)
        return [
            _whole_log(at, connection, register),
            _stream(at, connection, register, long[0].case_id, peers[-1]),
        ]


def fill(at: Ground, written: Sequence[Any]) -> None:
    """Write files, seal them, and put the same rows into the plain table."""
    from benchmarks.material import write
    from benchmarks.plain import COLUMNS

    write(list(written))
    seal_all(at)
    with ground.connected(at.admin) as copying:
        copying.execute(SAME_ROWS.format(columns=COLUMNS))
        copying.execute("vacuum analyze")


def seal_all(at: Ground) -> int:
    """Seal whatever is written."""
    from consultations.eventlog import read
    from consultations.eventlog.seal import seal

    total = 0
    with ground.logged_in(at.logins.worker):
        while read.unsealed():
            total += seal()
    return total


def _whole_log(at: Ground, connection: Any, register: Any) -> Figure:
    return measured(
        "read the log, decoded, events/s",
        rounds=at.rounds,
        ours=lambda nth: _rate(_ours),
        plain=lambda nth: _rate(lambda: _plain(connection)),
        peer=lambda nth: _rate(lambda: _peer(register)),
        bounds=DECODED,
    )


def _rate(read_all: Any) -> float:
    begun = perf_counter()
    return int(read_all()) / (perf_counter() - begun)


def _ours() -> int:
    from consultations.eventlog import read

    total = position = 0
    while batch := read.sealed_after(position, BATCH):
        total, position = total + len(batch), batch[-1].position or 0
    return total


def _plain(connection: Any) -> int:
    from benchmarks.plain import decoded

    total = number = 0
    while rows := connection.execute(AFTER, (number, BATCH), binary=True).fetchall():
        batch = [decoded(row) for row in rows]
        total, number = total + len(batch), batch[-1][1]
    return total


def _peer(register: Any) -> int:
    total = start = 0
    while found := register.recorder.select_notifications(start + 1, BATCH):
        batch = [register.mapper.to_domain_event(each) for each in found]
        total, start = total + len(batch), found[-1].id
    return total


def _stream(at: Ground, connection: Any, register: Any, case_id: UUID, peer_id: UUID) -> Figure:
    from consultations.domain.decider import fold
    from consultations.eventlog import read

    times = at.size(10, 50)

    def milliseconds(load: Any) -> float:
        return 1_000 / per_second(times, lambda: [load() for _ in range(times)])

    return measured(
        f"load a stream of {LONG:,} events and fold, ms",
        rounds=at.rounds,
        ours=lambda nth: milliseconds(lambda: fold(case_id, read.ask_history(case_id, "case")())),
        plain=lambda nth: milliseconds(lambda: _folded(connection, case_id)),
        peer=lambda nth: milliseconds(lambda: register.repository.get(peer_id)),
        bounds=FOLDED,
    )


def _folded(connection: Any, case_id: UUID) -> dict[str, dict[str, Any]]:
    """Every note as the fields last said of it: the least that a fold by hand can be."""
    from benchmarks.plain import decoded

    notes: dict[str, dict[str, Any]] = {}
    for row in connection.execute(STREAM, (case_id,), binary=True):
        fields = decoded(row)[-1]
        if "note_id" in fields:
            notes.setdefault(fields["note_id"], {}).update(fields)
    return notes
