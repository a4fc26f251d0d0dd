-- The log. Column order matters: a transaction has its xid before it draws a number, and the sealer rests on that.
create table consultations_event (
    xid            xid8        not null default pg_current_xact_id(),
    number         bigint      not null generated always as identity (cache 1),
    recorded_at    timestamptz not null default clock_timestamp(),
    salt           bytea       not null default uuid_send(gen_random_uuid()),
    role           text        not null default session_user,
    event_id       uuid        not null,
    stream_id      uuid        not null,
    stream_kind    text        not null,
    version        integer     not null check (version > 0),
    type           text        not null,
    schema_version smallint    not null check (schema_version > 0),
    actor          text        not null check (actor <> ''),
    command_id     uuid        not null,
    correlation_id uuid        not null,
    causation_id   uuid,
    envelope       bytea       not null,
    payload        bytea       not null,
    primary key (number),
    constraint event_id_once unique (event_id),
    constraint stream_version_once unique (stream_id, version)
);

-- The place of each sealed event in the whole log: dense, final, the only order anything downstream reads by.
create table consultations_position (
    position  bigint not null primary key,
    number    bigint not null unique references consultations_event (number),
    stream_id uuid   not null
);

-- One row: how far the log is sealed.
create table consultations_seal (
    sealed_number   bigint      not null,
    sealed_position bigint      not null,
    sealed_at       timestamptz not null default clock_timestamp(),
    only_row        boolean     not null default true primary key check (only_row)
);
insert into consultations_seal (sealed_number, sealed_position) values (0, 0);

-- Where each projection stands.
create table consultations_checkpoint (
    projection text        not null primary key,
    position   bigint      not null default 0,
    moved_at   timestamptz not null default clock_timestamp()
);

create function consultations_refuse() returns trigger language plpgsql as $$
begin
    raise exception '% of % is refused: the log is append-only', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;

create trigger append_only before update or delete on consultations_event
    for each statement execute function consultations_refuse();
create trigger append_only_truncate before truncate on consultations_event
    for each statement execute function consultations_refuse();
create trigger append_only before update or delete on consultations_position
    for each statement execute function consultations_refuse();
create trigger append_only_truncate before truncate on consultations_position
    for each statement execute function consultations_refuse();
alter table consultations_event enable always trigger append_only;
alter table consultations_event enable always trigger append_only_truncate;
alter table consultations_position enable always trigger append_only;
alter table consultations_position enable always trigger append_only_truncate;
