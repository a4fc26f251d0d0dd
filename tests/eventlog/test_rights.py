"""What is refused to the application's and the worker's own logins, by SQL, on the real server."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql

INSERT = """
insert into consultations_event ({forged} event_id, stream_id, stream_kind, version, type, schema_version,
    actor, command_id, correlation_id, envelope, payload) {overriding}
values ({value} gen_random_uuid(), gen_random_uuid(), 'case', 1, 'CaseResumed', 1, 'mallory',
    gen_random_uuid(), gen_random_uuid(), '{{}}', '{{}}')
"""
OWN_TO_THE_SERVER = {
    "number": "1",
    "xid": "'1'",
    "recorded_at": "'2001-01-01'",
    "salt": "'\\x00'",
    "role": "'consultations_owner'",
}


def insert(column: str = "", value: str = "", overriding: str = "") -> str:
    return INSERT.format(
        forged=f"{column}," if column else "", value=f"{value}," if column else "", overriding=overriding
    )


@pytest.fixture(params=["app", "worker"])
def login(request: pytest.FixtureRequest, addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses[request.param], autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["app"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def migrator(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["migrator"], autocommit=True) as connection:
        connection.execute("set role consultations_owner")
        yield connection


class TestTheLog:
    @pytest.mark.parametrize("table", ["consultations_event", "consultations_position"])
    @pytest.mark.parametrize(
        "verb",
        [
            "update {} set stream_id = gen_random_uuid()",
            "delete from {}",
            "truncate {}",
            "truncate {} cascade",
        ],
    )
    def test_cannot_be_changed(self, login: psycopg.Connection, table: str, verb: str) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            login.execute(sql.SQL(verb).format(sql.Identifier(table)))

    @pytest.mark.parametrize("table", ["consultations_event", "consultations_position"])
    @pytest.mark.parametrize(
        "verb", ["delete from {}", "truncate {} cascade", "update {} set stream_id = stream_id"]
    )
    def test_cannot_be_changed_by_its_owner_either(
        self, migrator: psycopg.Connection, table: str, verb: str
    ) -> None:
        with pytest.raises(errors.InsufficientPrivilege, match="the log is append-only"):
            migrator.execute(sql.SQL(verb).format(sql.Identifier(table)))

    def test_cannot_be_changed_as_a_replica(self, migrator: psycopg.Connection) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            migrator.execute("set session_replication_role = replica")

    @pytest.mark.parametrize("column", OWN_TO_THE_SERVER)
    @pytest.mark.parametrize("overriding", ["", "overriding system value", "overriding user value"])
    def test_takes_no_forged_column(self, login: psycopg.Connection, column: str, overriding: str) -> None:
        # Without OVERRIDING the server refuses a number before it comes to the rights.
        refusals = (errors.InsufficientPrivilege, errors.GeneratedAlways)
        with pytest.raises(refusals if (column, overriding) == ("number", "") else refusals[0]):
            login.execute(insert(column, OWN_TO_THE_SERVER[column], overriding))

    @pytest.mark.parametrize("column", OWN_TO_THE_SERVER)
    def test_lets_nobody_even_name_such_a_column(self, login: psycopg.Connection, column: str) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            login.execute(insert(column, "default"))

    def test_is_written_by_the_application_alone(self, addresses: dict[str, str]) -> None:
        with psycopg.connect(addresses["worker"]) as worker, pytest.raises(errors.InsufficientPrivilege):
            worker.execute(insert())

    def test_is_stamped_by_the_server(self, app: psycopg.Connection) -> None:
        with app.transaction(force_rollback=True):
            app.execute(insert())
            stamped = app.execute(
                """select role, length(salt), xid = pg_current_xact_id(), recorded_at - now() < '1 minute'
                   from consultations_event where actor = 'mallory' order by number desc limit 1"""
            ).fetchone()
        assert stamped == ("consultations_app", 16, True, True)

    def test_is_not_written_by_copy_with_forged_columns(self, app: psycopg.Connection) -> None:
        with (
            pytest.raises(errors.InsufficientPrivilege),
            app.cursor() as cursor,
            cursor.copy("copy consultations_event from stdin"),
        ):
            pass

    def test_keeps_its_numbers_out_of_reach(self, login: psycopg.Connection) -> None:
        for statement in (
            "select setval('consultations_event_number_seq', 1)",
            "select nextval('consultations_event_number_seq')",
            "alter sequence consultations_event_number_seq restart",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                login.execute(statement)

    @pytest.mark.parametrize(
        "statement",
        [
            "alter table consultations_event disable trigger all",
            "alter table consultations_event owner to current_user",
            "drop table consultations_event",
            "create trigger t before insert on consultations_event execute function consultations_refuse()",
            "create table mine (n int)",
            "set role consultations_owner",
            "set session_replication_role = replica",
        ],
    )
    def test_cannot_be_loosened(self, login: psycopg.Connection, statement: str) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            login.execute(statement)


class TestTheWebLogin:
    @pytest.mark.parametrize(
        "statement",
        [
            "update consultations_seal set sealed_position = 0",
            "insert into consultations_position values (1, 1, gen_random_uuid())",
            "update consultations_checkpoint set position = 0",
            "delete from consultations_docket",
            "update consultations_labels set rank = 0",
        ],
    )
    def test_neither_seals_nor_projects(self, app: psycopg.Connection, statement: str) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute(statement)

    def test_cannot_log_in_as_the_owner(self, addresses: dict[str, str]) -> None:
        owner = addresses["app"].replace("consultations_app", "consultations_owner", 1)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(owner)


class TestAStream:
    def test_takes_each_version_once(self, app: psycopg.Connection) -> None:
        stream, statement = uuid4(), insert().replace("gen_random_uuid(), 'case'", "%(stream)s, 'case'")
        app.execute("begin")
        app.execute(statement, {"stream": stream})
        with pytest.raises(errors.UniqueViolation):
            app.execute(statement, {"stream": stream})
        app.execute("rollback")
