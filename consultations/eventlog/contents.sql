-- The contents of documents, beside the log: what the bytes are is an event's to say, here they stand under their digest.
create table consultations_content (
    stream_id    uuid        not null,
    digest       bytea       not null,
    content      bytea       not null,
    deposited_by text        not null check (deposited_by <> ''),
    deposited_at timestamptz not null default clock_timestamp(),
    role         text        not null default session_user,
    primary key (stream_id, digest),
    -- Whoever deposits, by whatever way: what is not what it says it is does not get in.
    constraint content_answers_to_digest check (digest = sha256(content)),
    constraint content_is_something check (octet_length(content) > 0)
);
-- Documents are compressed already, most of them; to try again costs more than it saves.
alter table consultations_content alter column content set storage external;

create trigger append_only before update or delete on consultations_content
    for each statement execute function consultations_refuse();
create trigger append_only_truncate before truncate on consultations_content
    for each statement execute function consultations_refuse();
alter table consultations_content enable always trigger append_only;
alter table consultations_content enable always trigger append_only_truncate;

-- What closes a file further is read off the log at every read of a file (access.filter): it must not be looked for.
create index consultations_closing on consultations_event (stream_id, version)
    where type in ('ClassificationRaised', 'CompartmentAdded');
