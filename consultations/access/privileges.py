"""What each login of the database may do, as a table: put in force after every migration, and tested."""

from collections.abc import Mapping
from typing import Any

from django.db import connections
from psycopg import sql

APP = "consultations_app"
WORKER = "consultations_worker"
LOGINS = (APP, WORKER)

READ = "select"
EDIT = "select, insert, update, delete"

# The columns of the log that are the application's to fill; the server fills all others.
LOG_COLUMNS = (
    "event_id, stream_id, stream_kind, version, type, schema_version, actor, command_id, correlation_id, "
    "causation_id, envelope, payload"
)
PROJECTIONS = (
    "docket",
    "labels",
    "timeline",
    "rounds",
    "correspondence",
    "commitments",
    "followups",
    "outcomes",
    "statements",
    "deadlines",
    "persons",
    "parties",
    "sources",
)
Rights = Mapping[str, Mapping[str, str]]

RIGHTS: Rights = {
    "consultations_event": {APP: f"select, insert ({LOG_COLUMNS})", WORKER: READ},
    "consultations_event_number_seq": {WORKER: READ},
    "consultations_staging": {APP: "select, insert, truncate"},
    "consultations_position": {APP: READ, WORKER: "select, insert"},
    "consultations_seal": {APP: READ, WORKER: "select, update (sealed_number, sealed_position, sealed_at)"},
    "consultations_checkpoint": {APP: READ, WORKER: "select, insert, update"},
    "consultations_answer": {APP: "select, insert"},
    "consultations_clearance": {APP: EDIT, WORKER: READ},
    "consultations_token": {APP: "select, insert, update"},
    "consultations_remindermail": {APP: READ, WORKER: "select, insert, update"},
    "consultations_reminderitem": {APP: READ, WORKER: "select, insert, update"},
    "consultations_reminderclock": {APP: READ, WORKER: "select, insert, update"},
    **{f"consultations_{name}": {APP: READ, WORKER: EDIT} for name in PROJECTIONS},
    "django_migrations": {APP: READ, WORKER: READ},
    "django_content_type": {APP: READ, WORKER: READ},
    "django_session": {APP: EDIT},
    "django_admin_log": {APP: "select, insert"},
    "auth_permission": {APP: READ, WORKER: READ},
    "auth_user": {APP: EDIT, WORKER: READ},
    "auth_group": {APP: EDIT, WORKER: READ},
    "auth_user_groups": {APP: EDIT, WORKER: READ},
    "auth_user_user_permissions": {APP: EDIT, WORKER: READ},
    "auth_group_permissions": {APP: EDIT, WORKER: READ},
}
"""Table or sequence, login, verbs. What is not named here is refused."""

RELATIONS = """
select relname, relkind from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'S') order by relkind desc, relname
"""


class RelationWithoutRights(Exception):
    """A table has no line in the table of rights: add one to RIGHTS."""


def apply(using: str = "default", **signal: Any) -> None:
    """Put RIGHTS in force for every relation there is. Raises RelationWithoutRights for one that it leaves out."""
    with connections[using].cursor() as cursor:
        cursor.execute(RELATIONS)
        relations = [name for name, kind in cursor.fetchall() if kind != "S" or name in RIGHTS]
        left_out = [name for name in relations if name not in RIGHTS]
        if left_out:
            raise RelationWithoutRights(", ".join(left_out))
        for name in relations:
            for login in LOGINS:
                for statement in _statements(name, login):
                    cursor.execute(statement.as_string(None))


def _statements(name: str, login: str) -> list[sql.Composed]:
    relation, role = sql.Identifier(name), sql.Identifier(login)
    revoke = sql.SQL("revoke all on {} from {}").format(relation, role)
    verbs = RIGHTS[name].get(login)
    if verbs is None:
        return [revoke]
    return [revoke, sql.SQL("grant {} on {} to {}").format(sql.SQL(verbs), relation, role)]
