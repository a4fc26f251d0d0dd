"""Verifying the log: clean where nothing was done to it, and each thing that was done is found and named."""

from uuid import UUID, uuid4

import pytest

from consultations.eventlog.leaves import LEAF
from consultations.eventlog.trust import Finding
from tests.eventlog.evidence import OTHER, SIGNER, Log

LEAVES_ANEW = f"""update consultations_position place set leaf = {LEAF} from consultations_event event
    where event.number = place.number"""
SLIPPED_IN = """
insert into consultations_event (number, event_id, stream_id, stream_kind, version, type,
    schema_version, actor, command_id, correlation_id, envelope, payload)
overriding system value
select %(number)s, %(slipped)s, stream_id, stream_kind, 99, type,
    schema_version, actor, command_id, correlation_id, envelope, payload
from consultations_event where event_id = %(of)s
"""
FLIPS = {
    "payload": "payload = convert_to('{\"reason\":\"x\"}', 'UTF8')",
    "envelope": "envelope = envelope || '\\x20'",
    "actor": "actor = actor || ' '",
    "recorded_at": "recorded_at = recorded_at + interval '1 microsecond'",
    "salt": "salt = sha256(salt)",
    "role": "role = 'consultations_worker'",
    "type": "type = 'CaseResumed'",
    "causation_id": "causation_id = command_id",
    "command_id": "command_id = gen_random_uuid()",
    "schema_version": "schema_version = 2",
}


@pytest.fixture
def ids(a_log: Log) -> list[UUID]:
    """Ten signed events, signed once more after twenty."""
    first = a_log.append(10)
    a_log.signed()
    second = a_log.append(10)
    a_log.signed()
    return first + second


def kinds(findings: list[Finding]) -> set[str]:
    return {each.kind for each in findings}


class TestAnUntouchedLog:
    def test_is_clean(self, a_log: Log, ids: list[UUID]) -> None:
        assert a_log.findings() == []

    def test_is_clean_beyond_many_nodes(self, a_log: Log) -> None:
        for _ in range(3):
            a_log.append(200)
            a_log.signed()
        assert a_log.findings() == []

    def test_is_clean_without_an_event(self, a_log: Log) -> None:
        assert a_log.signed() == ""
        assert a_log.findings() == []

    def test_is_not_borne_out_without_a_trusted_key(self, a_log: Log, ids: list[UUID]) -> None:
        assert [each.kind for each in a_log.findings(OTHER)] == ["signature", "signature"]


