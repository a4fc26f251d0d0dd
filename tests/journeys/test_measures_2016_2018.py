"""The measures of 2016 to 2018, played and asked over REST what a desk asks of them."""

from collections.abc import Callable
from typing import Any

import pytest

from consultations.scenarios import player, scenario
from consultations.scenarios.demonstration import STORY
from consultations.scenarios.player import Played
from consultations.scenarios.scenario import Scenario
from tests.api.desk import Desk, Settled, is_problem, officer

Asked = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def story() -> Scenario:
    return scenario.read(STORY.with_name("measures_2016_2018.json").read_bytes())


@pytest.fixture(scope="module")
def played(story: Scenario) -> Played:
    return player.play(story)


@pytest.fixture
def desk(settled: Settled, played: Played) -> Desk:
    settled()
    return Desk(officer())


@pytest.fixture
def asked(desk: Desk, story: Scenario) -> Asked:
    """A list of the file of the measures."""

    def of(name: str) -> list[dict[str, Any]]:
        answer = desk.get(f"/cases/{story.id_of('measures')}/{name}")
        assert answer.status_code == 200, answer.content
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    return of


def days(link: dict[str, Any]) -> list[int | None]:
    return [each["days"] for each in link["causes"]]


class TestPlay:
    def test_records_every_entry_once(self, story: Scenario, played: Played) -> None:
        assert played.repeated in (0, played.entries)
        again = player.play(story)
        assert (again.repeated, again.events) == (len(story.entries), 0)


