"""A rebuild beside the live rows: readers never notice, damage is found and mended, and there is a way back."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from consultations.domain.rounds import ProposeRound
from consultations.eventlog import read
from consultations.projections import checkpoints, retry
from consultations.projections.runner import ALL
from consultations.projections.verify import differences
from tests.projections.conftest import Apart
from tests.projections.stories import (
    opened,
    record,
    with_something_in_every_register,
    with_something_of_every_topic,
)

ROOT = Path(__file__).resolve().parents[2]
DAMAGE = "update consultations_docket set title = 'forged' where case_id = %s"
LOSS = "delete from consultations_docket where case_id = %s"
SURPLUS = """
insert into consultations_docket
select (jsonb_populate_record(held, jsonb_build_object('case_id', %s::uuid))).* from consultations_docket held limit 1
"""
SHAPE = """
select array_agg(line order by line) from (
    select replace(pg_get_indexdef(indexrelid), n.nspname || '.', '') line
    from pg_index join pg_class c on c.oid = indrelid join pg_namespace n on n.oid = relnamespace
    where c.oid = 'public.consultations_docket'::regclass
    union all
    select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
    where conrelid = 'public.consultations_docket'::regclass
    union all
    select privilege_type || ' ' || grantee::regrole from pg_class, aclexplode(relacl)
    where pg_class.oid = 'public.consultations_docket'::regclass
    union all
    select attname || ' ' || format_type(atttypid, atttypmod) || attnotnull from pg_attribute
    where attrelid = 'public.consultations_docket'::regclass and attnum > 0) of_the_table
"""


@pytest.fixture
def files(apart: Apart) -> list[UUID]:
    """Four files, projected."""
    with apart.as_("app"):
        others = [opened() for _ in range(3)]
        made = [with_something_of_every_topic(others[0]), *others]
        with_something_in_every_register()
    apart.settle()
    return made


def rebuild(
    apart: Apart, *arguments: str, role: str = "migrator", projection: str = "docket"
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "rebuild", projection, "--json", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=apart.environment(role), capture_output=True, text=True, timeout=120
    )


def told(ended: subprocess.CompletedProcess[str]) -> Any:
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def titles(apart: Apart) -> dict[UUID, str]:
    return dict(apart.admin.execute("select case_id, title from consultations_docket").fetchall())


def shape(apart: Apart) -> Any:
    return apart.admin.execute(SHAPE).fetchone()


class Readers:
    """Threads that read the docket without pause, each page in one statement, as the web server's login."""

    def __init__(self, url: str, files: int) -> None:
        self.url, self.files, self.over = url, files, Event()
        self.reads, self.wrong = 0, list[str]()

    def read(self) -> None:
        count = "select count(*), count(*) filter (where title = 'Irritants') from consultations_docket"
        with psycopg.connect(self.url, autocommit=True) as reader:
            while not self.over.is_set():
                try:
                    found, right = reader.execute(count).fetchone() or (0, 0)
                except psycopg.Error as failure:
                    self.wrong.append(repr(failure))
                else:
                    self.reads += 1
                    if found != right or found < self.files:
                        self.wrong.append(f"{right} of {found}")


@pytest.fixture
def readers(apart: Apart, files: list[UUID]) -> Iterator[Readers]:
    readers = Readers(apart.urls["app"], len(files))
    with ThreadPoolExecutor(3) as pool:
        threads = [pool.submit(readers.read) for _ in range(3)]
        try:
            yield readers
        finally:
            readers.over.set()
            for each in threads:
                each.result()


