"""Scenario files: what is refused, and where, before anything is recorded."""

import json
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from consultations.domain.parties import party_id
from consultations.domain.registers import register_id
from consultations.domain.values import Asserted
from consultations.eventlog import read as log
from consultations.scenarios.demonstration import STORY
from consultations.scenarios.places import LARGEST_FILE
from consultations.scenarios.player import play
from consultations.scenarios.scenario import ScenarioRefused, named_id, read

OPEN = {
    "in": "@talks",
    "do": "OpenCase",
    "case_id": "@talks",
    "title": "Tea",
    "subject": "Duties on tea",
    "parties": [{"code": "NO"}, {"code": "GB"}],
}
HELD = {"in": "@talks", "do": "HoldRound", "round_id": "@round-1", "on": {"edtf": "1911-05"}}


def file(*entries: object, **more: object) -> bytes:
    """A scenario file whose nth entry stands on line n + 1."""
    said = {"scenario": f"tea-{uuid4()}", "about": "Tea.", "actor": "ragnhild"} | more
    listed = ",\n".join(json.dumps(entry) for entry in entries)
    return f'{json.dumps(said)[:-1]}, "entries": [\n{listed}\n]}}'.encode()


def refused(text: bytes) -> list[str]:
    with pytest.raises(ScenarioRefused) as caught:
        read(text)
    return [str(fault) for fault in caught.value.wrong]


class TestRead:
    def test_gives_commands_with_their_lines(self) -> None:
        scenario = read(file(OPEN, HELD))
        assert [type(entry.command).__name__ for entry in scenario.entries] == ["OpenCase", "HoldRound"]
        assert [entry.line for entry in scenario.entries] == [2, 3]

    def test_gives_the_same_ids_every_time(self) -> None:
        text = file(OPEN, scenario="tea")
        assert read(text).entries[0].stream_id == read(text).entries[0].stream_id == named_id("tea", "talks")
        assert named_id("tea", "talks") != named_id("coffee", "talks")

    def test_shares_parties_persons_and_sources_between_scenarios(self) -> None:
        assert named_id("tea", "party:NO") == party_id("NO")
        assert named_id("tea", "person:x") == named_id("coffee", "person:x")

    def test_finds_a_numbering_register_by_what_it_is_of(self) -> None:
        series = f"Tea {uuid4()}"
        name = f"@register:Ministry; {series}; 1911; restricted"
        register = {"registry": "Ministry", "series": series, "year": 1911, "party": "NO"}
        draft = {"from_party": "NO", "to_party": "GB", "subject": "Duties"}
        scenario = read(
            file(
                {"in": name, "do": "OpenRegister"} | register,
                OPEN,
                {"in": "@talks", "do": "DraftNote", "note_id": "@note"} | draft,
                {"in": "@talks", "do": "NumberNote", "note_id": "@note", "register_id": name},
            )
        )
        assert scenario.entries[0].stream_id == register_id("Ministry", series, 1911, "restricted", ())
        assert [play(scenario).events for _ in range(2)] == [4, 0]
        assert len(log.stream(scenario.entries[0].stream_id)) == 2
        again = read(file({"in": name, "do": "OpenRegister"} | register))
        assert (play(again).events, play(again).repeated) == (0, 1)
        of_another = read(
            file(
                OPEN,
                {"in": "@talks", "do": "DraftNote", "note_id": "@note"} | draft,
                {"in": "@talks", "do": "NumberNote", "note_id": "@note", "register_id": name},
                {"in": "@talks", "do": "CancelNumber", "note_id": "@note", "reason": "misprinted"},
            )
        )
        assert play(of_another).events == 4
        assert len(log.stream(scenario.entries[0].stream_id)) == 4
        (wrong,) = refused(file({"in": "@talks", "do": "OpenRegister"} | register))
        assert wrong.endswith("OpenRegister begins another stream than the one it is in")

    def test_puts_words_in_their_place(self) -> None:
        words = {"by-no": {"sides": ["NO"], "capacity": "Ministry"}}
        scenario = read(file(OPEN, HELD | {"asserted": "$by-no"}, words=words))
        asserted = scenario.entries[1].command.asserted
        assert asserted is not None
        assert asserted.capacity == "Ministry"

    def test_the_story_of_2025_is_right(self) -> None:
        assert len(read(STORY.read_bytes()).entries) > 50


