"""The people of the demonstration, one per role; their passwords are drawn once and kept for whoever runs it.

`python -m consultations.scenarios.users FILE` makes them, or makes them right; FILE is its owner's alone.
"""

import json
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Someone at the ministry, or a program that acts for it."""

    username: str
    name: str
    role: str
    """The group whose rights they have."""
    level: str
    """The highest level they are cleared for."""
    task: str
    """What they are there for, for whoever tries the demonstration."""
    program: bool = False
    compartments: tuple[str, ...] = ()
    """The compartments they are in."""
    also: tuple[str, ...] = ()
    """Groups that permit something beside the role."""


PEOPLE: Final = (
    Person(
        username="ingrid",
        name="Ingrid Solberg",
        role="desk officer",
        level="confidential",
        task="is in charge of the file and gets the reminders",
    ),
    Person(
        username="ragnhild",
        name="Ragnhild Moe",
        role="registry",
        level="confidential",
        task="recorded what is on the file",
    ),
    Person(
        username="per",
        name="Per Haugen",
        role="protocol",
        level="restricted",
        task="sees to visits, nominations and credentials",
        compartments=("nominations",),
    ),
    Person(
        username="leif",
        name="Leif Berg",
        role="legal adviser",
        level="confidential",
        task="reads notes and assurances, and may place files under hold",
        also=("holds",),
    ),
    Person(
        username="hanne",
        name="Hanne Dahl",
        role="head of desk",
        level="secret",
        task="heads the desk, and may open closed files again and authorise their disposal",
        compartments=("nominations",),
        also=("reopening", "disposal"),
    ),
    Person(
        username="arne",
        name="Arne Lie",
        role="auditor",
        level="secret",
        task="reads everything, changes nothing",
    ),
    Person(
        username="astrid",
        name="Astrid Vik",
        role="administrator",
        level="public",
        task="administers users, and is not cleared for this file",
    ),
    Person(
        username="integrator",
        name="Document system",
        role="integrator",
        level="restricted",
        task="is a program that speaks REST",
        program=True,
    ),
)

Passwords = Mapping[str, str]


def passwords(file: Path) -> Passwords:
    """The passwords kept in a file, with new ones drawn for whoever has none yet."""
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    drawn = {each.username: known.get(each.username) or secrets.token_urlsafe(9) for each in PEOPLE}
    if drawn != known:
        part = file.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(json.dumps(drawn, indent=2))
        part.rename(file)
    return drawn


def make(kept: Passwords) -> None:
    """Make every person of the demonstration, with the kept password, the role's group and the clearance."""
    for person in PEOPLE:
        _make(person, kept[person.username])


def _make(person: Person, password: str) -> None:
    from django.contrib.auth.models import Group, User

    user, _ = User.objects.get_or_create(username=person.username)
    user.first_name, _, user.last_name = person.name.partition(" ")
    user.email = f"{person.username}@mfa.example"
    user.is_staff = not person.program
    user.is_superuser = person.role == "administrator"
    if not user.check_password(password):
        user.set_password(password)
    user.save()
    groups = (person.role, *person.also)
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    _clear(user, person)


def _clear(user: Any, person: Person) -> None:
    from consultations.access.tables import Clearance

    cleared = {
        "level": person.level,
        "compartments": list(person.compartments),
        "zone": "Europe/Oslo",
        "language": "en",
    }
    Clearance.objects.update_or_create(user=user, defaults=cleared)


if __name__ == "__main__":
    import django

    django.setup()
    make(passwords(Path(sys.argv[1])))
