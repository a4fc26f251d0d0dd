"""Texts: what is needed is there, nothing is too long, and nothing hides in the writing."""

import pytest

from consultations.domain import texts, when
from consultations.domain.opening import AmendTitle, AssignCase, CloseCase, OpenCase
from consultations.domain.statements import PublishStatement
from consultations.domain.texts import PartyCodeMalformed, TextMissing, TextNotPlain, TextTooLong
from consultations.domain.values import Asserted, Participant, Wording
from tests.dsl import CASE, an_id

ISOLATED = "\u2066abc\u2069"


def publishing(text: str) -> PublishStatement:
    """A statement in these words."""
    return PublishStatement(
        statement_id=an_id("statement"),
        speaker="a spokeswoman",
        wording=Wording(text=text, language="en"),
        published_on=when.on("2025-06-16"),
    )


class TestCheck:
    @pytest.mark.parametrize("text", ["", " ", "\n\t"])
    def test_refuses_a_needed_text_that_is_empty(self, text: str) -> None:
        with pytest.raises(TextMissing) as refused:
            texts.check(publishing(text))
        assert refused.value.named == {"field": "wording/text"}

    def test_refuses_an_empty_text_in_a_list(self) -> None:
        parties = (Participant(code="RU"),)
        command = OpenCase(case_id=CASE, title="t", subject="s", parties=parties, compartments=("one", ""))
        with pytest.raises(TextMissing) as refused:
            texts.check(command)
        assert refused.value.named == {"field": "compartments/1"}

    def test_leaves_what_may_be_empty_empty(self) -> None:
        texts.check(AmendTitle(title="t", on_behalf_of="", asserted=Asserted(sides=(), capacity="")))

    def test_knows_a_line_from_a_text(self) -> None:
        texts.check(AmendTitle(title="t" * 300))
        with pytest.raises(TextTooLong) as refused:
            texts.check(AmendTitle(title="t" * 301))
        assert refused.value.named == {"field": "title", "longest": 300, "length": 301}
        texts.check(publishing("t" * 100_000))
        with pytest.raises(TextTooLong):
            texts.check(publishing("t" * 100_001))
        texts.check(CloseCase(result="one line\nand another\tand more\r\n"))
        with pytest.raises(TextNotPlain):
            texts.check(AmendTitle(title="one line\nand another"))

    @pytest.mark.parametrize("hidden", ["\x00", "\x1b", "\x9b", "\u202e", ISOLATED, "\ud800"])
    def test_refuses_what_hides(self, hidden: str) -> None:
        for command in (AmendTitle(title=f"a{hidden}b"), CloseCase(result=f"a{hidden}b")):
            with pytest.raises(TextNotPlain):
                texts.check(command)
        with pytest.raises(TextNotPlain):
            texts.check(AssignCase(officer="astrid", on_behalf_of=f"a{hidden}b"))

    def test_leaves_isolates_in_a_wording_and_nothing_else_that_hides(self) -> None:
        texts.check(publishing(f"as {ISOLATED} said"))
        for hidden in ("\x00", "\u202e", "\ud800"):
            with pytest.raises(TextNotPlain):
                texts.check(publishing(f"a{hidden}b"))
        with pytest.raises(TextNotPlain):
            texts.check(AmendTitle(title=ISOLATED))

    def test_knows_the_form_of_a_code_wherever_it_stands(self) -> None:
        with pytest.raises(PartyCodeMalformed) as refused:
            texts.check(AmendTitle(title="t", asserted=Asserted(sides=("RU", "us"))))
        assert refused.value.named == {"field": "asserted/sides/1", "code": "us"}