class TestAnswer:
    def test_1_a_chain_in_order_with_several_causes_each_claimed_or_assessed(
        self, asked: Asked, story: Scenario
    ) -> None:
        chain = asked("reciprocities/?ordering=when&limit=200")
        assert [each["on"]["edtf"] for each in chain] == sorted(each["on"]["edtf"] for each in chain)
        by_id = {each["reciprocity_id"]: each for each in chain}
        claimed = by_id[str(story.id_of("link-parity"))]
        assert (claimed["symmetry"], claimed["status"], claimed["status_asserted"]["sides"]) == (
            "mirror",
            "claimed",
            ["RU"],
        )
        assert [each["cause"]["text"] for each in claimed["causes"]] == [
            "35 persons declared non grata",
            "Access to two compounds ends",
            "the sanctions bill passed by the Congress of the United States",
        ]
        assert days(claimed) == [211, 211, None]
        assessed = by_id[str(story.id_of("assessed-parity"))]
        assert (assessed["status"], assessed["assessed_by"], assessed["symmetry"], days(assessed)) == (
            "assessed",
            "ragnhild",
            "asymmetric",
            [211],
        )
        of_parity = asked(f"reciprocities/?measure_id={story.id_of('parity-2017')}")
        assert {each["reciprocity_id"] for each in of_parity} == {
            claimed["reciprocity_id"],
            assessed["reciprocity_id"],
        }
        assert [days(by_id[str(story.id_of(name))]) for name in ("link-closures", "link-60")] == [[34], [3]]
        assert by_id[str(story.id_of("link-closures"))]["disputed_by"] == ["RU"]

    def test_1_as_one_side_has_it_the_chain_has_no_assessment_of_ours(
        self, asked: Asked, story: Scenario
    ) -> None:
        of_russia = asked("reciprocities/?side=RU")
        assert {each["status"] for each in of_russia} == {"claimed"}
        assert {each["status_asserted"]["sides"][0] for each in asked("reciprocities/?side=US")} == {"US"}

    @pytest.mark.parametrize(
        ("effect", "due"),
        [
            ("residences", "2017-10-02T06:59:00+00:00"),
            ("seattle-activity", "2018-03-31T00:00:00+00:00"),
            ("new-york-annex-shut", "2017-09-02T18:00:00+00:00"),
            ("seattle-residence", "2018-04-25T06:59:00+00:00"),
            ("455", "2017-09-01T21:00:00+00:00"),
        ],
    )
    def test_2_each_effect_is_due_to_the_hour_in_the_zone_of_the_receiving_state(
        self, asked: Asked, story: Scenario, effect: str, due: str
    ) -> None:
        (row,) = [
            each
            for each in asked("deadlines/?rule=effect of a measure&limit=200")
            if each["part_id"] == str(story.id_of(effect))
        ]
        assert row["due_latest"] == due

    def test_2_those_declared_leave_within_hours_or_a_week_as_the_note_says(
        self, asked: Asked, story: Scenario
    ) -> None:
        due = {
            each["part_id"]: each["due"]
            for each in asked("deadlines/?rule=departure of persons declared&status=open")
        }
        assert due[str(story.id_of("35-leave"))] == {
            "earliest": "2017-01-01T00:00",
            "latest": "2017-01-02T00:00",
            "zone": "America/New_York",
        }
        assert due[str(story.id_of("60-leave"))]["latest"] == "2018-04-02"
        assert str(story.id_of("60-leave-ru")) not in due

    def test_3_seattle_is_one_measure_with_three_effects_each_with_its_own_time(
        self, desk: Desk, story: Scenario
    ) -> None:
        case_id, measure_id = story.id_of("measures"), story.id_of("seattle-2018")
        seattle = desk.get(f"/cases/{case_id}/measures/{measure_id}/").json()
        assert (seattle["status"], seattle["status_asserted"]["sides"]) == ("announced", ["US"])
        assert [(each["text"], each["takes_effect"]["latest"]) for each in seattle["effects"]] == [
            ("activity of the consulate ends", "2018-03-30T17:00"),
            ("offices vacated", "2018-04-02"),
            ("residence vacated", "2018-04-24T23:59"),
        ]
        assert {each["takes_effect"]["zone"] for each in seattle["effects"]} == {"America/Los_Angeles"}

    def test_3_persons_may_be_a_number_without_names_with_categories(
        self, asked: Asked, story: Scenario
    ) -> None:
        sixty = next(
            each
            for each in asked("measures/?kind=persons non grata&party=US")
            if each["measure_id"] == str(story.id_of("expulsion-2018"))
        )
        declared = sixty["effects"][0]["declared"]
        assert (declared["number"], declared["persons"]) == (60, [])
        assert [each["number"] for each in declared["categories"]] == [48, 12]

    @pytest.mark.parametrize("name", ["pioneer-point", "san-francisco"])
    def test_4_one_property_lists_its_files_of_then_and_of_2025_to_who_may_see_them(
        self, desk: Desk, story: Scenario, name: str
    ) -> None:
        address = f"/properties/{story.id_of(f'property:{name}')}/"
        both = {str(story.id_of(each)) for each in ("measures", "return-2025")}
        assert {each["case_id"] for each in desk.get(address).json()["files"]} == both
        less = Desk(officer(level="restricted")).get(address).json()
        assert [each["title"] for each in less["files"]] == [
            "Measures of the United States and Russia, 2016 to 2018"
        ]
        is_problem(Desk(officer(level="public")).get(address), 404, "unknown_property")

    def test_4_the_error_of_the_press_is_kept_as_a_corrected_claim(self, desk: Desk, story: Scenario) -> None:
        found = desk.get(f"/properties/{story.id_of('property:norwich-house')}/").json()
        assert [each["text"] for each in found["names"]] == ["Norwich House"]
        (corrected,) = found["corrected_names"]
        assert (corrected["text"], corrected["given_by"][0]["standing"]) == ("Killenworth", "press")
        denied = desk.get(f"/timeline/?entity={story.id_of('norwich-house')}").json()["results"][0]
        assert denied["sentence"].endswith(" denied access to Norwich House")

    def test_4_owned_and_leased_are_told_apart(self, desk: Desk, story: Scenario) -> None:
        for tenure, names in {
            "owned": ("pioneer-point", "san-francisco", "norwich-house"),
            "leased": ("washington-annex", "new-york-annex"),
        }.items():
            listed = desk.get(f"/properties/?tenure={tenure}&party=RU&limit=200").json()["results"]
            ids = {each["property_id"] for each in listed}
            assert {str(story.id_of(f"property:{name}")) for name in names} <= ids
            assert {each["tenure"] for each in listed} == {tenure}
