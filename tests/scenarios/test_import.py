"""Import files: which lines are refused and why, what is recorded of the rest, and that it is recorded once."""

import io
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from consultations.domain.opening import AmendTitle
from consultations.eventlog import read
from consultations.forms import LARGEST, MOST, faults, form_of
from consultations.handler import handle, rung
from consultations.scenarios.entries import COMMANDS, Head, filled, named_id

ROOT = Path(__file__).resolve().parents[2]


def opens(stream: str = "@fish", **more: Any) -> dict[str, Any]:
    parties = [{"code": "NO"}, {"code": "IS"}]
    said = {"in": stream, "do": "OpenCase", "case_id": stream, "title": "Herring", "subject": "Quotas"}
    return said | {"parties": parties} | more


def holds(stream: str = "@fish", nth: int = 1, **more: Any) -> dict[str, Any]:
    return {"in": stream, "do": "HoldRound", "round_id": f"@round-{nth}", "on": {"edtf": "1996-05"}} | more


def amends(title: str, stream: str = "@fish") -> dict[str, Any]:
    return {"in": stream, "do": "AmendTitle", "title": title}


A_NAME = {"text": "A", "language": "en"}
A_PERSON = {"in": "@fish", "do": "RegisterPerson", "person_id": "@fish", "names": [A_NAME]}


NUMBERS = {
    "in": "@fish",
    "do": "NumberNote",
    "note_id": "@note",
    "register_id": "@register:Ministry; Fish; 1996; public",
}


class Imported:
    """A file, and what importing it says."""

    def __init__(self, directory: Path, *said: Any, **head: Any) -> None:
        self.name = f"registry-{uuid4()}"
        self.path = directory / f"{self.name}.jsonl"
        self.write(*said, **head)

    def write(self, *said: Any, **head: Any) -> None:
        lines = [{"import": self.name, "actor": "registry"} | head, *said]
        self.path.write_bytes(
            b"".join(
                (each if isinstance(each, bytes) else json.dumps(each).encode()) + b"\n" for each in lines
            )
        )

    def run(self, *options: str, code: int = 0) -> dict[str, Any]:
        told = io.StringIO()
        try:
            call_command("import_cases", str(self.path), "--json", *options, stdout=told, stderr=told)
            ended: Any = 0
        except SystemExit as exited:
            ended = exited.code
        assert ended == code, told.getvalue()
        return json.loads(told.getvalue()) if ended != 2 else {"told": told.getvalue()}

    def stream_id(self, name: str = "fish") -> UUID:
        return named_id(self.name, name)

    def recorded(self, name: str = "fish") -> list[str]:
        return [each.type for each in read.stream(self.stream_id(name))]


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    """Recorded, repeated, refused, held back."""
    return tuple(report[name] for name in ("recorded", "repeated", "refused", "held_back"))


def told(report: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(each["line"], each["pointer"], each["code"]) for each in report["faults"]]


