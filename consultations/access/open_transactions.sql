-- Who holds the seal back: every open transaction of the cluster that has written something, the oldest first.
--
-- The owner may read pg_stat_activity whole (config/roles.sql), and passes on of it what names the holder. A statement
-- holds content of files, so none is given. Where the owner was not given that right, state and began_at are null.
-- A prepared transaction has no process: pid is null.
create function consultations_open_transactions()
returns table (pid integer, login name, database name, state text, began_at timestamptz, xid_age integer)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
    select held.* from (
        select pid, usename, datname, state, xact_start, age(backend_xid)
        from pg_stat_activity where backend_xid is not null
        union all
        select null, owner, database, 'prepared', prepared, age(transaction)
        from pg_prepared_xacts
    ) held (pid, login, database, state, began_at, xid_age)
    order by xid_age desc, pid;
end;
