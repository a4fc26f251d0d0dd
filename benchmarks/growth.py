"""Growth: append, every list page and the loading of a file on a large log, beside the same on a small one."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from benchmarks import copies, ground
from benchmarks.figure import Bound, Figure, Side, measured
from benchmarks.ground import OURS, Ground
from config.database import at as in_database
from config.database import clone, drop

SMALL: Final = 100_000
NAME: Final = f"{OURS}_small"
APPEND: Final = (Bound(of="ratio_plain", most=1.2),)
PAGE: Final = (Bound(of="ratio_plain", most=1.5),)
LOAD: Final = (Bound(of="ratio_plain", most=1.2),)
LIMIT: Final = 50
TIMES: Final = 5
SOME: Final = """
select stream_id from consultations_event where stream_kind = 'case' and number in (
    select 1 + (random() * (select max(number) - 1 from consultations_event))::bigint from generate_series(1, 30))
"""


class NotEnoughRoom(Exception):
    """The large log does not fit on the disk; name a smaller size."""


def figures(at: Ground) -> Iterator[Figure]:
    """One row for append, one for loading a file, one for each list; "plain" is here the small log."""
    from consultations.api import questions

    _prepare(at)
    try:
        yield _row(at, "append one event", APPEND, _append)
        yield _row(at, "load a file and fold", LOAD, _load)
        for each in questions.ALL:
            yield _row(at, f"page of {each.name}", PAGE, _page(each))
    finally:
        drop(at.server, NAME)


def _row(at: Ground, told: str, bounds: tuple[Bound, ...], milliseconds: Callable[[], float]) -> Figure:
    return measured(
        f"{told}, {at.large:,} events (plain: {SMALL:,}), ms",
        rounds=at.rounds,
        ours=_on(at.logins.app, milliseconds),
        plain=_on(in_database(at.logins.app, NAME), milliseconds),
        bounds=bounds,
    )


def _on(url: str, milliseconds: Callable[[], float]) -> Side:
    def once(nth: int) -> float:
        with ground.logged_in(url):
            milliseconds()  # a new connection has nothing prepared yet
            return milliseconds()

    return once


def _prepare(at: Ground) -> None:
    from django.db import connections

    _play(at)
    connections.close_all()
    size = at.large
    with ground.connected(at.admin) as filling:
        pattern = copies.pattern(filling)
        copies.fill(filling, pattern, 1, SMALL // pattern.events, at.logins.worker)
        held = filling.execute("select pg_database_size(current_database())").fetchone()
    needed = int(held[0] if held else 0) * size // SMALL
    print(f"{size:,} events and all that follows them need about {needed / 1e9:.1f} GB")
    if needed * 1.2 > shutil.disk_usage(Path.cwd()).free:
        raise NotEnoughRoom(f"{needed / 1e9:.1f} GB")
    drop(at.server, NAME)
    clone(at.server, OURS, NAME)
    begun = perf_counter()
    with ground.connected(at.admin) as filling:
        copies.fill(filling, pattern, SMALL // pattern.events + 1, size // pattern.events, at.logins.worker)
        filling.execute("checkpoint")
    print(f"filled in {perf_counter() - begun:,.0f} s")


def _play(at: Ground) -> None:
    from consultations import handler
    from consultations.projections.runner import catch_up
    from consultations.scenarios import player, scenario
    from consultations.scenarios.demonstration import STORY

    handler.rung.clear()
    player.play(scenario.read(STORY.read_bytes()))
    with ground.logged_in(at.logins.worker):
        catch_up()


def _append() -> float:
    from benchmarks.appending import ours

    return 1_000 / ground.per_second(100, ours(100, 1))


def _load() -> float:
    from consultations.domain.decider import fold
    from consultations.eventlog import read
    from consultations.eventlog.connection import cursor

    with cursor() as asking:
        ids: list[UUID] = [each for (each,) in asking.execute(SOME)]
    return 1_000 / ground.per_second(len(ids), lambda: [fold(each, read.stream(each)) for each in ids])


def _page(question: Any) -> Callable[[], float]:
    """The first page of a list and the one after it, in its usual order, for a reader who may see everything."""
    from consultations.access.filter import LEVELS, Reader
    from consultations.api import queries

    reader = Reader(username="astrid", level=LEVELS[-1])

    def pages() -> None:
        asked = queries.Asked(
            parameters={}, ordering=next(iter(question.orders)), limit=LIMIT, at=datetime.now(UTC)
        )
        first = queries.page(question, reader, asked)
        if first.cursor:
            queries.page(question, reader, replace(asked, cursor=first.cursor))

    return lambda: 1_000 / ground.per_second(TIMES * 2, ground.each(lambda nth: pages(), range(TIMES)))