class TestReadRefuses:
    @pytest.mark.parametrize(
        ("entry", "fault"),
        [
            ({"do": "HoldRound"}, "/entries/1: incomplete: an entry names its stream (in) and its command (do)"),
            (7, "/entries/1: incomplete: an entry names its stream (in) and its command (do)"),
            (
                HELD | {"do": "HoldRoundd"},
                "/entries/1/do: unknown_command: there is no command HoldRoundd; did you mean HoldRound?",
            ),
            (HELD | {"do": "Zzz"}, "/entries/1/do: unknown_command: there is no command Zzz"),
            (
                HELD | {"ordnal": 1},
                "/entries/1/ordnal: unknown_field: There is no such field; did you mean ordinal?",
            ),
            (
                HELD | {"on": {"edtf": "1911-05", "zoen": "UTC"}},
                "/entries/1/on/zoen: unknown_field: There is no such field; did you mean zone?",
            ),
            (HELD | {"ordinal": "first"}, "/entries/1/ordinal: invalid: A valid integer is required."),
            (
                {name: value for name, value in HELD.items() if name != "on"},
                "/entries/1/on: required: This field is required.",
            ),
            (
                {name: value for name, value in HELD.items() if name != "round_id"},
                "/entries/1/round_id: invalid: HoldRound: Object missing required field `round_id`",
            ),
            (HELD | {"on": {"edtf": "1911-02-30"}}, "/entries/1/on: date_does_not_exist: There is no such date."),
            (
                HELD | {"on": {"edtf": "May 1911"}},
                "/entries/1/on: not_edtf: The text is not an EDTF date of level 0 or 1 (ISO 8601-2).",
            ),
            (HELD | {"asserted": "$nobody"}, "/entries/1/asserted: unknown_word: $nobody is not among the words."),
            (
                HELD | {"asserted": {"sides": ["NO"], "standing": "hearsay"}},
                '/entries/1/asserted/standing: invalid_choice: "hearsay" is none of: own record, joint text, '
                "official text, press.",
            ),
            (HELD | {"by": ""}, "/entries/1/by: invalid: whoever records it has a name of one line"),
            (
                HELD | {"as": "held"},
                "/entries/1/as: invalid: what an entry's event is called is a name with @ before it",
            ),
            (HELD | {"in": "talks"}, "/entries/1/in: invalid: in: Invalid UUID"),
        ],
    )  # fmt: skip
    def test_what_is_no_command(self, entry: object, fault: str) -> None:
        (wrong,) = refused(file(OPEN, entry))
        line, _, told = wrong.partition(", column ")
        assert line == "line 3"
        assert told.partition(", ")[2] == fault

    def test_what_the_domain_refuses_with_its_name(self) -> None:
        (wrong,) = refused(file(OPEN, HELD, HELD | {"ordinal": 1}))
        assert wrong.startswith("line 4, column 1, /entries/2: round_over: ")

    def test_two_events_that_are_called_the_same(self) -> None:
        other = HELD | {"round_id": "@round-2", "as": "@held"}
        (wrong,) = refused(file(OPEN, HELD | {"as": "@held"}, other))
        assert wrong.endswith("/entries/2/as: called_twice: The event of line 3 is called so already.")

    def test_an_entry_said_twice(self) -> None:
        assert "said_twice: It says the same as line 3" in refused(file(OPEN, HELD, HELD))[0]

    def test_all_that_is_wrong_at_once_and_nothing_that_only_follows_from_it(self) -> None:
        sea = {"in": "@sea", "do": "OpenCase", "case_id": "@sea", "title": "Sea", "subject": "Ice"}
        wrong = refused(
            file(
                OPEN | {"level": "hush", "partys": []},
                HELD,  # there is no case that it could be a round of
                sea | {"parties": [{"code": "NO"}, {"code": "IS"}]},
                {"in": "@sea", "do": "ResumeCase"},
                HELD | {"asserted": "$nobody", "ordnal": 1},
                abuot="A sea.",
            )
        )
        assert [(each.split(",")[0], each.split(": ")[1]) for each in wrong] == [
            ("line 1", "unknown_field"),
            ("line 2", "invalid_choice"),
            ("line 2", "unknown_field"),
            ("line 5", "case_is_not_suspended"),
            ("line 6", "unknown_word"),
            ("line 6", "unknown_field"),
        ]


