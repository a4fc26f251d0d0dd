"""Names meet however they are written; different names do not."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.domain.transliteration import keys, names_in, without_accents

SAME = [
    "Дарчиев Darchiev Dartsjiev Dartchiev Darčiev Darchiyev DARCHIEV",
    "Захарова Zakharova Zaharova",
    "Рябков Ryabkov Rjabkov Riabkov Râbkov",
    "Ушаков Ushakov Usjakov Ouchakov Ušakov",
    "Чуркин Churkin Tsjurkin Tchourkine Čurkin",
    "Жуков Zhukov Zjukov Joukov Žukov",
    "Хрущёв Хрущев Khrushchev Khrusjtsjov Khrouchtchev Hruŝëv",
    "Горбачёв Gorbachev Gorbatsjov Gorbatchev",
    "Ельцин Yeltsin Jeltsin Eltsine",
    "Путин Putin Poutine",
    "Сергей Sergey Sergej Sergei Sergueï",
    "Александр Aleksandr Alexander Alexandre",
    "Дмитрий Dmitry Dmitrij Dmitriy Dmitri",
    "Юрий Yuri Jurij Iouri Youri",
    "Соловьёв Solovyov Solovjov Soloviov",
    "Андреев Andreyev Andrejev Andreev",
    "Фёдор Fyodor Fjodor Fiodor",
    "Мария Maria Mariya Marija",
    "Рубио Rubio",
]
DIFFERENT = [
    "Лавров Darchiev Захарова Rubio Рябков Coulter",
    "Карасин Караганов Karasev",
    "Støre Eide Stoltenberg Стрельцов",
]


class TestKeys:
    @pytest.mark.parametrize("names", SAME)
    def test_meet_where_a_name_is_written_by_another_rule(self, names: str) -> None:
        cyrillic, *others = names.split()
        for each in others:
            assert keys(cyrillic) & keys(each), each

    @pytest.mark.parametrize("names", DIFFERENT)
    def test_do_not_meet_where_names_differ(self, names: str) -> None:
        for one, other in combinations(names.split(), 2):
            assert not keys(one) & keys(other), (one, other)

    @pytest.mark.parametrize("inflected", ["Дарчиева", "Дарчиеву", "Дарчиевым", "Дарчиеве", "Darchieva"])
    def test_are_those_of_the_name_itself_in_any_case(self, inflected: str) -> None:
        assert keys(inflected) & keys("Дарчиев")

    def test_are_bare_of_accents(self) -> None:
        assert keys("Støre") & keys("Store")
        assert keys("François") & keys("Francois")

    def test_are_none_for_what_is_too_short_or_no_word(self) -> None:
        assert keys("Ли") == keys("") == keys("'") == frozenset()

    @given(st.text())
    def test_are_letters_alone(self, text: str) -> None:
        for word in names_in(text.title()):
            assert all(key.isalpha() for key in keys(word))


class TestNames:
    def test_are_the_words_with_a_capital(self) -> None:
        said = "Ambassador Darchiev met Мария Захарова, an O’Neill of Åndalsnes, and Li"
        assert [*names_in(said)] == ["Ambassador", "Darchiev", "Мария", "Захарова", "O’Neill", "Åndalsnes"]


class TestWithoutAccents:
    def test_leaves_letters_of_other_scripts_as_they_are(self) -> None:
        assert without_accents("négociations à Genève, Хрущёв, йод") == "negociations a Geneve, Хрущёв, йод"