class TestImport:
    def test_records_streams_that_interleave_each_in_its_order(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens(), opens("@coal"), holds(), holds("@coal", 2), amends("Cod"))
        assert counts(file.run()) == (5, 0, 0, 0)
        assert file.recorded() == ["CaseOpened", "RoundHeld", "TitleAmended"]
        assert file.recorded("coal") == ["CaseOpened", "RoundHeld"]

    def test_records_nothing_the_second_time(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens(), holds())
        file.run()
        assert counts(file.run()) == (0, 2, 0, 0)
        assert file.recorded() == ["CaseOpened", "RoundHeld"]

    def test_does_not_undo_an_officers_work_by_an_entry_that_changed_nothing(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens(), amends("Herring"))
        assert counts(file.run()) == (2, 0, 0, 0)
        case_id = file.stream_id()
        handle(AmendTitle(title="Cod"), stream_id=case_id, actor="astrid", command_id=uuid4())
        assert counts(file.run()) == (0, 2, 0, 0)
        assert file.recorded() == ["CaseOpened", "TitleAmended"]

    def test_goes_on_where_a_file_was_continued(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens())
        file.run()
        file.write(opens(), holds())
        assert counts(file.run()) == (1, 1, 0, 0)

    def test_keeps_who_recorded_it_and_whose_word_it_is(self, tmp_path: Path) -> None:
        words = {"is": {"sides": ["IS"], "capacity": "Embassy"}}
        file = Imported(tmp_path, opens(), holds(by="sigrid", asserted="$is"), words=words)
        file.run()
        first, second = read.stream(file.stream_id())
        assert (first.actor, first.envelope.asserted.sides) == ("registry", ("NO",))
        assert (second.actor, second.envelope.asserted.capacity) == ("sigrid", "Embassy")
        assert first.correlation_id == second.correlation_id != second.command_id

    def test_takes_a_stream_longer_than_a_batch(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("consultations.imports.recording.LINES_AT_ONCE", 7)
        file = Imported(tmp_path, opens(), *(holds(nth=nth) for nth in range(40)), opens("@coal"))
        assert counts(file.run("--dry-run")) == (42, 0, 0, 0)
        assert counts(file.run()) == (42, 0, 0, 0)
        assert len(file.recorded()) == 41

    def test_rings_the_projectors_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        rings: list[int] = []
        monkeypatch.setattr("consultations.handler.rung", [lambda: rings.append(1)])
        Imported(tmp_path, opens(), opens("@coal")).run()
        assert rings == [1]
        assert rung is not None


class TestDryRun:
    def test_records_nothing_and_says_what_would_be(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens(), amends("Herring"), holds())
        assert file.run("--dry-run") == {
            "faults": [], "dry_run": True, "recorded": 3, "repeated": 0, "refused": 0, "held_back": 0, "events": 2,
        }  # fmt: skip
        assert file.recorded() == []

    def test_builds_on_what_stands_on_file(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens())
        file.run()
        file.write(opens(), holds(), opens(title="Again"))
        report = file.run("--dry-run", code=1)
        assert counts(report) == (1, 1, 1, 0)
        assert told(report) == [(4, "", "case_already_opened")]


class TestRefused:
    def test_names_every_fault_of_every_field(self, tmp_path: Path) -> None:
        bad = holds(nth=2, ordinal="first", onn=1, on={"edtf": "1996-02-30", "zoen": "UTC"})
        report = Imported(tmp_path, opens(), bad, holds(nth=3)).run(code=1)
        assert counts(report) == (1, 0, 1, 1)
        assert {
            (3, "/ordinal", "invalid"),
            (3, "/onn", "unknown_field"),
            (3, "/on/zoen", "unknown_field"),
        } <= set(told(report))

    @pytest.mark.parametrize(
        ("entry", "pointer", "code"),
        [
            (holds() | {"do": "HoldRoundd"}, "/do", "unknown_command"),
            ({"in": "@fish", "title": "x"}, "", "incomplete"),
            (holds(by=""), "/by", "invalid"),
            (holds(by="a\x00b"), "/by", "invalid"),
            (holds(asserted="$nobody"), "", "unknown_word"),
            ({k: v for k, v in holds().items() if k != "round_id"}, "/round_id", "invalid"),
            (opens(case_id="@coal"), "/in", "another_stream"),
            (A_PERSON, "/in", "another_kind"),
            (NUMBERS, "/do", "needs_register"),
            (amends("x\x00"), "/title", "text_not_plain"),
            (amends(""), "/title", "text_missing"),
            (opens(title="Again"), "", "case_already_opened"),
            (opens(), "", "said_twice"),
        ],
    )  # fmt: skip
    def test_names_what_is_wrong_and_holds_back_what_follows(
        self, tmp_path: Path, entry: dict[str, Any], pointer: str, code: str
    ) -> None:
        file = Imported(tmp_path, opens(), entry, amends("Cod"), opens("@coal"))
        report = file.run(code=1)
        assert told(report) == [(3, pointer, code)]
        assert counts(report) == (2, 0, 1, 1)
        assert file.recorded() == ["CaseOpened"]
        assert file.recorded("coal") == ["CaseOpened"]

    def test_goes_on_behind_the_fault_once_it_is_mended(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens(), holds(ordinal=0), amends("Cod"))
        file.run(code=1)
        file.write(opens(), holds(ordinal=1), amends("Cod"))
        assert counts(file.run()) == (2, 1, 0, 0)
        assert file.recorded() == ["CaseOpened", "RoundHeld", "TitleAmended"]


class TestRegisters:
    def test_are_imported_but_for_what_stands_on_two_streams(self, tmp_path: Path) -> None:
        merges = {"in": "@fish", "do": "MergePersons", "into_id": "@coal", "reason": "one passport"}
        coal = A_PERSON | {"in": "@coal", "person_id": "@coal"}
        file = Imported(tmp_path, A_PERSON, coal, merges)
        assert told(file.run(code=1)) == [(4, "/do", "two_streams")]
        assert file.recorded() == file.recorded("coal") == ["PersonRegistered"]

    def test_name_no_audience_there_is_not(self, tmp_path: Path) -> None:
        names = [A_NAME, A_NAME | {"audience": "press"}]
        party = {"in": "@party:ZZPRESS", "do": "RegisterParty", "code": "ZZPRESS", "names": names}
        file = Imported(tmp_path, party)
        assert told(file.run(code=1)) == [(2, "/names/1/audience", "audience_unknown")]


class TestLimits:
    """What the REST interface takes, and no more: both go by consultations.forms."""

    @pytest.mark.parametrize(
        ("entry", "pointer", "code"),
        [
            (holds(ordinal=LARGEST + 1), "/ordinal", "max_value"),
            (holds(ordinal=10**30), "/ordinal", "max_value"),
            (holds(ordinal=-LARGEST - 1), "/ordinal", "min_value"),
            (opens(compartments=["a"] * (MOST + 1)), "/compartments", "max_length"),
            (holds(evidence=["@letter"] * (MOST + 1)), "/evidence", "max_length"),
            (opens(parties=[{"code": "NO"}] * (MOST + 1)), "/parties", "max_length"),
            (holds(asserted={"sides": ["NO"] * (MOST + 1)}), "/asserted/sides", "max_length"),
        ],
    )
    def test_refuse_what_a_form_refuses_by_the_same_name(
        self, tmp_path: Path, entry: dict[str, Any], pointer: str, code: str
    ) -> None:
        file = Imported(tmp_path, entry)
        assert told(file.run(code=1)) == [(2, pointer, code)]
        said = filled(Head(name=file.name, actor="registry", words={}), entry)
        form = form_of(COMMANDS[said.pop("do")][1])(data={k: v for k, v in said.items() if k != "in"})
        assert not form.is_valid()
        assert [each[:2] for each in faults(form.errors)] == [(pointer, code)]

    @pytest.mark.parametrize("ordinal", [LARGEST, -LARGEST])
    def test_leave_the_largest_number_to_the_rules(self, tmp_path: Path, ordinal: int) -> None:
        file = Imported(tmp_path, opens(), holds(ordinal=ordinal))
        assert told(file.run(code=1)) == [(3, "", "ordinal_impossible")]

    def test_take_the_longest_list(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens(), holds(evidence=["@letter"] * MOST))
        assert counts(file.run()) == (2, 0, 0, 0)


NESTED = b'{"in": "@fish", "do": "AmendTitle", "title": ' + b"[" * 40 + b"]" * 40 + b"}"


class TestLines:
    @pytest.mark.parametrize(
        ("line", "code"),
        [
            (b'{"in": "@fish", "in": "@coal", "do": "AmendTitle", "title": "x"}', "member_repeated"),
            (b'{"in": "@fish", "do": "HoldRound", "round_id": "@1", "ordinal": NaN}', "number_out_of_range"),
            (
                b'{"in": "@fish", "do": "HoldRound", "round_id": "@1", "ordinal": 1e999}',
                "number_out_of_range",
            ),
            (b'{"in": "@fish", "do": "HoldRound", "ordinal": ' + b"9" * 41 + b"}", "number_out_of_range"),
            (NESTED, "nested_too_deeply"),
            (b'{"in": "@fish", "do": "AmendTitle", "title": ' + b"[" * 200_000, "nested_too_deeply"),
            (b'{"in": "@fish", "do": "AmendTitle", "title": "\\ud800"}', "not_unicode"),
            (b'{"in": "@fish", "do": "AmendTitle", "title": "\xff\xfe"}', "not_json"),
            (b"\xff", "not_json"),
            (b"{", "not_json"),
            (b"[]", "incomplete"),
            (b"null", "incomplete"),
            (b'{"in": 7, "do": "ResumeCase"}', "invalid"),
            (b'{"in": "nowhere", "do": "ResumeCase"}', "invalid"),
            (b'{"in": "$nobody", "do": "ResumeCase"}', "unknown_word"),
            (b"\xef\xbb\xbf" + json.dumps(holds()).encode(), "byte_order_mark"),
            (b'{"in": "@fish", "do": "AmendTitle", "title": "' + b"x" * 2_000_000 + b'"}', "line_too_long"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_that_cannot_be_read_are_named_and_nothing_after_them_is_recorded_on_their_stream(
        self, tmp_path: Path, line: bytes, code: str
    ) -> None:
        file = Imported(tmp_path, opens(), line, amends("Cod"))
        report = file.run(code=1)
        assert [(number, name) for number, _, name in told(report)] == [(3, code)]
        assert counts(report) == (1, 0, 1, 1)
        assert file.recorded() == ["CaseOpened"]

    def test_that_nobody_can_read_stop_every_stream(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens(), b"{", opens("@coal"), b"}")
        assert counts(file.run(code=1)) == (1, 0, 2, 1)
        assert file.recorded("coal") == []

    def test_may_end_as_those_of_windows_and_be_empty(self, tmp_path: Path) -> None:
        file = Imported(
            tmp_path, json.dumps(opens()).encode() + b"\r", b"", b"\r", json.dumps(holds()).encode() + b"\r"
        )
        assert counts(file.run()) == (2, 0, 0, 0)

    def test_need_not_end_at_all(self, tmp_path: Path) -> None:
        file = Imported(tmp_path, opens())
        file.path.write_bytes(file.path.read_bytes().rstrip())
        assert counts(file.run()) == (1, 0, 0, 0)


class TestFile:
    @pytest.mark.parametrize(
        ("head", "reason"),
        [
            (b"", "line 1, the head: This is not JSON"),
            (b"\xef\xbb\xbf{}", "byte order mark"),
            (b'{"actor": "registry"}', "import"),
            (b'{"import": "a", "actor": "b", "include": "/etc/passwd"}', "unknown field"),
            (b'{"import": "a\\u0000", "actor": "b"}', "one short line"),
            (b'{"import": "a", "actor": "b", "words": {"x": "$x"}}', "not among the words"),
        ],
    )
    def test_without_a_proper_head_is_not_read(self, tmp_path: Path, head: bytes, reason: str) -> None:
        file = Imported(tmp_path)
        file.path.write_bytes(head + b"\n")
        assert reason in file.run(code=2)["told"]

    def test_that_is_not_there_or_no_plain_file_is_not_read(self, tmp_path: Path) -> None:
        file = Imported(tmp_path)
        file.path.unlink()
        assert "No such file" in file.run(code=2)["told"]
        file.path = tmp_path
        assert "plain file" in file.run(code=2)["told"]

    def test_in_the_documentation_is_recorded_as_it_stands(self, tmp_path: Path) -> None:
        page = (ROOT / "docs/importing.md").read_text(encoding="utf-8")
        example = page.partition("```jsonl\n")[2].partition("```")[0]
        file = Imported(tmp_path)
        file.path.write_text(example.replace("registry-1998", file.name), encoding="utf-8")
        assert counts(file.run("--dry-run")) == (4, 0, 0, 0)
        assert counts(file.run()) == (4, 0, 0, 0)
        assert file.recorded() == ["CaseOpened", "RoundHeld"]
        assert [each.actor for each in read.stream(file.stream_id("coal"))] == ["registry", "sigrid"]
