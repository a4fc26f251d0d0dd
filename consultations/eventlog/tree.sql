-- What makes a change to the log evident: a leaf for each sealed event, nodes above them, signed checkpoints.

-- No foreign key to the event: nothing can remove one, verify_log looks for every one, and it cost a third of sealing.
alter table consultations_position drop constraint consultations_position_number_fkey;
alter table consultations_position add column leaf bytea;
alter table consultations_position disable trigger append_only;
update consultations_position place set leaf = {leaf} from consultations_event event where event.number = place.number;
alter table consultations_position enable always trigger append_only;
alter table consultations_position alter column leaf set not null;
alter table consultations_position add constraint leaf_is_a_hash check (octet_length(leaf) = 32);

-- The root over 256 leaves (level 1), over 256 of those (level 2), and so on. Of the whole log, so of no stream.
create table consultations_node (
    level smallint not null check (level > 0),
    index bigint   not null check (index >= 0),
    hash  bytea    not null check (octet_length(hash) = 32),
    primary key (level, index)
);

-- What was signed of the log: the C2SP note as it was exported.
create table consultations_signedcheckpoint (
    size      bigint      not null primary key check (size > 0),
    root      bytea       not null check (octet_length(root) = 32),
    note      text        not null,
    signed_at timestamptz not null default clock_timestamp()
);

create trigger append_only before update or delete on consultations_node
    for each statement execute function consultations_refuse();
create trigger append_only_truncate before truncate on consultations_node
    for each statement execute function consultations_refuse();
create trigger append_only before update or delete on consultations_signedcheckpoint
    for each statement execute function consultations_refuse();
create trigger append_only_truncate before truncate on consultations_signedcheckpoint
    for each statement execute function consultations_refuse();
alter table consultations_node enable always trigger append_only;
alter table consultations_node enable always trigger append_only_truncate;
alter table consultations_signedcheckpoint enable always trigger append_only;
alter table consultations_signedcheckpoint enable always trigger append_only_truncate;
