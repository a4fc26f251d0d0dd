"""A desk to remind: users with their clearance, files with deadlines, and the worker's runs at any moment."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import Group, User

from consultations.access.tables import HEAD_OF_DESK, Clearance
from consultations.domain.actions import AgreeAction, SetDueDate
from consultations.domain.message import Command
from consultations.domain.opening import AssignCase, OpenCase
from consultations.domain.parties import PartyName, RegisterParty, party_id
from consultations.domain.values import Participant, PartyCode
from consultations.domain.when import by, on
from consultations.handler import Receipt, handle

MAY_9 = datetime(2025, 5, 9, 9, tzinfo=UTC)
"""The day after four weeks without activity since 10 April 2025."""


def do(command: Command, stream_id: UUID) -> Receipt:
    """Carry out a command as the registry."""
    return handle(command, stream_id=stream_id, actor="ragnhild", command_id=uuid4())


def officer(level: str = "confidential", *, head: bool = False, **profile: Any) -> User:
    """A user of the ministry with a name of their own, cleared up to a level; perhaps the head of a desk."""
    username = f"officer-{uuid4().hex[:12]}"
    user = User.objects.create(
        username=username, email=f"{username}@mfa.example", first_name="Ingrid", last_name="Solberg"
    )
    Clearance.objects.create(user=user, level=level, **({"zone": "Europe/Oslo"} | profile))
    if head:
        user.groups.add(Group.objects.get_or_create(name=HEAD_OF_DESK)[0])
    return user


def party(name: str) -> PartyCode:
    """A party of this name, under a code that no other test uses: the register is the same for all."""
    code = f"P{uuid4().hex[:11].upper()}"
    do(RegisterParty(code=code, names=(PartyName(text=name, language="en"),)), party_id(code))
    return code


def case_of(
    *officers: User,
    title: str = "Consultations on irritants",
    parties: tuple[PartyCode, ...] = ("RU", "US"),
    **label: Any,
) -> UUID:
    """A file in the charge of these officers."""
    case_id = uuid4()
    taking_part = tuple(Participant(code=code) for code in parties)
    do(OpenCase(case_id=case_id, title=title, subject="Missions", parties=taking_part, **label), case_id)
    for each in officers:
        do(AssignCase(officer=each.username), case_id)
    return case_id


def action(
    case_id: UUID,
    title: str = "Visas",
    *,
    obliged: tuple[PartyCode, ...] = ("RU", "US"),
    agreed_on: str = "2025-04-10",
    due: str = "",
) -> UUID:
    """An action agreed on a day, with a due date if one is given."""
    action_id = uuid4()
    agreed = AgreeAction(action_id=action_id, title=title, obliged=obliged, occurred=on(agreed_on))
    do(agreed, case_id)
    if due:
        do(SetDueDate(action_id=action_id, due_on=by(due), occurred=on(agreed_on)), case_id)
    return action_id


def mails_to(user: User, messages: Iterable[EmailMessage]) -> list[EmailMessage]:
    """Those of the messages that went to this user."""
    return [each for each in messages if each["X-Envelope-To"] == user.email]
