"""What a check-up of the installation looks at: one function for each question, which returns a finding."""

import os
import re
import shutil
import smtplib
import ssl
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from config import env, programs
from config.trouble import Trouble

ROOT: Final = Path(__file__).resolve().parent.parent
OLDEST_PYTHON: Final = (3, 11)
OLDEST_POSTGRES: Final = 15
LEAST_SPACE: Final = 2**30
"""Bytes below which the disk counts as full."""
MOST_SKEW: Final = 1.0
"""Seconds by which this machine's clock and the database's may differ."""
PATIENCE: Final = 3
"""Seconds a server is given to answer."""


class NotNamed(Trouble):
    """{name} is not set"""


@dataclass(frozen=True)
class Finding:
    """What a check found."""

    state: Literal["fine", "wrong", "left out"]
    says: str
    mend: str = ""
    """What to do, where something is wrong."""


def fine(says: str) -> Finding:
    """All is well."""
    return Finding("fine", says)


def wrong(says: str, mend: str) -> Finding:
    """Something has to be mended."""
    return Finding("wrong", says, mend)


def left_out(says: str) -> Finding:
    """There is nothing to look at."""
    return Finding("left out", says)


def python() -> Finding:
    """Is Python new enough?"""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return wrong(
            f"Python {version} is too old", "install Python 3.11 or newer, remove .venv, run make again"
        )
    return fine(f"Python {version}")


def packages() -> Finding:
    """Are the packages those of requirements.lock?"""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==(\S+)(?!.*;) ?\\?$", lock, re.MULTILINE)
    other = [
        f"{name} {_installed(name)}, not {version}" for name, version in pinned if _installed(name) != version
    ]
    if other:
        return wrong(
            "; ".join(other), "pip install --require-hashes -r requirements.lock, in the project's .venv"
        )
    return fine(f"{len(pinned)} packages as locked")


def secret_key() -> Finding:
    """Is there a key to sign sessions with, long enough to keep?"""
    if len(env.text("SECRET_KEY")) < 50:
        return wrong(
            "SECRET_KEY is short", 'python -c "import secrets; print(secrets.token_urlsafe(50))" draws one'
        )
    return fine("SECRET_KEY is set")


def postgres_programs() -> Finding:
    """Can the demonstration and the tests start PostgreSQL?"""
    return fine("DATABASE_URL" if _given("DATABASE_URL") else str(programs.postgres()))


def valkey_programs() -> Finding:
    """Can the demonstration and the tests start Valkey?"""
    return fine("REDIS_URL" if _given("REDIS_URL") else str(programs.valkey()))


def database() -> Finding:
    """Does the database answer, and is it one to keep the log in?"""
    release, encoding, name = _asked(
        "select current_setting('server_version_num')::integer / 10000, getdatabaseencoding(),"
        " current_database()"
    )
    if release < OLDEST_POSTGRES:
        return wrong(f"PostgreSQL {release} is too old", f"use PostgreSQL {OLDEST_POSTGRES} or newer")
    if encoding != "UTF8":
        return wrong(
            f"{name} is encoded as {encoding}", "create it with ENCODING 'UTF8', as config.database does"
        )
    return fine(f"PostgreSQL {release}, database {name}")


def role() -> Finding:
    """Does the login have no more rights than it needs?"""
    login, mighty, owns = _asked(
        "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb,"
        " exists (select from pg_class where relowner = pg_roles.oid and relkind = 'r')"
        " or exists (select from pg_roles o where o.rolname = 'consultations_owner'"
        " and pg_has_role(pg_roles.rolname, o.oid, 'usage'))"
        " from pg_roles where rolname = current_user"
    )
    if mighty or owns:
        return wrong(
            f"{login} is {'a superuser or nearly one' if mighty else 'the owner of the tables'}",
            "log in as consultations_app or consultations_worker, which python -m config.database makes",
        )
    return fine(f"{login}, who owns nothing")


def clock() -> Finding:
    """Do this machine and the database agree on the time?"""
    before = time.time()
    (theirs,) = _asked("select extract(epoch from clock_timestamp())::float8")
    skew = max(theirs - time.time(), before - theirs, 0.0)
    if skew > MOST_SKEW:
        return wrong(f"the database's clock is {skew:.1f} s off this machine's", "set both by NTP")
    return fine("the database's clock agrees")


def migrations() -> Finding:
    """Has every migration been applied?"""
    _url("DATABASE_URL")
    import django  # only here: all the other checks do without the settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    missing = _missing_migrations()
    if missing:
        return wrong(
            f"not applied: {', '.join(missing)}", "manage.py migrate, logged in as consultations_migrator"
        )
    return fine("all applied")


def broker() -> Finding:
    """Does Valkey answer?"""
    url = _url("REDIS_URL")
    with redis.Redis.from_url(url, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)) as client:
        client.ping()
    return fine("it answers")


def mail() -> Finding:
    """Does the mail server let us in?"""
    address = urlsplit(_url("EMAIL_URL"))
    connect = smtplib.SMTP_SSL if address.scheme == "smtps" else smtplib.SMTP
    with connect(address.hostname or "localhost", address.port or 25, timeout=PATIENCE) as server:
        if address.scheme == "smtp+tls":
            server.starttls(context=ssl.create_default_context())
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    return fine("it answers")


def space() -> Finding:
    """Is there room on the disk that holds var/?"""
    var = ROOT / "var"
    free = shutil.disk_usage(var if var.exists() else ROOT).free
    if free < LEAST_SPACE:
        return wrong(f"{free >> 20} MiB free", "make room: the log, the append-only file and the mail grow")
    return fine(f"{free >> 30} GiB free")


CHECKS: Final[dict[str, Callable[[], Finding]]] = {
    "python": python,
    "packages": packages,
    "secret key": secret_key,
    "PostgreSQL found": postgres_programs,
    "Valkey found": valkey_programs,
    "database": database,
    "database role": role,
    "clock": clock,
    "migrations": migrations,
    "broker": broker,
    "mail": mail,
    "disk": space,
}


def _given(name: str) -> bool:
    return bool(env.text(name, default=""))


def _url(name: str) -> str:
    if not _given(name):
        raise NotNamed(name=name)
    return env.text(name)


def _asked(question: str) -> tuple[Any, ...]:
    with psycopg.connect(_url("DATABASE_URL"), connect_timeout=PATIENCE) as connection:
        return connection.execute(question).fetchone() or ()


def _missing_migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _ in plan]


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"