class TestATamperedLog:
    @pytest.mark.parametrize("column", FLIPS)
    def test_shows_which_event_was_changed(self, a_log: Log, ids: list[UUID], column: str) -> None:
        a_log.tamper(f"update consultations_event set {FLIPS[column]} where event_id = %(of)s", of=ids[4])
        changed, *rest = a_log.findings()
        assert (changed.kind, changed.position, changed.event_id) == ("event changed", 5, ids[4])
        assert kinds(rest) == {"log rewritten"}

    def test_shows_a_change_whose_leaf_was_made_anew(self, a_log: Log, ids: list[UUID]) -> None:
        a_log.tamper(
            f"update consultations_event set {FLIPS['payload']} where event_id = %(of)s",
            LEAVES_ANEW,
            of=ids[12],
        )
        (found,) = a_log.findings()
        assert (found.kind, found.position) == ("log rewritten", 11)
        assert "between positions 11 and 20" in found.says

    def test_shows_an_event_that_was_removed(self, a_log: Log, ids: list[UUID]) -> None:
        a_log.tamper("delete from consultations_event where event_id = %(of)s", of=ids[4])
        assert ("event missing", 5) in [(each.kind, each.position) for each in a_log.findings()]

    def test_shows_a_place_that_was_removed(self, a_log: Log, ids: list[UUID]) -> None:
        a_log.tamper("delete from consultations_position where position = 5")
        found = a_log.findings()
        assert ("place missing", 5) in [(each.kind, each.position) for each in found]
        assert ("event without a place", ids[4]) in [(each.kind, each.event_id) for each in found]

    def test_shows_events_that_changed_places(self, a_log: Log, ids: list[UUID]) -> None:
        a_log.tamper(
            """update consultations_position place set number = -other.number
               from consultations_position other
               where place.position = 9 - other.position and other.position in (4, 5)""",
            "update consultations_position set number = -number where number < 0",
        )
        assert {"event changed", "place changed"} <= kinds(a_log.findings())

    @pytest.mark.parametrize("number", [-1, 0])
    def test_shows_an_event_that_was_slipped_in(self, a_log: Log, ids: list[UUID], number: int) -> None:
        slipped = uuid4()
        a_log.tamper(SLIPPED_IN, of=ids[4], slipped=slipped, number=number)
        assert [(each.kind, each.event_id) for each in a_log.findings()] == [
            ("event without a place", slipped)
        ]

    def test_shows_an_event_that_was_slipped_in_where_a_number_had_gone_unused(self, a_log: Log) -> None:
        slipped = uuid4()
        of = a_log.append(5)[4]
        a_log.tamper("select nextval('consultations_event_number_seq')")
        a_log.append(5)
        a_log.signed()
        assert a_log.findings() == []
        a_log.tamper(SLIPPED_IN, of=of, slipped=slipped, number=6)
        (found,) = a_log.findings()
        assert (found.kind, found.event_id) == ("event without a place", slipped)

    def test_shows_a_tail_that_was_cut(self, a_log: Log, ids: list[UUID]) -> None:
        a_log.tamper(
            "delete from consultations_position where position > 15",
            "delete from consultations_event where event_id = any(%(tail)s)",
            "update consultations_seal set sealed_position = 15, sealed_number = 15",
            "delete from consultations_signedcheckpoint where size > 15",
            tail=ids[15:],
        )
        assert a_log.findings(elsewhere=False) == []
        (found,) = a_log.findings()
        assert (found.kind, found.position) == ("log cut", 16)

    def test_shows_a_node_that_was_changed(self, a_log: Log) -> None:
        a_log.append(256)
        a_log.signed()
        a_log.tamper("update consultations_node set hash = sha256(hash)")
        assert [(each.kind, each.position) for each in a_log.findings()] == [("node changed", 1)]

    def test_shows_a_seal_that_was_moved(self, a_log: Log, ids: list[UUID]) -> None:
        a_log.tamper("update consultations_seal set sealed_number = 10")
        assert kinds(a_log.findings()) == {"seal changed"}

    def test_shows_what_was_signed_anew_with_a_key_of_ones_own(self, a_log: Log, ids: list[UUID]) -> None:
        a_log.tamper(
            f"update consultations_event set {FLIPS['payload']} where event_id = %(of)s",
            LEAVES_ANEW,
            "delete from consultations_signedcheckpoint",
            of=ids[4],
        )
        a_log.signed(OTHER)
        assert kinds(a_log.findings(elsewhere=False)) == {"signature"}
        assert {"signature", "log rewritten"} <= kinds(a_log.findings())

    def test_shows_what_was_signed_anew_with_the_true_key(self, a_log: Log, ids: list[UUID]) -> None:
        a_log.tamper(
            f"update consultations_event set {FLIPS['payload']} where event_id = %(of)s",
            LEAVES_ANEW,
            "delete from consultations_signedcheckpoint",
            of=ids[4],
        )
        a_log.signed(SIGNER)
        assert a_log.findings(elsewhere=False) == []
        first = a_log.findings()[0]
        assert (first.kind, first.position) == ("log rewritten", 1)

    def test_shows_a_checkpoint_that_is_none(self, a_log: Log, ids: list[UUID]) -> None:
        a_log.tamper("update consultations_signedcheckpoint set note = 'x' where size = 10")
        assert kinds(a_log.findings()) == {"checkpoint malformed"}

    def test_shows_a_version_that_is_missing(self, a_log: Log) -> None:
        (*_, last) = a_log.append(3)
        a_log.tamper("delete from consultations_event where version = 2")
        a_log.signed()
        assert [(each.kind, each.event_id) for each in a_log.findings()] == [("version out of order", last)]
