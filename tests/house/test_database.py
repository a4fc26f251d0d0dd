"""The database and its logins: each may do what it is for, and nothing else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import errors

from config import database, env
from config.database import Logins, at, clone, drop, prepare
from config.embedded import postgres

OWNER = "consultations_owner"


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The superuser of a server of this module's own: roles belong to a whole cluster."""
    with postgres(tmp_path_factory.mktemp("server"), durable=False) as server:
        yield server.url


@pytest.fixture(scope="module")
def logins(admin: str) -> Logins:
    return prepare(admin, "cases", "a secret")


def run(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """What the last statement answers, all of them in one connection."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


class TestRoles:
    def test_can_do_nothing_to_the_cluster(self, admin: str, logins: Logins) -> None:
        roles = run(
            admin,
            "select rolname, rolcanlogin, rolinherit from pg_roles where rolname like 'consultations%'"
            " and not (rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)"
            " order by 1",
        )
        assert roles == [
            ("consultations_app", True, True),
            ("consultations_auditor", True, True),
            ("consultations_migrator", True, False),
            ("consultations_owner", False, True),
            ("consultations_reader", True, True),
            ("consultations_worker", True, True),
        ]

    def test_lose_what_someone_gave_them(self, admin: str, logins: Logins) -> None:
        run(admin, "alter role consultations_app superuser createdb bypassrls")
        prepare(admin, "cases", "a secret")
        mighty = "select rolsuper or rolcreatedb or rolbypassrls from pg_roles where rolname = current_user"
        assert run(logins.app, mighty) == [(False,)]

    def test_lose_what_they_were_made_members_of(self, admin: str, logins: Logins) -> None:
        run(admin, "grant pg_read_all_data to consultations_reader with admin option")
        prepare(admin, "cases", "a secret")
        assert run(logins.reader, "select pg_has_role('pg_read_all_data', 'member')") == [(False,)]

    def test_lose_what_they_set_for_themselves(self, admin: str, logins: Logins) -> None:
        run(logins.app, "alter role current_user set synchronous_commit = off")
        run(logins.app, "alter role current_user in database cases set lock_timeout = 0")
        prepare(admin, "cases", "a secret")
        assert run(logins.app, "show synchronous_commit") == [("on",)]
        assert run(logins.app, "show lock_timeout") == [("5s",)]

    def test_are_of_no_other(self, admin: str, logins: Logins) -> None:
        memberships = "select roleid::regrole::text, member::regrole::text from pg_auth_members"
        ours = f"{memberships} where member::regrole::text like 'consultations%' order by 1"
        assert run(admin, ours) == [
            (OWNER, "consultations_migrator"),
            ("pg_read_all_stats", OWNER),
        ]

    def test_that_own_log_in_nowhere(self, admin: str, logins: Logins) -> None:
        run(admin, f"alter role {OWNER} password 'known'")
        with pytest.raises(psycopg.OperationalError, match="is not permitted to log in"):
            run(at(admin, "cases", user=OWNER, password="known"), "select 1")

    @pytest.mark.parametrize("login", ["app", "worker", "reader", "auditor"])
    def test_that_serve_may_not_hang(self, logins: Logins, login: str) -> None:
        names = (
            "idle_in_transaction_session_timeout",
            "lock_timeout",
            "statement_timeout",
            "transaction_timeout",
        )
        shown = [run(getattr(logins, login), f"show {name}")[0][0] for name in names]
        assert shown == ["10s", "5s", "30s", "30s"]

    def test_that_migrate_may_take_their_time(self, logins: Logins) -> None:
        assert run(logins.migrator, "show statement_timeout") == [("0",)]
        assert run(logins.migrator, "show transaction_timeout") == [("0",)]
        assert run(logins.migrator, "show idle_in_transaction_session_timeout") == [("1min",)]

    @pytest.mark.parametrize("login", ["reader", "auditor"])
    def test_that_read_begin_by_not_writing(self, logins: Logins, login: str) -> None:
        assert run(getattr(logins, login), "show default_transaction_read_only") == [("on",)]


class TestDatabase:
    def test_is_the_owners_in_unicode(self, admin: str, logins: Logins) -> None:
        kept = "select pg_get_userbyid(datdba)::text, pg_encoding_to_char(encoding)::text from pg_database"
        assert run(admin, f"{kept} where datname = 'cases'") == [(OWNER, "UTF8")]
        schema = "select pg_get_userbyid(nspowner)::text from pg_namespace where nspname = 'public'"
        assert run(logins.app, schema) == [(OWNER,)]

    def test_lets_nobody_else_in(self, admin: str, logins: Logins) -> None:
        run(admin, "drop role if exists stranger", "create role stranger login password 'x'")
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            run(at(admin, "cases", user="stranger", password="x"), "select 1")

    @pytest.mark.parametrize("login", ["app", "worker", "migrator", "reader", "auditor"])
    @pytest.mark.parametrize(
        "statement",
        [
            "create table mine (a int)",
            "create schema mine",
            "create temporary table mine (a int)",
            "create database mine",
            "create role mine",
        ],
    )
    def test_is_not_changed_by_a_login(self, logins: Logins, login: str, statement: str) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            run(getattr(logins, login), "set default_transaction_read_only = off", statement)

    def test_is_changed_by_the_migrator_as_the_owner(self, logins: Logins) -> None:
        made = "select tableowner::text from pg_tables where tablename = 'made'"
        migration = ("create table made (a int)", "grant select on made to consultations_app")
        run(logins.migrator, f"set role {OWNER}", *migration)
        assert run(logins.app, made) == [(OWNER,)]
        assert run(logins.app, "select * from made") == []
        with pytest.raises(errors.InsufficientPrivilege):
            run(logins.worker, "select * from made")

    @pytest.mark.parametrize("login", ["app", "worker", "reader", "auditor"])
    def test_has_an_owner_whom_no_server_process_can_become(self, logins: Logins, login: str) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            run(getattr(logins, login), f"set role {OWNER}")


class TestPrepare:
    def test_can_be_repeated(self, admin: str, logins: Logins) -> None:
        assert prepare(admin, "cases", "a secret") == logins
        assert run(logins.app, "select current_database()::text") == [("cases",)]

    def test_can_run_several_times_at_once(self, admin: str, logins: Logins) -> None:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda name: prepare(admin, name, "a secret"), ["one", "two"] * 4))
        assert run(at(logins.app, "two"), "select 1") == [(1,)]

    def test_gives_each_login_a_password_of_its_own(self, logins: Logins) -> None:
        passwords = [urlsplit(url).password for url in astuple(logins)]
        assert len(set(passwords)) == 5
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            run(logins.migrator.replace(str(passwords[0]), str(passwords[1])), "select 1")

    def test_takes_passwords_that_are_given(self, admin: str, logins: Logins) -> None:
        given = prepare(admin, "cases", "a secret", passwords={database.APP: "p@ss/wörd ?"})
        assert run(given.app, "select 1") == [(1,)]
        assert given.worker == logins.worker
        assert prepare(admin, "cases", "a secret") == logins

    def test_takes_any_name(self, admin: str) -> None:
        named = prepare(admin, 'дело "№ 1"?', "a secret")
        assert run(named.worker, "select current_database()::text") == [('дело "№ 1"?',)]
        assert env.database(named.worker)["NAME"] == 'дело "№ 1"?'

    def test_does_without_a_superuser(self, tmp_path: Path) -> None:
        with postgres(tmp_path, durable=False) as server:
            run(server.url, "create role boss login createrole createdb password 'x'")
            boss = at(server.url, "postgres", user="boss", password="x")
            first = prepare(boss, "cases", "a secret")
            assert prepare(boss, "cases", "a secret") == first
            run(first.migrator, f"set role {OWNER}", "create table made (a int)")
            clone(boss, "cases", "copy")
            assert run(at(first.app, "copy"), "select 1") == [(1,)]
            drop(boss, "copy")
            # Who holds the seal back is then named without times.
            stats = f"select pg_has_role('{OWNER}', 'pg_read_all_stats', 'member')"
            assert run(server.url, stats) == [(False,)]


class TestClone:
    def test_has_content_and_rights(self, admin: str, logins: Logins) -> None:
        template = prepare(admin, "template", "a secret")
        run(template.migrator, f"set role {OWNER}", "create table kept as select 7 as value")
        run(template.migrator, f"set role {OWNER}", "grant select on kept to consultations_app")
        clone(admin, "template", "copy")
        assert run(at(template.app, "copy"), "select value from kept") == [(7,)]
        run(admin, "drop role if exists passer_by", "create role passer_by login password 'x'")
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            run(at(admin, "copy", user="passer_by", password="x"), "select 1")

    def test_is_dropped_with_whoever_is_in_it(self, admin: str, logins: Logins) -> None:
        prepare(admin, "short-lived", "a secret")
        with psycopg.connect(at(logins.app, "short-lived"), autocommit=True) as inside:
            drop(admin, "short-lived")
            with pytest.raises(psycopg.OperationalError):
                inside.execute("select 1")
        drop(admin, "short-lived")


class TestCommandLine:
    @pytest.fixture(autouse=True)
    def addresses(self, admin: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ADMIN_DATABASE_URL", admin)
        for login in ("migrator", "app", "worker", "reader", "auditor"):
            url = at(admin, "served", user=f"consultations_{login}", password=f"of {login}")
            monkeypatch.setenv(f"{login.upper()}_DATABASE_URL", url)

    def test_prepares_what_the_addresses_name(self, admin: str) -> None:
        database.main()
        for login in ("WORKER", "READER", "AUDITOR"):
            assert run(env.text(f"{login}_DATABASE_URL"), "select current_database()::text") == [("served",)]
        prepare(admin, "cases", "a secret")

    def test_does_without_those_who_only_read(self, admin: str, monkeypatch: pytest.MonkeyPatch) -> None:
        reader = env.text("READER_DATABASE_URL")
        database.main()
        monkeypatch.delenv("READER_DATABASE_URL")
        monkeypatch.setenv("AUDITOR_DATABASE_URL", "")
        database.main()
        assert run(env.text("APP_DATABASE_URL"), "select 1") == [(1,)]
        without = (
            "select rolname::text from pg_authid where rolname like 'consultations%' and rolpassword is null"
        )
        assert run(admin, f"{without} and rolcanlogin order by 1") == [
            ("consultations_auditor",),
            ("consultations_reader",),
        ]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            run(reader, "select 1")
        prepare(admin, "cases", "a secret")

    @pytest.mark.parametrize(
        "wrong",
        [
            "postgresql://consultations_app:x@localhost/another",
            "postgresql://consultations_app@localhost/served",
            "postgresql://postgres:x@localhost/served",
        ],
    )
    def test_refuses_addresses_that_disagree(self, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
        monkeypatch.setenv("APP_DATABASE_URL", wrong)
        with pytest.raises(database.LoginsDisagree, match="consultations_app"):
            database.main()


class TestAddress:
    def test_of_a_socket_keeps_its_shape(self) -> None:
        assert at("postgresql:///postgres?host=/run/pg", "cases") == "postgresql:///cases?host=/run/pg"

    def test_of_another_user_is_quoted(self) -> None:
        quoted = at("postgresql://a:b@h:1/postgres", "cases", user="ц", password="/@?")
        assert quoted == "postgresql://%D1%86:%2F%40%3F@h:1/cases"
