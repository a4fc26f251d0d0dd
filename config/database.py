"""The database and its logins: made, and made right again, by a login that may create roles and databases.

`python -m config.database` does it for a server whose logins' addresses are in the environment.
"""

import hmac
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, LiteralString
from urllib.parse import quote, unquote, urlsplit

import psycopg
from psycopg import sql

from config import env
from config.trouble import Trouble

OWNER: Final = "consultations_owner"
MIGRATOR: Final = "consultations_migrator"
APP: Final = "consultations_app"
WORKER: Final = "consultations_worker"
READER: Final = "consultations_reader"
AUDITOR: Final = "consultations_auditor"
NEEDED: Final = (MIGRATOR, APP, WORKER)
LEFT_OUT_AT_WILL: Final = (READER, AUDITOR)
LOGINS: Final = NEEDED + LEFT_OUT_AT_WILL
ROLES: Final = Path(__file__).with_name("roles.sql")
LOCK: Final = 0x636F6E73
"""The advisory lock under which roles and databases are changed; PostgreSQL fails where two do it at once."""

Connection = psycopg.Connection[tuple[Any, ...]]


class LoginsDisagree(Trouble):
    """The addresses must name {needed}, and may name {others}, each with a password, and one database."""


@dataclass(frozen=True)
class Logins:
    """The addresses of one database for those who use it. Each holds a password."""

    migrator: str
    """May become the owner (SET ROLE consultations_owner) and can do nothing else."""
    app: str
    worker: str
    reader: str
    """Reports from the read models; writes nothing."""
    auditor: str
    """Checks the log and what was done with it; writes nothing."""


def prepare(
    admin_url: str, database: str, secret: str, *, passwords: Mapping[str, str] | None = None
) -> Logins:
    """Create or mend the roles and the database, and return how to log in.

    Passwords are derived from `secret`, or taken from `passwords` by role. Whoever has the secret can become
    every login: give a server in production its own passwords. Safe to repeat, even twice at once.
    Raises psycopg.Error where the server cannot be reached or the login lacks CREATEROLE or CREATEDB.
    """
    known = {login: (passwords or {}).get(login) or _derived(secret, login) for login in LOGINS}
    _make(admin_url, database, known)
    return Logins(*(at(admin_url, database, user=login, password=known[login]) for login in LOGINS))


def clone(admin_url: str, template: str, name: str) -> None:
    """Copy a prepared database with its rights and content. Nobody may be connected to the template."""
    with _alone(admin_url) as admin:
        _create(admin, name, template=template)
        _guard(admin, name)


def drop(admin_url: str, name: str) -> None:
    """Remove a database and throw out whoever is connected to it; nothing where there is none."""
    with _connected(admin_url) as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def at(url: str, database: str, *, user: str = "", password: str = "") -> str:
    """The same server's address at another database, and as another user where one is given."""
    parts = urlsplit(url)
    login, _, place = parts.netloc.rpartition("@")
    login = f"{quote(user, safe='')}:{quote(password, safe='')}" if user else login
    authority = f"{login}@{place}" if login else place
    # Put together by hand: urllib drops the slashes of an address without a host, which is one of a socket.
    return f"{parts.scheme}://{authority}/{quote(database, safe='')}" + (
        f"?{parts.query}" if parts.query else ""
    )


def main() -> None:
    """Prepare the database that the logins' addresses name, with the passwords that stand in them.

    The reader and the auditor may be left out: nobody can then log in as they. Raises LoginsDisagree, psycopg.Error.
    """
    given = {
        MIGRATOR: env.text("MIGRATOR_DATABASE_URL"),
        APP: env.text("APP_DATABASE_URL"),
        WORKER: env.text("WORKER_DATABASE_URL"),
        READER: env.text("READER_DATABASE_URL", default=""),
        AUDITOR: env.text("AUDITOR_DATABASE_URL", default=""),
    }
    urls = {login: url for login, url in given.items() if url}
    passwords = {login: unquote(urlsplit(url).password or "") for login, url in urls.items()}
    databases = {env.database(url)["NAME"] for url in urls.values()}
    named = all(unquote(urlsplit(url).username or "") == login for login, url in urls.items())
    if len(databases) != 1 or not all(passwords.values()) or not named:
        raise LoginsDisagree(needed=", ".join(NEEDED), others=" and ".join(LEFT_OUT_AT_WILL))
    _make(env.text("ADMIN_DATABASE_URL"), databases.pop(), passwords)


def _make(admin_url: str, database: str, passwords: Mapping[str, str]) -> None:
    with _alone(admin_url) as admin:
        admin.execute(ROLES.read_text(encoding="utf-8"))
        _set_passwords(admin, passwords)
        if not _exists(admin, database):
            _create(admin, database, template="template0")
        _guard(admin, database)
        with _connected(at(admin_url, database)) as inside:
            _guard_schema(inside)


def _derived(secret: str, login: str) -> str:
    return hmac.digest(secret.encode(), f"database login {login}".encode(), "sha256").hex()


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@contextmanager
def _alone(admin_url: str) -> Iterator[Connection]:
    # A lock of the session, which ends with it: CREATE DATABASE runs in no transaction.
    with _connected(admin_url) as admin:
        admin.execute("select pg_advisory_lock(%s)", [LOCK])
        yield admin


def _set_passwords(admin: Connection, passwords: Mapping[str, str]) -> None:
    for login in LOGINS:
        verifier = _verifier(admin, login, passwords[login]) if login in passwords else None
        admin.execute(
            sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(verifier))
        )


def _verifier(admin: Connection, login: str, password: str) -> str:
    # Encrypted on this side, so that no password stands in the server's log.
    return admin.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()


def _exists(admin: Connection, database: str) -> bool:
    return admin.execute("select from pg_database where datname = %s", [database]).fetchone() is not None


def _create(admin: Connection, database: str, *, template: str) -> None:
    create = sql.SQL("create database {} owner {} template {} encoding 'UTF8'")
    admin.execute(create.format(sql.Identifier(database), sql.Identifier(OWNER), sql.Identifier(template)))


def _guard(admin: Connection, database: str) -> None:
    # A copy of a database starts with PUBLIC's rights on it again, so this is said of copies too.
    for statement in (
        "alter database {database} owner to {owner}",
        "revoke all on database {database} from public",
        "grant connect on database {database} to {logins}",
    ):
        admin.execute(_filled(statement, database=sql.Identifier(database)))


def _guard_schema(inside: Connection) -> None:
    for statement in (
        "set role {owner}",
        "alter schema public owner to {owner}",
        "revoke all on schema public from public",
        "grant usage on schema public to {logins}",
    ):
        inside.execute(_filled(statement))


def _filled(statement: LiteralString, **named: sql.Composable) -> sql.Composed:
    logins = sql.SQL(", ").join(map(sql.Identifier, LOGINS))
    return sql.SQL(statement).format(owner=sql.Identifier(OWNER), logins=logins, **named)


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(str(trouble))
