-- Where a bulk append puts its rows before it carries them into the log: always empty to everybody else, for what
-- is staged is taken away in the same transaction. Unlogged: there is never anything in it to recover.
create unlogged table consultations_staging (
    event_id       uuid     not null,
    stream_id      uuid     not null,
    stream_kind    text     not null,
    version        integer  not null,
    type           text     not null,
    schema_version smallint not null,
    actor          text     not null,
    command_id     uuid     not null,
    correlation_id uuid     not null,
    causation_id   uuid,
    envelope       bytea    not null,
    payload        bytea    not null
);
