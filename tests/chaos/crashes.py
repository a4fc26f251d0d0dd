"""How a piece of an installation is crashed: at a moment drawn from the seed, or at a place that has a name.

A place is reached without a line in the product. The test holds a lock in its own database, or the answer of its
mail server, and waits until `pg_stat_activity` or the mail server shows a process standing there. Where even the
commit is to be watched, a deferred trigger of the test's own waits for an advisory lock inside it.
"""

import os
import signal
from collections.abc import Callable
from random import Random
from threading import Event as Pause
from typing import Final

import psycopg

from config.process import PATIENCE
from tests.chaos.installation import Installation
from tests.conftest import HoldingSink, until

GATE_IN_COMMIT: Final = """
create function chaos_commit() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(2);
    return null;
end
$$;
create constraint trigger chaos_commit after insert on consultations_answer
    deferrable initially deferred for each row execute function chaos_commit();
"""
WAITING: Final = """
select application_name from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock' and query ilike %s and application_name = any(%s)
order by application_name
"""
IDLE: Final = """
select count(*) from pg_stat_activity
where datname = current_database() and application_name = %s and state <> 'idle'
"""
Crash = Callable[[Installation, Random, HoldingSink], None]


# ---- at any moment


def kill_postgres(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """The postmaster is killed (SIGKILL); its children see it and leave."""
    whole.ground.postgres.kill()
    whole.ground.postgres.start()


def stop_postgres_at_once(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """PostgreSQL stops immediately (SIGQUIT): no checkpoint, recovery at the next start."""
    server = whole.ground.postgres
    os.kill(server.pid, signal.SIGQUIT)
    if server.process:
        server.process.wait(PATIENCE)
    server.kill()
    server.start()


def kill_valkey(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """The broker is killed and comes back."""
    whole.ground.valkey.kill()
    whole.ground.valkey.start()


def kill_client(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """A client is killed, whatever it waits for, and begins again at its first command without an answer."""
    client = whole.clients[thrown.choice(sorted(whole.clients))]
    client.kill()
    client.start()


def kill_process(name: str) -> Crash:
    """A process of the application is killed with its children."""

    def crash(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
        whole.processes[name].kill()
        whole.processes[name].start()

    return crash


def kill_child_of_worker(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """The worker's child is killed alone, in the middle of a task or not."""
    for child in whole.processes["worker"].children():
        os.kill(child, signal.SIGKILL)


AT_ANY_MOMENT: Final[dict[str, Crash]] = {
    "PostgreSQL killed": kill_postgres,
    "PostgreSQL stopped at once": stop_postgres_at_once,
    "Valkey killed": kill_valkey,
    "client killed": kill_client,
    "dispatcher killed": kill_process("work"),
    "worker killed": kill_process("worker"),
    "beat killed": kill_process("beat"),
    "worker's child killed": kill_child_of_worker,
}


# ---- at a place with a name


def after_append_before_commit(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """The events are appended, the answer is not kept yet: the client or PostgreSQL ends there."""
    with psycopg.connect(whole.place.admin) as holder:
        holder.execute("lock table consultations_answer in share mode")
        name = _who_waits(whole, "%insert into consultations_answer%", whole.clients)
        if thrown.random() < 0.5:
            whole.clients[name].kill()
            whole.clients[name].start()
            holder.rollback()
            return
        stop_postgres_at_once(whole, thrown, sink)
        holder.close()


def after_commit_before_answer(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """The transaction is durable, and its client ends before it has heard so."""
    with psycopg.connect(whole.place.admin, autocommit=True) as holder:
        holder.execute("select pg_advisory_lock(2)")
        name = _who_waits(whole, "commit%", whole.clients)
        client = whole.clients[name]
        os.kill(client.pid, signal.SIGSTOP)
        holder.execute("select pg_advisory_unlock(2)")
        until(lambda: holder.execute(IDLE, (name,)).fetchone() == (0,))
        answers = len(client.client.acknowledged())
        client.kill()
        client.start()
    until(lambda: len(client.client.acknowledged()) > answers)
    assert client.client.acknowledged()[answers]["repeated"]


def in_the_seal(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """The events are about to get their positions."""
    _kill_who_waits(whole, "lock table consultations_position in share mode")


def between_seal_and_checkpoint(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """The events are sealed, a projection has folded them and not moved."""
    _kill_who_waits(whole, "lock table consultations_timeline in share mode")


def between_smtp_and_record(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
    """The mail is out, and nobody has noted it: all who could ends there."""
    sink.hold("DATA", thrown.choice(sorted({str(each["X-Envelope-To"]) for each in sink.messages})))
    assert sink.reached.wait(60)
    for name in ("work", "worker"):
        whole.processes[name].kill()
        whole.processes[name].start()
    sink.release()


AT_A_PLACE: Final[dict[str, Crash]] = {
    "after append, before commit": after_append_before_commit,
    "after commit, before the answer": after_commit_before_answer,
    "in the seal": in_the_seal,
    "between seal and checkpoint": between_seal_and_checkpoint,
    "between SMTP and record": between_smtp_and_record,
}


def _kill_who_waits(whole: Installation, lock: str) -> None:
    with psycopg.connect(whole.place.admin) as holder:
        holder.execute(lock)
        name = _who_waits(whole, "%", whole.processes)
        whole.processes[name].kill()
        holder.rollback()
    whole.processes[name].start()


def _who_waits(whole: Installation, statement: str, among: object) -> str:
    """The name of a process whose statement waits for a lock that the test holds."""
    names, found = list(among), list[str]()  # type: ignore[call-overload]
    with psycopg.connect(whole.place.admin, autocommit=True) as watching:

        def waits() -> bool:
            found[:] = [name for (name,) in watching.execute(WAITING, (statement, names))]
            return bool(found)

        until(waits, 60)
    return found[0]


def at_a_random_moment(crash: Crash) -> Crash:
    """Let the load go on for a while that is drawn, up to 0.3 seconds, and crash then."""

    def later(whole: Installation, thrown: Random, sink: HoldingSink) -> None:
        Pause().wait(thrown.uniform(0, 0.3))
        crash(whole, thrown, sink)

    return later
