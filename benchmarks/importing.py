"""Bulk import of new events: ours encoded, sorted and under the grants, beside COPY into the bare table."""

from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from benchmarks import ground
from benchmarks.figure import Bound, Figure, measured
from benchmarks.ground import Ground, per_second

CASE: Final = "bulk import, encoding included, events/s"
BULK: Final = "consultations.eventlog.bulk"
LENGTH: Final = 40
PIECE: Final = 500
HALF: Final = (Bound(of="ratio_plain", least=0.50),)


def figures(at: Ground) -> list[Figure]:
    """One row; empty where this version has no bulk import."""
    if find_spec(BULK) is None:
        return [Figure(case=CASE, ours=None, bounds=HALF)]
    from benchmarks import peer

    number = at.size(250, 2_500)
    with ground.connected(at.logins.app) as connection, peer.register(at.peer) as register:
        return [
            measured(
                CASE,
                rounds=at.rounds,
                ours=lambda nth: per_second(number * LENGTH, _ours(number)),
                plain=lambda nth: per_second(number * LENGTH, _plain(connection, number)),
                peer=lambda nth: per_second(number // 5 * LENGTH, _peer(register, number // 5)),
                bounds=HALF,
            )
        ]


def _ours(number: int) -> Callable[[], Any]:
    from benchmarks.material import entry, envelope, files, fresh

    bulk = import_module(BULK)
    decided = [
        bulk.Decided(
            entry=entry(each.case_id, envelope(version)), fresh=tuple(fresh((event,))), expected=version
        )
        for each in files(number, LENGTH)
        for version, event in enumerate(each.events)
    ]
    return lambda: bulk.append_all(decided)


def _plain(connection: Any, number: int) -> Callable[[], Any]:
    from uuid_utils.compat import uuid7

    from benchmarks.material import files
    from benchmarks.plain import copy, rows

    ready = [
        row
        for each in files(number, LENGTH)
        for row in rows(each.case_id, each.events, [uuid7() for _ in each.events])
    ]
    return lambda: copy(connection, ready)


def _peer(register: Any, number: int) -> Callable[[], Any]:
    from benchmarks import peer
    from benchmarks.material import files

    pending = [event for each in files(number, LENGTH) for event in peer.opened(each.events).collect_events()]
    return lambda: _put(register, (pending[first : first + PIECE] for first in range(0, len(pending), PIECE)))


def _put(register: Any, pieces: Iterable[Any]) -> None:
    for piece in pieces:
        register.events.put(piece)
