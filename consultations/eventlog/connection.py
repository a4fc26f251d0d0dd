"""The psycopg connection under Django's: the log speaks SQL, in Django's transaction."""

from collections.abc import Iterator
from typing import Any, Final

import psycopg
from django.db import connection

PIECE: Final = 100
"""Rows taken at once where they are many: so few that the next ones fit into the socket's buffer meanwhile."""


def driver() -> psycopg.Connection[tuple[Any, ...]]:
    """The open psycopg connection of this thread, connecting first if need be."""
    connection.ensure_connection()
    opened: psycopg.Connection[tuple[Any, ...]] = connection.connection
    return opened


def cursor(*, binary: bool = False) -> psycopg.Cursor[tuple[Any, ...]]:
    """A cursor whose arguments travel apart from the statement, as Django's do not."""
    opened = psycopg.Cursor(driver())
    opened.format = psycopg.pq.Format.BINARY if binary else psycopg.pq.Format.TEXT
    return opened


def streamed(statement: str, arguments: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
    """Rows as they come, while the server makes the next; nothing else may be asked before the last."""
    with cursor(binary=True) as reading:
        yield from reading.stream(statement, arguments, size=PIECE)
