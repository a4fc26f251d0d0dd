"""The table of rights is what is in force, for every table, column, sequence and function, and for everybody."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from consultations.access import privileges
from consultations.access.privileges import RIGHTS, LoginsMissing, RelationWithoutRights

# What the server itself says is granted, to whomever it may be; PUBLIC is called "-".
GRANTED = """
with granted (name, grantee, owner, acl, attribute) as (
    select relname::text, acl.grantee, relowner, acl, '' from pg_class,
        aclexplode(coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))) acl
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union all
    select relname::text, acl.grantee, relowner, acl, attname::text from pg_class
        join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl) acl
    where relnamespace = 'public'::regnamespace
    union all
    select format('%s(%s)', proname, pg_get_function_identity_arguments(pg_proc.oid)), acl.grantee, proowner, acl, ''
    from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) acl
    where pronamespace = 'public'::regnamespace
)
select name, grantee::regrole::text,
    lower((acl).privilege_type) || case when (acl).is_grantable then ' with grant option' else '' end, attribute
from granted where grantee <> owner
"""
Grant = tuple[str, str, str, str]
"""Table or function, login, verb, column or nothing."""


@pytest.fixture(scope="module")
def admin(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["admin"], autocommit=True) as connected:
        yield connected


def granted(admin: psycopg.Connection) -> set[Grant]:
    """All rights that anybody but an owner has."""
    return {
        (str(name), str(login), str(verb), str(column))
        for name, login, verb, column in admin.execute(GRANTED)
    }


def promised() -> set[Grant]:
    """RIGHTS, each right by itself: "select, insert (a, b)" is three."""
    return {
        (name, login, verb, column.strip())
        for name, rights in RIGHTS.items()
        for login, verbs in rights.items()
        for verb, columns in re.findall(r"(\w+)(?: \(([^)]*)\))?(?:, |$)", verbs)
        for column in columns.split(",")
    }


@contextmanager
def undone(admin: psycopg.Connection, change: str) -> Iterator[None]:
    """What a superuser changes, as long as the block runs."""
    with admin.transaction(force_rollback=True):
        admin.execute(change)
        yield


class TestRights:
    def test_are_in_force_and_no_others(self, admin: psycopg.Connection) -> None:
        assert granted(admin) == promised()

    @pytest.mark.parametrize(
        ("change", "too_many"),
        [
            (
                "grant delete on auth_group to consultations_worker",
                {("auth_group", "consultations_worker", "delete", "")},
            ),
            ("grant select on consultations_docket to public", {("consultations_docket", "-", "select", "")}),
            (
                "grant update (salt) on consultations_event to consultations_app",
                {("consultations_event", "consultations_app", "update", "salt")},
            ),
            (
                "create function opened() returns int language sql return 1",
                {("opened()", "-", "execute", "")},
            ),
        ],
        ids=["a verb", "for all", "a column", "a function"],
    )
    def test_are_seen_where_they_are_too_many(
        self, admin: psycopg.Connection, change: str, too_many: set[Grant]
    ) -> None:
        with undone(admin, change):
            assert granted(admin) - promised() == too_many

    def test_are_seen_where_they_are_too_few(self, admin: psycopg.Connection) -> None:
        with undone(admin, "revoke select on consultations_docket from consultations_reader"):
            missing = promised() - granted(admin)
        assert missing == {("consultations_docket", "consultations_reader", "select", "")}

    def test_make_no_login_an_owner(self, admin: psycopg.Connection) -> None:
        owners = "select distinct pg_get_userbyid(relowner) from pg_class where relnamespace = 'public'::regnamespace"
        assert admin.execute(owners).fetchall() == [("consultations_owner",)]


class TestApply:
    def test_refuses_a_table_that_nobody_has_thought_of(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(RIGHTS, "consultations_docket")
        with pytest.raises(RelationWithoutRights, match="consultations_docket"):
            privileges.apply()

    def test_refuses_a_function_that_nobody_has_thought_of(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delitem(RIGHTS, "consultations_open_transactions()")
        with pytest.raises(RelationWithoutRights, match="consultations_open_transactions"):
            privileges.apply()

    def test_refuses_a_server_without_the_logins(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(privileges, "LOGINS", (*privileges.LOGINS, "consultations_newcomer"))
        with pytest.raises(LoginsMissing, match="consultations_newcomer"):
            privileges.apply()
