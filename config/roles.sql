-- The roles of the system, the same for every database of the cluster. Safe to run at any time.
--
--   consultations_owner     owns every table and logs in nowhere
--   consultations_migrator  changes the schema: it has no rights of its own and takes the owner's by SET ROLE
--   consultations_app       the web server and the API
--   consultations_worker    Celery: sealing, projections, reminders
--   consultations_reader    reports from the read models; writes nothing
--   consultations_auditor   checks the log and what was done with it; writes nothing
--
-- Passwords and the rights in a database are given by config/database.py. docs/privileges.md lists what each may do.

do $$
declare
    wanted record;
begin
    for wanted in
        select * from (values
            ('consultations_owner', 'nologin'),
            ('consultations_migrator', 'login noinherit'),
            ('consultations_app', 'login'),
            ('consultations_worker', 'login'),
            ('consultations_reader', 'login'),
            ('consultations_auditor', 'login')
        ) as roles (name, logs_in)
    loop
        if not exists (select from pg_roles where rolname = wanted.name) then
            execute format(
                'create role %I %s nosuperuser nocreatedb nocreaterole noreplication nobypassrls',
                wanted.name, wanted.logs_in
            );
        else
            execute format('alter role %I %s', wanted.name, wanted.logs_in);
        end if;
        -- Only a superuser may say "nosuperuser" of a role that exists, so it is said only where there is something to take.
        if exists (select from pg_roles where rolname = wanted.name and (rolsuper or rolbypassrls or rolreplication)) then
            execute format('alter role %I nosuperuser noreplication nobypassrls', wanted.name);
        end if;
        if exists (select from pg_roles where rolname = wanted.name and (rolcreatedb or rolcreaterole)) then
            execute format('alter role %I nocreatedb nocreaterole', wanted.name);
        end if;
    end loop;
end
$$;

grant consultations_owner to consultations_migrator;

-- What someone gave the logins beside that, or a login set for itself, is taken back.
do $$
declare
    given record;
begin
    for given in
        select roleid::regrole as role, member::regrole as login, grantor::regrole as grantor from pg_auth_members
        where member::regrole::text in
                ('consultations_app', 'consultations_worker', 'consultations_reader', 'consultations_auditor')
            or (member::regrole::text = 'consultations_migrator' and roleid::regrole::text <> 'consultations_owner')
    loop
        execute format('revoke %s from %s granted by %s', given.role, given.login, given.grantor);
    end loop;
    for given in
        select setrole::regrole as login, ' in database ' || quote_ident(datname) as place from pg_db_role_setting
        left join pg_database on pg_database.oid = setdatabase
        where setrole in (select oid from pg_roles where rolname in (
            'consultations_migrator', 'consultations_app', 'consultations_worker', 'consultations_reader',
            'consultations_auditor'
        ))
    loop
        execute format('alter role %s%s reset all', given.login, given.place);
    end loop;
end
$$;

do $$
begin
    -- Whoever creates databases in the owner's name must be able to act as the owner; a superuser is already.
    if not (select rolsuper from pg_roles where rolname = current_user) then
        grant consultations_owner to current_user;
    end if;
end
$$;

do $$
begin
    -- Read by one function of the owner's, which gives who holds the seal back and never a statement: a statement
    -- holds content. Without a superuser, or ADMIN on the role, that function tells no times; nothing else is lost.
    grant pg_read_all_stats to consultations_owner;
exception when insufficient_privilege then
    raise notice 'consultations_owner was not given pg_read_all_stats: consultations_open_transactions() tells no times';
end
$$;

-- A request or a task that hangs must not hold its locks, nor the seal, for longer than its caller waits. A migration
-- may take its time while it is at work. These are defaults and stop accidents; the rights stop the rest.
do $$
declare
    given record;
begin
    for given in
        select 'consultations_' || login as login, setting, value
        from unnest(array['app', 'worker', 'reader', 'auditor']) as login
        cross join (values
            ('idle_in_transaction_session_timeout', '10s'),
            ('lock_timeout', '5s'),
            ('statement_timeout', '30s'),
            ('transaction_timeout', '30s')
        ) as timeouts (setting, value)
        union all
        values
            ('consultations_migrator', 'idle_in_transaction_session_timeout', '1min'),
            ('consultations_reader', 'default_transaction_read_only', 'on'),
            ('consultations_auditor', 'default_transaction_read_only', 'on')
    loop
        -- PostgreSQL has transaction_timeout from release 17.
        if current_setting(given.setting, true) is not null then
            execute format('alter role %I set %I = %L', given.login, given.setting, given.value);
        end if;
    end loop;
end
$$;