class TestReadRefusesNames:
    ACTION = {
        "in": "@talks",
        "do": "AgreeAction",
        "action_id": "@action",
        "title": "Weigh it",
        "kind": "other",
    }
    NOTE = {"in": "@talks", "do": "ReceiveNote", "note_id": "@note", "from_party": "GB", "to_party": "NO",
            "subject": "Tea", "received_on": {"edtf": "1911-06-01"}}  # fmt: skip

    def test_that_no_entry_introduces(self) -> None:
        (wrong,) = refused(file(OPEN, self.NOTE, self.ACTION | {"rests_on": ["@notr"]}))
        assert wrong.startswith("line 4, column ")
        assert (
            "/entries/2/rests_on/0: unknown_name: @notr is introduced by no entry; did you mean note?"
            in wrong
        )

    def test_that_are_introduced_further_down(self) -> None:
        wrong = refused(file(OPEN, self.ACTION | {"rests_on": ["@note"]}, self.NOTE))
        told = (
            "/entries/1/rests_on/0: name_too_early: @note is introduced further down, by the entry on line 4."
        )
        assert [each for each in wrong if told in each and each.startswith("line 3")]

    def test_inside_a_word_where_the_word_says_it(self) -> None:
        words = {"by-no": {"sides": ["NO"], "statement_id": "@statement"}}
        wrong = refused(file(OPEN, HELD | {"asserted": "$by-no"}, words=words))
        assert "line 1" in wrong[0]
        assert "/words/by-no/statement_id: unknown_name" in wrong[0]

    def test_of_documents_that_no_entry_files(self) -> None:
        filed = {"do": "FileDocument", "in": "@talks", "document_id": "@letter", "title": "A letter"}
        borne_out = HELD | {"evidence": ["@letter"]}
        assert read(file(OPEN, filed, borne_out)).entries
        assert "/entries/1/evidence/0: unknown_name: @letter" in "".join(refused(file(OPEN, borne_out)))
        assert "name_too_early: @letter" in "".join(refused(file(OPEN, borne_out, filed)))

    def test_but_not_those_of_other_files(self) -> None:
        asserted = {"sides": ["NO"], "source_id": "@source:of-another-file"}
        assert read(file(OPEN, HELD | {"asserted": asserted})).entries


class TestReadRefusesHeads:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            (
                b"[]",
                "line 1, column 1: invalid: A scenario is an object: scenario, about, actor, words, entries.",
            ),
            (
                b'{"scenario": "tea", "about": "", "actor": "a", "entries": {}}',
                "line 1, column 48, /entries: invalid: entries is a list.",
            ),
            (
                b'{"scenario": "tea",\n "about": "", "actor": 7, "entries": []}',
                "line 2, column 15, /actor: invalid: actor is a text.",
            ),
            (
                b'{"scenario": "te\\na", "about": "", "actor": "a", "entries": []}',
                "line 1, column 2, /scenario: invalid: scenario is a text of one line, of at most 300 characters.",
            ),
            (
                b'{"scenario": "tea", "about": "", "actor": "a"}',
                "line 1, column 1, /entries: required: The file lacks entries, which is a list.",
            ),
            (
                b'{"scenario": "tea", "about": "", "actor": "a",\n"words": {"x": ["$x"]}, "entries": []}',
                "line 2, column 17, /words/x/0: word_in_word: $x holds a word itself, so no word may hold it.",
            ),
        ],
    )
    def test_that_are_wrong(self, text: bytes, fault: str) -> None:
        assert refused(text) == [fault]

    def test_but_takes_the_place_of_the_schema_and_words_that_hold_others(self) -> None:
        words = {"both": ["NO", "GB"], "joint": {"sides": "$both", "standing": "joint text"}}
        scenario = read(file(OPEN, HELD | {"asserted": "$joint"}, words=words))
        assert scenario.entries[1].command.asserted == Asserted(sides=("NO", "GB"), standing="joint text")
        read(file(OPEN, **{"$schema": "scenario.schema.json"}))


