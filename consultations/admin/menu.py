"""The menus: what can be recorded now, on the file as a whole and of each of its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.urls import reverse

from consultations.admin.possible import Offer
from consultations.domain.message import Command, slug, topic

TOPICS = {
    "opening": "The file",
    "relations": "Relations to other files",
    "mandate": "Mandates",
    "agenda": "Agenda",
    "proposals": "Positions and proposals",
    "contacts": "Contacts outside rounds",
    "rounds": "Rounds",
    "notes": "Notes",
    "assurances": "Assurances",
    "agreements": "Agreements",
    "actions": "Actions",
    "milestones": "Milestones",
    "outcomes": "Outcomes",
    "nominations": "Nominations",
    "statements": "Statements",
    "claims": "Claims",
    "measures": "Measures",
    "reciprocity": "Reciprocity",
    "premises": "Premises",
    "documents": "Documents",
    "classification": "Who may see the file",
    "custody": "How the file is kept",
}
"""Topic of a command, as the menu names it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of a menu: a command in words, and where its form is."""

    name: str
    told: str
    address: str


def name_of(command: type[Command]) -> str:
    """A command as a menu names it: CancelRound is "Cancel round"."""
    return slug(command).replace("-", " ").capitalize()


def menu(case_id: UUID, offers: Iterable[Offer]) -> list[tuple[str, list[Entry]]]:
    """What can be recorded now, topic by topic, each command once."""
    offered = dict.fromkeys(offer.command for offer in offers)
    return [
        (TOPICS.get(named, named.capitalize()), [entry(each, case_id) for each in commands])
        for named, commands in groupby(offered, topic)
    ]


def of_part(case_id: UUID, offers: Iterable[Offer]) -> dict[UUID, list[Entry]]:
    """What can be recorded now of each part."""
    found: dict[UUID, list[Entry]] = {}
    for offer in offers:
        if offer.part_id is not None:
            found.setdefault(offer.part_id, []).append(entry(offer.command, case_id, offer.part_id))
    return found


def entry(command: type[Command], case_id: UUID, part_id: UUID | None = None) -> Entry:
    """A line that leads to a command's form, the part filled in where it is known."""
    address = reverse("admin:act", args=[case_id, slug(command)])
    return Entry(
        name=name_of(command),
        told=(command.__doc__ or "").split("\n")[0],
        address=f"{address}?{command.about}={part_id}" if part_id else address,
    )
