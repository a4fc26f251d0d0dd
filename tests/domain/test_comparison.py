"""Texts of one matter in one language, read against each other word by word."""

from hypothesis import given
from hypothesis import strategies as st

from consultations.domain.comparison import MOST_WORDS, Passage, compare, comparisons
from consultations.domain.values import Wording

RU = Wording(
    text="Guaranteed banking services for the missions.", language="en", parties=("RU",), translation=True
)
US = Wording(text="Stable banking services for missions.", language="en-US", parties=("US",))
JOINT = Wording(text="Banking services for the missions.", language="en", parties=("RU", "US"))
ORIGINAL = Wording(text="Гарантированное банковское обслуживание", language="ru", parties=("RU",))


def alone(passages: tuple[Passage, ...], stands: str) -> list[str]:
    return [each.text for each in passages if each.stands == stands]


class TestCompare:
    def test_marks_the_words_that_stand_in_one_text_alone(self) -> None:
        passages = compare(RU.text, US.text)
        assert alone(passages, "in the first") == ["Guaranteed", "the "]
        assert alone(passages, "in the second") == ["Stable"]
        assert alone(passages, "in both") == [" banking services for ", "missions."]

    def test_takes_any_white_space_for_the_same(self) -> None:
        assert compare("two  words", "two\nwords") == (Passage(stands="in both", text="two  words"),)

    def test_does_not_try_texts_that_are_too_long(self) -> None:
        assert compare("word " * MOST_WORDS, "word") == ()

    @given(st.text("ab .", max_size=30), st.text("ab .", max_size=30))
    def test_loses_and_adds_nothing(self, first: str, second: str) -> None:
        passages = compare(first, second)
        of_first = "".join(each.text for each in passages if each.stands != "in the second")
        of_second = "".join(each.text for each in passages if each.stands != "in the first")
        assert of_first == first
        assert of_second.split() == second.split()


class TestComparisons:
    def test_are_of_texts_in_one_language_against_the_joint_one(self) -> None:
        found = comparisons([RU, ORIGINAL, US, JOINT])
        assert [(each.language, each.first.parties, each.second.parties) for each in found] == [
            ("en", ("RU", "US"), ("RU",)),
            ("en", ("RU", "US"), ("US",)),
        ]
        assert not any(each.same for each in found)
        assert [each.passages for each in found] == [compare(JOINT.text, each.text) for each in (RU, US)]

    def test_say_where_the_two_are_the_same(self) -> None:
        (found,) = comparisons([JOINT, Wording(text=f" {JOINT.text}\n", language="EN", parties=("US",))])
        assert found.same

    def test_are_none_of_texts_in_two_languages(self) -> None:
        assert comparisons([ORIGINAL, US]) == ()
