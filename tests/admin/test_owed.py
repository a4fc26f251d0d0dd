"""On the page of a file: what each party owes, and where the texts of an assurance differ."""

from collections.abc import Callable
from uuid import uuid4

from django.test import Client
from django.utils.html import strip_tags

from consultations.domain.actions import AgreeAction, CompleteAction
from consultations.domain.assurances import GiveAssurance
from consultations.domain.values import Asserted, Wording
from consultations.domain.when import on
from tests.admin.conftest import a_file, record

RU = Asserted(sides=("RU",), standing="official text", on=on("2025-04-10"))
OURS = Wording(text="Guaranteed <banking> services", language="en", parties=("RU",))
THEIRS = Wording(text="Stable <banking> services", language="en", parties=("US",))


def shown(officer: Client, settled: Callable[[], None], *commands: object) -> str:
    """The page of a file on which these were recorded."""
    case_id = a_file()
    for command in commands:
        record(command, case_id)  # type: ignore[arg-type]
    settled()
    return officer.get(f"/admin/cases/{case_id}/").content.decode()


class TestCommitments:
    def test_stand_party_by_party_with_whose_word_it_is(
        self, officer: Client, settled: Callable[[], None]
    ) -> None:
        visas = uuid4()
        page = shown(
            officer,
            settled,
            AgreeAction(action_id=visas, title="Visas", obliged=("RU",), asserted=RU),
            CompleteAction(action_id=visas, asserted=RU),
            AgreeAction(action_id=uuid4(), title="A list"),
        )
        section = page[page.index('id="owed"') :]
        told = " ".join(strip_tags(section[: section.index("</section>")]).split())
        assert "claimed done Visas: done, according to Ru" in told.replace("RU", "Ru")
        assert "Nobody named open A list: agreed" in told
        assert "no-activity review, " in told


class TestTexts:
    def test_are_compared_with_words_beside_the_marks(
        self, officer: Client, settled: Callable[[], None]
    ) -> None:
        both = ("RU", "US")
        page = shown(
            officer,
            settled,
            GiveAssurance(
                assurance_id=uuid4(), given_by=both, given_to=both, subject="Banking", texts=(OURS, THEIRS)
            ),
        )
        assert page.count('<mark class="first">') == page.count('<mark class="second">') == 1
        told = " ".join(strip_tags(page).split())
        assert ": Guaranteed]" in told
        assert ": Stable] &lt;banking&gt; services" in told
