"""What each login of the database may do, as a table: put in force after every migration, and tested."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connections
from psycopg import sql

APP = "consultations_app"
WORKER = "consultations_worker"
READER = "consultations_reader"
AUDITOR = "consultations_auditor"
LOGINS = (APP, WORKER, READER, AUDITOR)

READ = "select"
EDIT = "select, insert, update, delete"
CALL = "execute"

# The columns of the log that are the application's to fill; the server fills all others.
LOG_COLUMNS = (
    "event_id, stream_id, stream_kind, version, type, schema_version, actor, command_id, correlation_id, "
    "causation_id, envelope, payload"
)
# Of a content, what the application says of it; when, and under which login, the server does.
CONTENT_COLUMNS = "stream_id, digest, content, deposited_by"
PROJECTIONS = (
    "docket",
    "labels",
    "timeline",
    "namings",
    "relations",
    "mandate",
    "agenda",
    "standpoints",
    "proposals",
    "contacts",
    "rounds",
    "correspondence",
    "commitments",
    "agreements",
    "followups",
    "milestones",
    "outcomes",
    "nominations",
    "statements",
    "claims",
    "measures",
    "reciprocities",
    "premises",
    "documents",
    "custody",
    "holds",
    "deadlines",
    "persons",
    "parties",
    "sources",
    "properties",
    "registers",
    "numbers",
    "search",
    "search_persons",
    "search_parties",
    "search_sources",
    "search_properties",
)
Rights = Mapping[str, Mapping[str, str]]

# A user without the password's hash.
ACCOUNT_COLUMNS = (
    "id, username, first_name, last_name, is_active, is_staff, is_superuser, last_login, date_joined"
)

RIGHTS: Rights = {
    "consultations_event": {APP: f"select, insert ({LOG_COLUMNS})", WORKER: READ, AUDITOR: READ},
    "consultations_event_number_seq": {WORKER: READ, AUDITOR: READ},
    "consultations_position": {APP: READ, WORKER: "select, insert", AUDITOR: READ},
    "consultations_node": {APP: READ, WORKER: "select, insert", AUDITOR: READ},
    "consultations_signedcheckpoint": {APP: READ, WORKER: "select, insert", AUDITOR: READ},
    "consultations_seal": {
        APP: READ,
        WORKER: "select, update (sealed_number, sealed_position, sealed_at)",
        READER: READ,
        AUDITOR: READ,
    },
    "consultations_checkpoint": {APP: READ, WORKER: "select, insert, update", READER: READ, AUDITOR: READ},
    "consultations_parkedcase": {APP: READ, WORKER: EDIT, READER: READ, AUDITOR: READ},
    "consultations_answer": {APP: "select, insert", AUDITOR: READ},
    "consultations_content": {APP: f"select, insert ({CONTENT_COLUMNS})", AUDITOR: READ},
    "consultations_clearance": {APP: EDIT, WORKER: READ, AUDITOR: READ},
    "consultations_token": {APP: "select, insert, update"},
    "consultations_remindermail": {APP: READ, WORKER: "select, insert, update", AUDITOR: READ},
    "consultations_reminderitem": {APP: READ, WORKER: "select, insert, update", AUDITOR: READ},
    "consultations_reminderclock": {APP: READ, WORKER: "select, insert, update", AUDITOR: READ},
    **{
        f"consultations_{name}": {APP: READ, WORKER: EDIT, READER: READ, AUDITOR: READ}
        for name in PROJECTIONS
    },
    "consultations_open_transactions()": {WORKER: CALL, AUDITOR: CALL},
    "consultations_refuse()": {},
    "django_migrations": dict.fromkeys(LOGINS, READ),
    "django_content_type": {APP: READ, WORKER: READ},
    "django_session": {APP: EDIT},
    "django_admin_log": {APP: "select, insert", AUDITOR: READ},
    "auth_permission": {APP: READ},
    "auth_user": {
        APP: EDIT,
        WORKER: f"select ({ACCOUNT_COLUMNS}, email)",
        AUDITOR: f"select ({ACCOUNT_COLUMNS})",
    },
    "auth_group": {APP: EDIT, WORKER: READ, AUDITOR: READ},
    "auth_user_groups": {APP: EDIT, WORKER: READ, AUDITOR: READ},
    "auth_user_user_permissions": {APP: EDIT},
    "auth_group_permissions": {APP: EDIT},
}
"""Table, sequence or function(), login, verbs. What is not named here is refused."""

# Tables, sequences and functions, each with the kind of thing that GRANT calls it.
RELATIONS = """
select relname::text, case relkind when 'S' then 'sequence' else 'table' end from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
union all
select format('%s(%s)', proname, pg_get_function_identity_arguments(oid)), 'function' from pg_proc
where pronamespace = 'public'::regnamespace
order by 2, 1
"""
ABSENT = "select login from unnest(%s::text[]) as login where to_regrole(login) is null"


class RelationWithoutRights(Exception):
    """A table or function has no line in the table of rights: add one to RIGHTS."""


class LoginsMissing(Exception):
    """The server lacks logins of this release: run `python -m config.database`, then migrate again."""


def apply(using: str = "default", **signal: Any) -> None:
    """Put RIGHTS in force for all there is. Raises RelationWithoutRights for what it leaves out, LoginsMissing."""
    with connections[using].cursor() as cursor:
        cursor.execute(ABSENT, [list(LOGINS)])
        if absent := [login for (login,) in cursor.fetchall()]:
            raise LoginsMissing(", ".join(absent))
        cursor.execute(RELATIONS)
        found = [(name, kind) for name, kind in cursor.fetchall() if kind != "sequence" or name in RIGHTS]
        if left_out := [name for name, _ in found if name not in RIGHTS]:
            raise RelationWithoutRights(", ".join(left_out))
        for name, kind in found:
            for statement in _statements(name, kind):
                cursor.execute(statement.as_string(None))


def _statements(name: str, kind: str) -> Iterator[sql.Composed]:
    called, opening, arguments = name.partition("(")
    on = sql.SQL(f"on {kind} {{}}{opening}{arguments}").format(sql.Identifier(called))
    # A function may be called by PUBLIC until that is said not to be so.
    yield sql.SQL("revoke all {} from public").format(on)
    for login in LOGINS:
        yield sql.SQL("revoke all {} from {}").format(on, sql.Identifier(login))
        if verbs := RIGHTS[name].get(login):
            yield sql.SQL("grant {} {} to {}").format(sql.SQL(verbs), on, sql.Identifier(login))
