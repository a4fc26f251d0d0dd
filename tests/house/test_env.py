"""Settings from the environment: typed, from a variable or a file, and missed by name."""

from pathlib import Path

import pytest

from config import env
from consultations.domain.notes import style

NAME = "CONSULTATIONS_TEST_SETTING"


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.delenv(f"{NAME}_FILE", raising=False)


class TestTable:
    def test_is_read_as_json_of_its_type(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert env.table(NAME, of=style.Needs, default=style.HANDBOOK) is style.HANDBOOK
        monkeypatch.setenv(NAME, '{"non-paper": ["no number"]}')
        assert env.table(NAME, of=style.Needs) == {"non-paper": ("no number",)}

    @pytest.mark.parametrize("wrong", ["{", "[]", '{"nonpaper": []}', '{"non-paper": ["a number"]}'])
    def test_is_refused_where_a_name_is_none_of_those_there_are(
        self, monkeypatch: pytest.MonkeyPatch, wrong: str
    ) -> None:
        monkeypatch.setenv(NAME, wrong)
        with pytest.raises(env.MalformedSetting, match="a JSON object of the names that there are"):
            env.table(NAME, of=style.Needs)


class TestText:
    def test_is_taken_without_the_space_around_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(NAME, " word \n")
        assert env.text(NAME) == "word"

    def test_may_stand_in_a_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("словo\n", encoding="utf-8")
        monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
        assert env.text(NAME) == "словo"

    @pytest.mark.parametrize("empty", [None, "", "  "])
    def test_has_a_default(self, monkeypatch: pytest.MonkeyPatch, empty: str | None) -> None:
        if empty is not None:
            monkeypatch.setenv(NAME, empty)
        assert env.text(NAME, default="other") == "other"
        assert env.text(NAME, default=None) is None

    def test_is_missed_by_both_its_names(self) -> None:
        with pytest.raises(env.MissingSetting, match=f"set {NAME}, or {NAME}_FILE"):
            env.text(NAME)

    def test_is_given_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(NAME, "one")
        monkeypatch.setenv(f"{NAME}_FILE", "other")
        with pytest.raises(env.AmbiguousSetting, match="unset one of them"):
            env.text(NAME)

    def test_in_a_file_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "none"))
        with pytest.raises(env.UnreadableSetting, match="No such file"):
            env.text(NAME, default="")

    def test_in_a_file_that_is_no_text(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "secret").write_bytes(b"\xff")
        monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
        with pytest.raises(env.UnreadableSetting, match="not UTF-8"):
            env.text(NAME)


class TestFlag:
    @pytest.mark.parametrize(
        ("said", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)]
    )
    def test_is_a_yes_or_a_no(self, monkeypatch: pytest.MonkeyPatch, said: str, meant: bool) -> None:
        monkeypatch.setenv(NAME, said)
        assert env.flag(NAME) is meant

    def test_is_nothing_between(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(NAME, "perhaps")
        with pytest.raises(env.MalformedSetting, match=f"{NAME} must be 1, true"):
            env.flag(NAME, default=True)

    def test_has_a_default(self) -> None:
        assert env.flag(NAME, default=True) is True
        with pytest.raises(env.MissingSetting):
            env.flag(NAME)


class TestNumber:
    def test_is_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(NAME, "-12")
        assert env.number(NAME) == -12
        monkeypatch.setenv(NAME, "1.5")
        with pytest.raises(env.MalformedSetting, match="a whole number"):
            env.number(NAME)

    def test_may_be_nought_by_default(self) -> None:
        assert env.number(NAME, default=0) == 0


class TestNames:
    def test_are_parted_by_commas(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(NAME, "a, b,,c ,")
        assert env.names(NAME) == ("a", "b", "c")

    def test_have_a_default(self) -> None:
        assert env.names(NAME, default=()) == ()


class TestDatabase:
    def test_is_what_the_address_says(self) -> None:
        url = "postgresql://us%40er:p%2Fw%3A@db.example:5433/na%20me?sslmode=require&application_name=a%20b"
        assert env.database(url) == {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": "db.example",
            "PORT": "5433",
            "USER": "us@er",
            "PASSWORD": "p/w:",
            "NAME": "na me",
            "OPTIONS": {"sslmode": "require", "application_name": "a b"},
        }

    def test_may_be_on_this_machine(self) -> None:
        found = env.database("postgres:///cases")
        assert {found[part] for part in ("HOST", "PORT", "USER", "PASSWORD")} == {""}

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("sqlite:///secret.db", "only PostgreSQL"),
            ("mysql://u:secret@h/d", "only PostgreSQL"),
            ("u:secret@h/d", "only PostgreSQL"),
            ("postgresql://u:secret@h", "names no database"),
            ("postgresql://u:secret@h:port/d", "cannot be read"),
        ],
    )
    def test_is_refused_without_being_repeated(self, url: str, reason: str) -> None:
        with pytest.raises(env.MalformedDatabaseUrl, match=reason) as refused:
            env.database(url)
        assert "secret" not in str(refused.value)
