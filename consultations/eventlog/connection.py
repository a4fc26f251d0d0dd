"""The psycopg connection under Django's: the log speaks SQL, in Django's transaction."""

from typing import Any

import psycopg
from django.db import connection


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
