"""People of the ministry, signed in, and the file of 2025 as it stands after playing it."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from consultations.access.tables import Clearance
from consultations.domain.message import Command
from consultations.domain.opening import OpenCase
from consultations.domain.state import Level
from consultations.domain.values import Participant
from consultations.handler import Receipt, handle

STORY = Path(__file__).parents[2] / "consultations" / "scenarios" / "russia_us_2025.json"
PARTIES = (Participant(code="RU"), Participant(code="US"))


def record(command: Command, stream_id: UUID, actor: str = "ingrid") -> Receipt:
    """Carry a command out as someone of the ministry."""
    return handle(command, stream_id=stream_id, actor=actor, command_id=uuid4())


def a_file(title: str = "Irritants", level: Level = "restricted", compartments: tuple[str, ...] = ()) -> UUID:
    """Open a file."""
    case_id = uuid4()
    opening = OpenCase(
        case_id=case_id,
        title=title,
        subject="The work of the embassies",
        parties=PARTIES,
        level=level,
        compartments=compartments,
    )
    record(opening, case_id)
    return case_id


def a_user(role: str, level: str = "confidential", compartments: tuple[str, ...] = ()) -> User:
    """Someone of the ministry."""
    user = User.objects.create_user(
        f"{role.split()[0]}-{uuid4().hex[:8]}", password="kept-secret", is_staff=True
    )
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    Clearance.objects.create(user=user, level=level, compartments=list(compartments))
    return user


@pytest.fixture(scope="session", autouse=True)
def somewhere_for_static_files() -> None:
    """The directory that is served under /static/, which is empty in a fresh clone."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """A browser in which someone with a role and a clearance is signed in."""

    def sign_in(
        role: str = "desk officer", level: str = "confidential", compartments: tuple[str, ...] = ()
    ) -> Client:
        client = Client()
        client.force_login(a_user(role, level, compartments))
        return client

    return sign_in


@pytest.fixture
def officer(signed_in: Callable[..., Client]) -> Client:
    """A desk officer, cleared up to confidential."""
    return signed_in()


@pytest.fixture
def the_story(settled: Callable[[], None]) -> UUID:
    """The consultations of 2025 and the measures before them, played and projected; gives the id of the first."""
    from consultations.scenarios.player import play
    from consultations.scenarios.scenario import read

    scenario = read(STORY.read_bytes())
    play(scenario)
    play(read(STORY.with_name("measures_2016_2018.json").read_bytes()))
    settled()
    return next(each.stream_id for each in scenario.entries if isinstance(each.command, OpenCase))
