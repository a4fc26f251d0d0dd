-- The roles of the system, the same for every database of the cluster. Safe to run at any time.
--
--   consultations_owner     owns every table and logs in nowhere
--   consultations_migrator  changes the schema: it has no rights of its own and takes the owner's by SET ROLE
--   consultations_app       the web server and the API
--   consultations_worker    Celery: sealing, projections, reminders
--
-- Passwords and the rights in a database are given by config/database.py.

do $$
declare
    wanted record;
begin
    for wanted in
        select * from (values
            ('consultations_owner', 'nologin'),
            ('consultations_migrator', 'login noinherit'),
            ('consultations_app', 'login'),
            ('consultations_worker', 'login')
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

do $$
begin
    -- Whoever creates databases in the owner's name must be able to act as the owner; a superuser is already.
    if not (select rolsuper from pg_roles where rolname = current_user) then
        grant consultations_owner to current_user;
    end if;
end
$$;

-- A request or a task that hangs must not hold its locks for longer than its caller waits. A migration may take its time.
do $$
declare
    login text;
begin
    foreach login in array array['consultations_app', 'consultations_worker']
    loop
        execute format('alter role %I set idle_in_transaction_session_timeout = ''10s''', login);
        execute format('alter role %I set lock_timeout = ''5s''', login);
        execute format('alter role %I set statement_timeout = ''30s''', login);
        if current_setting('server_version_num')::integer >= 170000 then
            execute format('alter role %I set transaction_timeout = ''30s''', login);
        end if;
    end loop;
end
$$;
