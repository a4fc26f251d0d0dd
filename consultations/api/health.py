"""Health: whether the process answers, and whether the installation does its work."""

from collections.abc import Callable
from typing import Any, Final

import psycopg
import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from consultations.eventlog import read
from consultations.eventlog.checkpoint import unprotected
from consultations.eventlog.shards import SHARDS
from consultations.projections.runner import ALL

LATEST: Final = 30.0
"""Seconds for which a committed event may wait to be sealed and projected."""
LONGEST_SILENCE: Final = 120.0
"""Seconds since reminders were last seen to; beat rings for that every 30."""
ANSWERING: Final = 0.5
"""Seconds the broker has to answer."""
UNSEALED: Final = """
select coalesce(extract(epoch from clock_timestamp() - min(recorded_at)), 0)::float8 from consultations_event
where number > (select sealed_number from consultations_seal)
"""
UNPROJECTED: Final = """
select coalesce(extract(epoch from clock_timestamp() - min(event.recorded_at)), 0)::float8
from unnest(%s::text[]) wanted (projection) cross join generate_series(0, %s) shard
left join consultations_checkpoint stands using (projection, shard)
join consultations_position place on place.position = coalesce(stands.position, 0) + 1
join consultations_event event using (number)
"""
PARKED: Final = """
select count(distinct stream_id) from consultations_parkedcase where projection = any(%s)
"""
SILENT: Final = """
select extract(epoch from clock_timestamp() - coalesce(max(struck_at), 'epoch'))::float8
from consultations_reminderclock
"""


class TooLate(Exception):
    """Something waits longer than it should."""


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Everything works that the application needs; 503 with what does not.

    A parked case is a warning and no failure: all other cases are current, and taking every web server out of
    service would help none.
    """
    checks = {name: _checked(check) for name, check in CHECKS.items()}
    failed = sorted(name for name, said in checks.items() if said != "ok")
    status = "ok" if not failed else "failed"
    return JsonResponse(
        {"status": status, "failed": failed, "checks": checks, **_figures()},
        status=503 if failed else 200,
        headers=NOT_KEPT,
    )


def _figures() -> dict[str, Any]:
    """What is worth watching and makes nobody unready; a parked case is worth a warning."""
    try:
        figures = {"parked": _parked(), **unprotected()}
    except (DatabaseError, psycopg.Error):
        figures = {}
    return {"figures": figures, "warnings": ["parked"] if figures.get("parked") else []}


NOT_KEPT: Final = {"Cache-Control": "no-store"}


def _checked(check: Callable[[], object]) -> str:
    try:
        check()
    except Exception as failure:
        return type(failure).__name__
    return "ok"


def _database() -> None:
    read.head()


def _broker() -> None:
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=ANSWERING, socket_connect_timeout=ANSWERING
    ) as broker:
        broker.ping()


def _seal() -> None:
    _must_be_within(LATEST, UNSEALED)


def _projections() -> None:
    _must_be_within(LATEST, UNPROJECTED, [each.name for each in ALL], SHARDS - 1)


def _parked() -> int:
    with connection.cursor() as cursor:
        cursor.execute(PARKED, [[each.name for each in ALL]])
        (cases,) = cursor.fetchone() or (0,)
    return int(cases)


def _clock() -> None:
    _must_be_within(LONGEST_SILENCE, SILENT)


def _must_be_within(most: float, statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        (seconds,) = cursor.fetchone() or (0.0,)
    if seconds > most:
        raise TooLate()


CHECKS: Final[dict[str, Callable[[], None]]] = {
    "database": _database,
    "broker": _broker,
    "seal": _seal,
    "projections": _projections,
    "clock": _clock,
}