class TestRebuild:
    def test_gives_the_same_rows_in_a_table_of_the_same_make(self, apart: Apart, files: list[UUID]) -> None:
        before, made = titles(apart), shape(apart)
        outcome = told(rebuild(apart))
        assert (outcome["done"], outcome["differences"]["total"]) == ("switched", 0)
        assert outcome["differences"]["shards_not_compared"] == 0
        assert titles(apart) == before
        assert shape(apart) == made

    @pytest.mark.parametrize("projection", ["persons", "search_persons", "search"])
    def test_gives_what_persons_are_found_by_as_it_was_merges_and_all(
        self, apart: Apart, files: list[UUID], projection: str
    ) -> None:
        outcome = told(rebuild(apart, projection=projection))
        assert (outcome["done"], outcome["differences"]["total"]) == ("switched", 0)

    def test_finds_damaged_rows_and_mends_them(self, apart: Apart, files: list[UUID]) -> None:
        stray = uuid4()
        apart.admin.execute(DAMAGE, (files[0],))
        apart.admin.execute(LOSS, (files[1],))
        apart.admin.execute(SURPLUS, (stray,))
        outcome = told(rebuild(apart))["differences"]
        assert outcome["different"] == [str(files[0])]
        assert outcome["missing"] == [str(files[1])]
        assert outcome["surplus"] == [str(stray)]
        assert set(titles(apart)) == set(files)
        with apart.as_("worker"):
            assert list(differences(ALL)) == []

    def test_is_seen_by_no_reader_while_files_go_on(
        self, apart: Apart, files: list[UUID], readers: Readers
    ) -> None:
        with ThreadPoolExecutor(1) as pool:
            rebuilding = pool.submit(rebuild, apart)
            while not rebuilding.done():
                with apart.as_("app"):
                    record(ProposeRound(round_id=uuid4()), opened())
                apart.settle()
            told(rebuilding.result())
        read_so_far = readers.reads
        told(rebuild(apart, "--roll-back"))
        apart.settle()
        assert readers.wrong == []
        assert 100 < read_so_far < readers.reads
        with apart.as_("worker"):
            assert list(differences(ALL)) == []

    def test_leaves_the_projection_to_the_worker(self, apart: Apart, files: list[UUID]) -> None:
        told(rebuild(apart))
        with apart.as_("app"):
            fresh = opened()
        apart.settle()
        assert fresh in titles(apart)
        with apart.as_("worker"):
            assert checkpoints.positions()["docket"] == read.head()
            assert list(differences(ALL)) == []

    def test_parks_what_it_cannot_take_in_and_the_switch_keeps_it_parked(
        self, apart: Apart, files: list[UUID]
    ) -> None:
        unknown = """
            insert into consultations_event (event_id, stream_id, stream_kind, version, type, schema_version, actor,
                command_id, correlation_id, envelope, payload)
            select gen_random_uuid(), stream_id, stream_kind, version + 1, 'RoundDreamt', 1, actor, command_id,
                correlation_id, envelope, payload
            from consultations_event where stream_id = %s order by version desc limit 1"""
        with psycopg.connect(apart.urls["app"]) as app:
            app.execute(unknown, (files[1],))
        apart.settle()
        assert told(rebuild(apart))["differences"]["total"] == 0
        with apart.as_("worker"):
            assert retry.parked_cases(["docket"]) == [("docket", files[1])]

    def test_only_compares_where_that_is_asked(self, apart: Apart, files: list[UUID]) -> None:
        apart.admin.execute(DAMAGE, (files[0],))
        ended = rebuild(apart, "--compare")
        assert ended.returncode == 1
        assert json.loads(ended.stdout)["differences"]["different"] == [str(files[0])]
        assert titles(apart)[files[0]] == "forged"

    def test_is_not_made_twice_at_once(self, apart: Apart, files: list[UUID]) -> None:
        apart.admin.execute("select pg_advisory_lock(hashtext('consultations rebuild'), hashtext('docket'))")
        assert "by somebody else" in rebuild(apart).stderr

    @pytest.mark.parametrize("role", ["worker", "app"])
    def test_is_the_owners_alone(self, apart: Apart, files: list[UUID], role: str) -> None:
        ended = rebuild(apart, role=role)
        assert ended.returncode == 1
        assert "DATABASE_ASSUME_ROLE" in ended.stderr


class TestRollBack:
    def test_puts_the_replaced_rows_back_and_brings_them_up(self, apart: Apart, files: list[UUID]) -> None:
        made = shape(apart)
        apart.admin.execute(DAMAGE, (files[2],))
        told(rebuild(apart))
        assert titles(apart)[files[2]] == "Irritants"
        with apart.as_("app"):
            fresh = opened()
        apart.settle()
        assert told(rebuild(apart, "--roll-back"))["done"] == "rolled back"
        assert titles(apart)[files[2]] == "forged"
        assert fresh in titles(apart)
        assert shape(apart) == made
        told(rebuild(apart, "--roll-back"))
        assert titles(apart)[files[2]] == "Irritants"
        assert fresh in titles(apart)

    def test_is_refused_where_there_is_nothing_to_go_back_to(self, apart: Apart, files: list[UUID]) -> None:
        assert "No earlier version" in rebuild(apart, "--roll-back").stderr
        told(rebuild(apart))
        told(rebuild(apart, "--forget"))
        assert rebuild(apart, "--roll-back").returncode == 1

    def test_is_refused_where_the_table_has_changed_since(self, apart: Apart, files: list[UUID]) -> None:
        told(rebuild(apart))
        apart.admin.execute(sql.SQL("alter table consultations_docket add column more text"))
        assert rebuild(apart, "--roll-back").returncode == 1