class TestReadRefusesTexts:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            (b"", "line 1, column 1: file_empty: The file is empty."),
            (b" \n", "line 1, column 1: file_empty: The file is empty."),
            (b"{", "line 1, column 2: not_json: This is not JSON in UTF-8: expecting property name"),
            (b'{\n "a": 1\n "b": 2}', "line 3, column 2: not_json: This is not JSON in UTF-8: expecting ','"),
            (b'{"a": "x\ny"}', "line 1, column 9: not_json: This is not JSON in UTF-8: invalid control character."),
            (b'{"a": 1}\n{}', "line 2, column 1: not_json: This is not JSON in UTF-8: extra data."),
            (b"\xef\xbb\xbf{}", "line 1, column 1: byte_order_mark: It begins with a byte order mark"),
            ('{"\u00e5":\n "\u00e6 \u00f8"}'.encode("latin-1"), "line 1, column 3: not_json: "),
            ('{"ab": 1}'.encode("utf-16"), "line 1, column 1: not_json: This is not JSON in UTF-8: byte 0xff is none"),
            (b" " * (LARGEST_FILE + 1), "line 1, column 1: file_too_large: The file is larger than 4 MiB"),
            (b'{"a": {},\n "b": 2,\n "a": {"c": 1}}', "line 3, column 2: member_repeated: "),
            (b'{"a":\n NaN}', "line 2, column 2: number_out_of_range: "),
            (b'{"a":\n ' + b"9" * 5_000 + b"}", "line 2, column 2: number_out_of_range: "),
            (b'{"a":\n "\\ud800"}', "line 2, column 2: not_unicode: "),
            (b'{"a":\n ' + b"[" * 40 + b"]" * 40 + b"}", "line 2, column 33: nested_too_deeply: "),
            (b'{"a":\n ' + b"[" * 100_000, "line 2, column 33: nested_too_deeply: "),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )  # fmt: skip
    def test_that_cannot_be_read_in_one_way(self, text: bytes, fault: str) -> None:
        (wrong,) = refused(text)
        assert wrong.startswith(fault)

    def test_with_every_fault_that_a_strict_reader_finds(self) -> None:
        wrong = refused(b'{"a": NaN,\n "a": 1, "b": [{"c": 1,\n "c": "\\udfff"}]}')
        assert [each.rpartition(": ")[0] for each in wrong] == [
            "line 1, column 7: number_out_of_range",
            "line 2, column 2: member_repeated",
            "line 3, column 2: member_repeated",
            "line 3, column 7: not_unicode",
        ]


class TestPlay:
    def test_checks_and_records_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "tea.json"
        path.write_bytes(file(OPEN, HELD, scenario=(name := f"tea-{uuid4()}")))
        told = StringIO()
        call_command("play", str(path), "--check", stdout=told)
        assert told.getvalue() == f"{name}: 2 entries, nothing wrong; nothing was recorded\n"
        assert list(log.stream(named_id(name, "talks"))) == []

    def test_records_nothing_of_a_file_with_a_fault_and_tells_programs_where_it_is(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "tea.json"
        path.write_bytes(file(OPEN, HELD | {"ordnal": 1}, scenario=(name := f"tea-{uuid4()}")))
        told = StringIO()
        with pytest.raises(CommandError, match="nothing of it has been recorded"):
            call_command("play", str(path), "--json", stdout=told)
        (fault,) = json.loads(told.getvalue())["faults"]
        assert (fault["line"], fault["pointer"], fault["code"]) == (3, "/entries/1/ordnal", "unknown_field")
        assert list(log.stream(named_id(name, "talks"))) == []

    def test_says_so_where_there_is_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="No such file"):
            call_command("play", str(tmp_path / "tea.json"), "--check")
