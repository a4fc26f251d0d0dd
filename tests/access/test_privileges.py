"""The table of rights is what is in force, for every relation and every verb."""

from collections.abc import Iterator

import psycopg
import pytest

from consultations.access.privileges import LOG_COLUMNS, LOGINS, RIGHTS

VERBS = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
RELATIONS = (
    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
)


@pytest.fixture(scope="module")
def admin(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["admin"], autocommit=True) as connection:
        yield connection


class TestRights:
    def test_name_every_table_there_is(self, admin: psycopg.Connection) -> None:
        tables = {name for (name,) in admin.execute(RELATIONS)}
        assert tables == {name for name in RIGHTS if not name.endswith("_seq")}

    def test_are_in_force_and_no_others(self, admin: psycopg.Connection) -> None:
        found = {
            (table, login, verb)
            for (table,) in admin.execute(RELATIONS).fetchall()
            for login in LOGINS
            for verb in VERBS
            if admin.execute("select has_table_privilege(%s, %s, %s)", (login, table, verb)).fetchone()
            == (True,)
        }
        promised = {
            (table, login, verb.strip())
            for table, rights in RIGHTS.items()
            if not table.endswith("_seq")
            for login, verbs in rights.items()
            for verb in verbs.split(" (")[0].split(",")
            if "(" not in verbs
        } | {
            ("consultations_event", LOGINS[0], "select"),
            ("consultations_seal", LOGINS[1], "select"),
        }
        assert found == promised

    def test_let_the_application_fill_only_its_own_columns_of_the_log(
        self, admin: psycopg.Connection
    ) -> None:
        query = """select attname from pg_attribute where attrelid = 'consultations_event'::regclass and attnum > 0
                   and has_column_privilege(%s, attrelid, attnum, 'insert')"""
        assert {name for (name,) in admin.execute(query, (LOGINS[0],))} == set(LOG_COLUMNS.split(", "))
        assert admin.execute(query, (LOGINS[1],)).fetchall() == []

    def test_make_no_login_an_owner(self, admin: psycopg.Connection) -> None:
        owners = "select distinct pg_get_userbyid(relowner) from pg_class where relnamespace = 'public'::regnamespace"
        assert admin.execute(owners).fetchall() == [("consultations_owner",)]
