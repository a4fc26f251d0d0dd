"""Sources: registered once, renamed with the former names kept."""

from consultations.domain.sources import (
    RegisterSource,
    RenameSource,
    SourceNamedSo,
    SourceRegistered,
    SourceRegisteredAlready,
    SourceRenamed,
    SourceUnknown,
)
from tests.dsl import CASE, given

REGISTERED = SourceRegistered(name="ITAR-TASS", kind="news agency")


class TestRegisterSource:
    def test_enters_a_source_once(self) -> None:
        command = RegisterSource(source_id=CASE, name="ITAR-TASS", kind="news agency")
        source = given().when(command).then(REGISTERED)
        assert (source.name, source.kind, source.tags) == ("ITAR-TASS", "news agency", {CASE: 1})
        given(REGISTERED).when(command).refused(SourceRegisteredAlready, source_id=CASE)


class TestRenameSource:
    def test_keeps_the_former_name(self) -> None:
        source = given(REGISTERED).when(RenameSource(name="TASS")).then(SourceRenamed(name="TASS"))
        assert (source.name, source.former_names) == ("TASS", ("ITAR-TASS",))

    def test_is_refused_where_it_changes_nothing(self) -> None:
        given(REGISTERED).when(RenameSource(name="ITAR-TASS")).refused(SourceNamedSo)
        given().when(RenameSource(name="TASS")).refused(SourceUnknown, source_id=CASE)
