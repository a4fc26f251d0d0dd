"""What the server itself puts into the log, and keeps there; tests/access/test_matrix.py tries who may do what."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

INSERT = """
insert into consultations_event (event_id, stream_id, stream_kind, version, type, schema_version, actor, command_id,
    correlation_id, envelope, payload)
values (gen_random_uuid(), %s, 'case', 1, 'CaseResumed', 1, 'mallory', gen_random_uuid(), gen_random_uuid(), '{}', '{}')
"""
STAMPED = """
select role, length(salt), xid = pg_current_xact_id(), recorded_at - now() < '1 minute'
from consultations_event where stream_id = %s
"""


@pytest.fixture
def stream_id() -> UUID:
    return uuid4()


@pytest.fixture
def app(addresses: dict[str, str]) -> Iterator[psycopg.Connection]:
    """The application's session, in a transaction that is rolled back."""
    with psycopg.connect(addresses["app"]) as connection, connection.transaction(force_rollback=True):
        yield connection


class TestTheLog:
    def test_is_stamped_by_the_server(self, app: psycopg.Connection, stream_id: UUID) -> None:
        app.execute(INSERT, (stream_id,))
        assert app.execute(STAMPED, (stream_id,)).fetchone() == ("consultations_app", 16, True, True)

    def test_takes_each_version_of_a_stream_once(self, app: psycopg.Connection, stream_id: UUID) -> None:
        app.execute(INSERT, (stream_id,))
        with pytest.raises(errors.UniqueViolation):
            app.execute(INSERT, (stream_id,))

    @pytest.mark.parametrize("table", ["consultations_event", "consultations_position"])
    @pytest.mark.parametrize(
        "change", ["update {} set stream_id = stream_id", "delete from {}", "truncate {} cascade"]
    )
    def test_holds_while_a_superuser_replicates(
        self, addresses: dict[str, str], table: str, change: str
    ) -> None:
        # Other triggers do not fire then; these are ENABLE ALWAYS.
        with psycopg.connect(addresses["admin"]) as superuser:
            superuser.execute("set local session_replication_role = replica")
            with pytest.raises(errors.InsufficientPrivilege, match="the log is append-only"):
                superuser.execute(change.format(table))
