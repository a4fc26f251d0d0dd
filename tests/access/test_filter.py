"""The clearance filter: the same condition in SQL and in memory, and nothing for whoever has no clearance."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from consultations.access.filter import LEVELS, VISIBLE, Reader, rank_of, reader_of
from consultations.access.tables import DESK_OFFICER, ROLES, Clearance, grant_roles
from consultations.domain.classification import (
    AddCompartment,
    DowngradeCase,
    RaiseClassification,
    RemoveCompartment,
)
from consultations.eventlog.connection import cursor
from tests.projections.stories import opened, record

SELECT = f"""
select docket.case_id from consultations_docket docket join consultations_labels label using (case_id)
where {VISIBLE} and docket.case_id = any(%(cases)s)
"""
COMPARE = f"""
select {VISIBLE}
from (values (gen_random_uuid(), 1, %(rank)s, %(needed)s::text[])) label (case_id, version, rank, compartments)
"""
UNHEARD_OF = """
insert into consultations_event (event_id, stream_id, stream_kind, version, type, schema_version, actor, command_id,
    correlation_id, envelope, payload)
values (gen_random_uuid(), %(case_id)s, 'case', 2, 'ClassificationRaised', 1, 'mallory', gen_random_uuid(),
    gen_random_uuid(), '{}', '{"level": "cosmic", "reason": "x"}')
"""
COMPARTMENTS = st.lists(st.sampled_from(["agrément", "property"]), unique=True).map(tuple)


def seen_by(reader: Reader, *cases: UUID) -> set[UUID]:
    with cursor() as reading:
        # Named arguments of a plain cursor: the same that the queries of the doors pass.
        found = reading.execute(SELECT, reader.parameters() | {"cases": list(cases)}).fetchall()
    return {case_id for (case_id,) in found}


def user(**clearance: object) -> User:
    made = User.objects.create_user(username=f"u{uuid4()}", password="x")
    if clearance:
        Clearance.objects.create(user=made, **clearance)
    return made


class TestAReader:
    def test_sees_a_file_where_level_and_compartments_suffice(self, settled: Callable[[], None]) -> None:
        open_file, closed = opened("restricted"), opened("confidential", ("agrément",))
        settled()
        for reader, expected in (
            (Reader(username="a"), set()),
            (Reader(username="a", level="public"), set()),
            (Reader(username="a", level="restricted"), {open_file}),
            (Reader(username="a", level="secret"), {open_file}),
            (Reader(username="a", level="restricted", compartments=("agrément",)), {open_file}),
            (Reader(username="a", level="confidential", compartments=("property",)), {open_file}),
            (
                Reader(username="a", level="confidential", compartments=("property", "agrément")),
                {open_file, closed},
            ),
            (Reader(username="a", level="top secret"), set()),
        ):
            assert seen_by(reader, open_file, closed) == expected, reader

    def test_sees_nothing_of_a_file_that_has_no_label_yet(self) -> None:
        assert seen_by(Reader(username="a", level="secret"), opened("public")) == set()

    @given(st.sampled_from([*LEVELS, "", "unheard of"]), COMPARTMENTS, st.sampled_from(LEVELS), COMPARTMENTS)
    def test_is_judged_alike_in_sql_and_in_memory(
        self, held: str, member: tuple[str, ...], level: str, needed: tuple[str, ...]
    ) -> None:
        reader = Reader(username="a", level=held, compartments=member)
        arguments = reader.parameters() | {"rank": rank_of(level), "needed": list(needed)}
        with cursor() as reading:
            in_sql = reading.execute(COMPARE, arguments).fetchone()
        assert in_sql == (reader.may_see(level, needed),)

    def test_is_shut_out_by_what_closes_a_file_before_its_label_is_made(
        self, settled: Callable[[], None]
    ) -> None:
        raised, joined, both = opened(), opened(), opened()
        settled()
        record(RaiseClassification(level="confidential", reason="names"), raised)
        record(AddCompartment(compartment="agrément", reason="names"), joined)
        record(AddCompartment(compartment="agrément", reason="names"), both)
        record(RaiseClassification(level="secret", reason="names"), both)
        expected = {
            ("restricted", ()): set(),
            ("restricted", ("agrément",)): {joined},
            ("confidential", ()): {raised},
            ("confidential", ("agrément",)): {raised, joined},
            ("secret", ()): {raised},
            ("secret", ("property", "agrément")): {raised, joined, both},
        }
        for when in ("at once", "when the labels are made"):
            for (level, compartments), files in expected.items():
                reader = Reader(username="a", level=level, compartments=compartments)
                assert seen_by(reader, raised, joined, both) == files, (when, level, compartments)
            settled()

    def test_is_let_in_by_what_opens_a_file_when_its_label_is_made(self, settled: Callable[[], None]) -> None:
        case_id, reader = opened("confidential", ("agrément",)), Reader(username="a", level="restricted")
        record(RaiseClassification(level="secret", reason="names"), case_id)
        settled()
        record(DowngradeCase(level="restricted", reason="announced"), case_id)
        record(RemoveCompartment(compartment="agrément", reason="announced"), case_id)
        assert seen_by(reader, case_id) == set()
        settled()
        assert seen_by(reader, case_id) == {case_id}

    def test_sees_nothing_of_a_file_that_was_raised_to_a_level_nobody_knows(
        self, settled: Callable[[], None]
    ) -> None:
        case_id = opened()
        settled()
        # Taken back afterwards: no reader of the whole log could make anything of it.
        with transaction.atomic():
            with cursor() as writing:
                writing.execute(UNHEARD_OF, {"case_id": case_id})
            assert seen_by(Reader(username="a", level="secret"), case_id) == set()
            transaction.set_rollback(True)

    def test_never_sees_a_level_that_is_not_known(self) -> None:
        assert not Reader(username="a", level="secret").may_see("cosmic", ())


class TestReaderOf:
    def test_gives_the_clearance_and_the_roles(self) -> None:
        officer = user(level="confidential", compartments=["agrément"])
        officer.groups.add(Group.objects.get(name=DESK_OFFICER))
        assert reader_of(officer) == Reader(
            username=officer.username, level="confidential", compartments=("agrément",), roles=(DESK_OFFICER,)
        )

    def test_gives_nothing_without_a_clearance_superuser_or_not(self) -> None:
        plain = user()
        plain.is_superuser = True
        plain.save()
        assert (reader_of(plain).level, reader_of(plain).parameters()["reader_rank"]) == ("", -1)

    def test_gives_nothing_to_strangers_and_to_those_who_left(self) -> None:
        left = user(level="secret")
        left.is_active = False
        assert reader_of(left).level == reader_of(AnonymousUser()).level == ""


class TestGrantRoles:
    def test_is_done_by_each_migration_and_can_be_repeated(self) -> None:
        assert Group.objects.filter(name__in=ROLES).count() == len(ROLES)
        grant_roles()
        assert sorted(Group.objects.filter(name__in=ROLES).values_list("name", flat=True)) == sorted(ROLES)


class TestClearance:
    def test_is_named_after_its_user(self) -> None:
        officer = user(level="public")
        assert str(officer.clearance) == f"clearance of user {officer.pk}"

    @pytest.mark.parametrize("level", LEVELS)
    def test_levels_are_ordered(self, level: str) -> None:
        assert LEVELS[rank_of(level)] == level
