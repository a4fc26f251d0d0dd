"""Project with a checkpoint that makes each event count once: a row for each event, into the timeline."""

import json
from time import perf_counter
from typing import Any, Final

from benchmarks import ground
from benchmarks.figure import Bound, Figure, measured
from benchmarks.ground import Ground, per_second
from benchmarks.reading import fill
from consultations.eventlog.shards import SHARDS

BATCH: Final = 500
ONCE: Final = (Bound(of="ratio_plain", least=0.50), Bound(of="ratio_peer", least=30))
CLAIM: Final = "select position from plain.checkpoint where projection = 'timeline' for update skip locked"
MOVE: Final = "update plain.checkpoint set position = %s where projection = 'timeline'"
TAKE: Final = """
select event.*, place.position
from consultations_position place join consultations_event event using (number)
where place.position > %s order by place.position limit %s
"""
UPSERT: Final = """
insert into plain.timeline (event_id, case_id, position, version, type, arguments, entities, asserted, first, last,
    evidence, on_behalf_of, language, actor, recorded_at, command_id)
select event_id, case_id, position, version, type, arguments, '{}', asserted, '', '', '{}', '', '', actor,
    recorded_at, command_id
from unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[], %s::text[], %s::jsonb[], %s::jsonb[], %s::text[],
    %s::timestamptz[], %s::uuid[])
    as fresh (event_id, case_id, position, version, type, arguments, asserted, actor, recorded_at, command_id)
on conflict (event_id) do update set arguments = excluded.arguments, asserted = excluded.asserted
"""


def figures(at: Ground) -> list[Figure]:
    """One row."""
    from benchmarks import peer
    from benchmarks.material import files

    batches, peers = at.size(8, 24), at.size(300, 1_000)
    # A second of the peer's work goes on beside each stop of its runner.
    written = files((max(batches, SHARDS) * BATCH * (at.rounds + 3)) // 50 + 1, 50)
    with ground.connected(at.logins.worker) as connection, peer.register(at.peer) as register:
        fill(at, written)
        peer.write(register, written[: 200 + peers * (at.rounds + 2) // 50])
        connection.execute("insert into plain.checkpoint (projection) values ('timeline')")
        with ground.logged_in(at.logins.worker):
            return [
                measured(
                    "project with exactly-once checkpoint, events/s",
                    rounds=at.rounds,
                    ours=lambda nth: _ours(batches),
                    plain=lambda nth: per_second(batches * BATCH, lambda: _plain(connection, batches)),
                    peer=lambda nth: peer.project(at.peer, peers),
                    bounds=ONCE,
                )
            ]


def _ours(batches: int) -> float:
    """At least so many batches, shard after shard, as the runner takes them; gives events per second."""
    from consultations.projections.runner import run
    from consultations.projections.timeline import PROJECTION

    taken, begun = 0, perf_counter()
    while taken < batches * BATCH:
        moved = run(PROJECTION, BATCH)
        if not moved:
            raise RuntimeError(f"only {taken} events were projected")
        taken += moved
    return taken / (perf_counter() - begun)


def _plain(connection: Any, batches: int) -> None:
    for _ in range(batches):
        with connection.transaction():
            position = connection.execute(CLAIM).fetchone()[0]
            rows = connection.execute(TAKE, (position, BATCH), binary=True).fetchall()
            connection.execute(UPSERT, [list(column) for column in zip(*map(_entry, rows), strict=True)])
            connection.execute(MOVE, (rows[-1][-1],))


def _entry(row: tuple[Any, ...]) -> tuple[Any, ...]:
    envelope, payload = json.loads(row[15]), json.loads(row[16])
    return (
        row[5],
        row[6],
        row[-1],
        row[8],
        row[9],
        json.dumps(payload),
        json.dumps(envelope["asserted"]),
        row[11],
        row[2],
        row[12],
    )
