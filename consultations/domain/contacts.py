"""Contacts outside the rounds: meetings, démarches, summonses, protests; each side's account beside the other's."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, assert_never
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.contacts import Contact, ContactKind, ContactLevel, ContactStatus
from consultations.domain.state import Case, must_be_free, must_be_on_file, must_take_part
from consultations.domain.values import Delegate, Delegation, PartyCode, Place, Wording
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactOccurrence(Event):
    """What every event of a contact carries."""

    entity: ClassVar[tuple[str, ...]] = ("contact_id",)
    contact_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingHeld(ContactOccurrence):
    """A meeting outside the rounds took place, on the word of the sides that assert it."""

    subject: str
    on: When | None = None
    level: ContactLevel = "not stated"
    place: Place | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactDirected(ContactOccurrence):
    """What goes from one party to another; what is left out stays as it was."""

    from_party: PartyCode
    to_party: PartyCode
    subject: str
    on: When | None = None
    level: ContactLevel = "not stated"
    """The rank of whoever received it."""
    interlocutor: str = ""
    paper_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DemarcheMade(ContactDirected):
    """A party made a démarche to another: on instruction it put a matter to that party's officials."""

    instruction: str = ""
    answer: Wording | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DemarcheReceived(ContactDirected):
    """A party received the démarche of another."""

    instruction: str = ""
    answer: Wording | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadOfMissionSummoned(ContactDirected):
    """A party called in the head of the other's mission, or whoever acts as head, to receive a communication."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProtestMade(ContactDirected):
    """A party protested to another, by itself or in the course of a contact that is on the file."""

    made_at: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DemarcheAnswered(ContactOccurrence):
    """The démarche or the protest was answered; an answer on the spot may be followed by another."""

    answer: Wording
    """The words of the answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticipantsNamed(ContactOccurrence):
    """Those who took part for one party were named, with the titles they held on that day."""

    delegation: Delegation


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountGiven(ContactOccurrence):
    """A side gave its account of the contact, which stands beside those of others."""

    text: Wording


ContactEvent = (
    MeetingHeld
    | DemarcheMade
    | DemarcheReceived
    | DemarcheAnswered
    | HeadOfMissionSummoned
    | ProtestMade
    | ParticipantsNamed
    | AccountGiven
)


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldMeeting(Command):
    """Record that a meeting outside the rounds took place, or that a further side says so."""

    about: ClassVar[str] = "contact_id"
    contact_id: NewId
    subject: str
    on: When | None = None
    level: ContactLevel = "not stated"
    """The rank of those who met, as far as it was stated."""
    place: Place | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DirectContact(Command):
    """What every command about something that goes from one party to another carries."""

    about: ClassVar[str] = "contact_id"
    contact_id: NewId
    from_party: PartyCode
    to_party: PartyCode
    subject: str
    on: When | None = None
    level: ContactLevel = "not stated"
    """The rank of whoever received it."""
    interlocutor: str = ""
    """Who received it, as named, with the title of that day."""
    paper_id: UUID | None = None
    """The paper that was left: a note (aide-mémoire, bout de papier, non-paper) or a document on the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MakeDemarche(DirectContact):
    """Record that a party made a démarche, or that a further side says so."""

    instruction: str = ""
    """The instruction it was made on, by its number or in words."""
    answer: Wording | None = None
    """What was answered on the spot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiveDemarche(DirectContact):
    """Record that a party received a démarche; it may be the first that is known of it."""

    instruction: str = ""
    """The instruction that it was said to be made on."""
    answer: Wording | None = None
    """What was answered on the spot."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SummonHeadOfMission(DirectContact):
    """Record that a party summoned the head of the other's mission, or that a further side says so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MakeProtest(DirectContact):
    """Record that a party protested to another, or that a further side says so."""

    made_at: UUID | None = None
    """The contact on the file at which it was made, such as a summons."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OnContact(Command):
    """What every command about a contact that is on the file carries."""

    about: ClassVar[str] = "contact_id"
    contact_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerDemarche(OnContact):
    """Record the answer to a démarche or a protest."""

    answer: Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class NameParticipants(OnContact):
    """Record who took part for a party, each with the title held on that day."""

    delegation: Delegation


@dataclass(frozen=True, kw_only=True, slots=True)
class GiveAccount(OnContact):
    """Record a side's account of a contact, beside those of others."""

    text: Wording


ContactCommand = (
    HoldMeeting
    | MakeDemarche
    | ReceiveDemarche
    | AnswerDemarche
    | SummonHeadOfMission
    | MakeProtest
    | NameParticipants
    | GiveAccount
)


class UnknownContact(Refused):
    """There is no such contact on the file."""


class ContactOnFileAlready(Refused):
    """This contact is on the file already, on the word of the same sides."""


class ContactOfAnotherKind(Refused):
    """The contact is on the file as one of another kind; this one needs an id of its own."""


class ContactBetweenOthers(Refused):
    """The contact is on the file as one between other parties, or the other way round."""


class ContactWithItself(Refused):
    """A démarche, a summons or a protest goes from one party to another."""


class ProtestAtItself(Refused):
    """The contact at which a protest was made is another one on the file."""


class NothingToAnswer(Refused):
    """Only a démarche or a protest is answered; of a meeting or a summons each side gives an account."""


class AnsweredSoAlready(Refused):
    """This answer is on the file already."""


class AccountOnFileAlready(Refused):
    """This account of the contact is on the file already."""


class ParticipantsNamedAlready(Refused):
    """These participants are on the file already."""


Directing = MakeDemarche | ReceiveDemarche | SummonHeadOfMission | MakeProtest
Directed = DemarcheMade | DemarcheReceived | HeadOfMissionSummoned | ProtestMade
TOLD = ("contact_id", "from_party", "to_party", "subject", "on", "level", "interlocutor", "paper_id")
"""What is told of everything that goes from one party to another."""
Course = Literal["made", "received"]


def decide(command: ContactCommand, case: Case) -> list[ContactEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    match command:
        case HoldMeeting(contact_id=contact_id, subject=subject, on=on, level=level, place=place):
            _must_add(command, "meeting", case)
            return [MeetingHeld(contact_id=contact_id, subject=subject, on=on, level=level, place=place)]
        case AnswerDemarche() | NameParticipants() | GiveAccount():
            if command.contact_id not in case.contacts:
                raise UnknownContact(contact_id=command.contact_id)
            return [_on_contact(command, case.contacts[command.contact_id], case)]
        case _:
            must_take_part(case, command.from_party, command.to_party)
            if command.from_party == command.to_party:
                raise ContactWithItself(party=command.from_party)
            must_be_on_file([command.paper_id] if command.paper_id else [], case.notes, case.documents)
            return [_directed(command, case)]


def _directed(command: Directing, case: Case) -> ContactEvent:
    told: dict[str, Any] = {name: getattr(command, name) for name in TOLD}
    match command:
        case MakeDemarche(instruction=instruction, answer=answer):
            _must_add(command, "démarche", case, "made")
            return DemarcheMade(instruction=instruction, answer=answer, **told)
        case ReceiveDemarche(instruction=instruction, answer=answer):
            _must_add(command, "démarche", case, "received")
            return DemarcheReceived(instruction=instruction, answer=answer, **told)
        case SummonHeadOfMission():
            _must_add(command, "summons", case)
            return HeadOfMissionSummoned(**told)
        case MakeProtest(made_at=made_at):
            _must_add(command, "protest", case)
            must_be_on_file([made_at] if made_at else [], case.contacts)
            if made_at == command.contact_id:
                raise ProtestAtItself()
            return ProtestMade(made_at=made_at, **told)
        case _:
            assert_never(command)


def _must_add(
    command: HoldMeeting | Directing, kind: ContactKind, case: Case, course: Course | None = None
) -> None:
    on_file = case.contacts.get(command.contact_id)
    if on_file is None:
        must_be_free(case, command.contact_id)
        return
    if on_file.kind != kind:
        raise ContactOfAnotherKind(kind=on_file.kind)
    if not isinstance(command, HoldMeeting):
        _must_be_between(command, on_file)
    sides = command.asserted.sides if command.asserted else ()
    received_now = course == "received" and on_file.status == "made"
    if set(sides) <= set(on_file.reported_by) and not received_now:
        raise ContactOnFileAlready(contact_id=command.contact_id)


def _must_be_between(command: Directing, on_file: Contact) -> None:
    known = (on_file.from_party, on_file.to_party)
    if known not in ((None, None), (command.from_party, command.to_party)):
        raise ContactBetweenOthers(from_party=on_file.from_party, to_party=on_file.to_party)


def _on_contact(
    command: AnswerDemarche | NameParticipants | GiveAccount, on_file: Contact, case: Case
) -> ContactEvent:
    match command:
        case AnswerDemarche(contact_id=contact_id, answer=answer):
            if on_file.kind not in ("démarche", "protest"):
                raise NothingToAnswer(kind=on_file.kind)
            if answer in on_file.answers:
                raise AnsweredSoAlready()
            return DemarcheAnswered(contact_id=contact_id, answer=answer)
        case NameParticipants(contact_id=contact_id, delegation=delegation):
            must_take_part(case, delegation.party)
            if {*delegation.members} <= {*_named(delegation.party, on_file)}:
                raise ParticipantsNamedAlready(party=delegation.party)
            return ParticipantsNamed(contact_id=contact_id, delegation=delegation)
        case GiveAccount(contact_id=contact_id, text=text):
            if text in on_file.texts:
                raise AccountOnFileAlready()
            return AccountGiven(contact_id=contact_id, text=text)
        case _:
            assert_never(command)


def _named(party: PartyCode, contact: Contact) -> tuple[Delegate, ...]:
    return next((each.members for each in contact.participants if each.party == party), ())


def evolve(case: Case, event: ContactEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Contact, event.contact_id, record)
    match event:
        case MeetingHeld(place=place):
            part.kind, part.place = "meeting", part.place or place
            _evolve_told(part, event, record)
            _turn(part, "held", record)
        case ParticipantsNamed(delegation=delegation):
            others = (each for each in part.participants if each.party != delegation.party)
            members = dict.fromkeys((*_named(delegation.party, part), *delegation.members))
            part.participants = (*others, Delegation(party=delegation.party, members=tuple(members)))
        case AccountGiven(text=text):
            part.texts = (*part.texts, *((text,) if text not in part.texts else ()))
        case DemarcheAnswered(answer=answer):
            _evolve_answer(part, answer, record)
        case _:
            _evolve_told(part, event, record)
            part.from_party, part.to_party = event.from_party, event.to_party
            part.interlocutor = part.interlocutor or event.interlocutor
            part.paper_id = part.paper_id or event.paper_id
            _evolve_directed(part, event, record)


def _evolve_directed(part: Contact, event: Directed, record: Recorded) -> None:
    match event:
        case DemarcheMade(instruction=instruction, answer=answer):
            _evolve_demarche(part, "made", instruction, record)
            _evolve_answer(part, answer, record)
        case DemarcheReceived(instruction=instruction, answer=answer):
            _evolve_demarche(part, "received", instruction, record)
            _evolve_answer(part, answer, record)
        case HeadOfMissionSummoned():
            part.kind = "summons"
            _turn(part, "summoned", record)
        case ProtestMade(made_at=made_at):
            part.kind, part.made_at = "protest", part.made_at or made_at
            if part.status != "answered":
                _turn(part, "made", record)
        case _:
            assert_never(event)


def _evolve_told(part: Contact, event: MeetingHeld | Directed, record: Recorded) -> None:
    part.subject, part.on = part.subject or event.subject, part.on or event.on
    part.level = event.level if part.level == "not stated" else part.level
    part.reported_by = tuple(dict.fromkeys((*part.reported_by, *record.envelope.asserted.sides)))


def _evolve_demarche(part: Contact, status: Course, instruction: str, record: Recorded) -> None:
    part.kind, part.instruction = "démarche", part.instruction or instruction
    # Once received or answered it is not merely made again, whichever side says so later.
    if part.status != "answered" and (part.status, status) != ("received", "made"):
        _turn(part, status, record)


def _evolve_answer(part: Contact, answer: Wording | None, record: Recorded) -> None:
    if answer is not None:
        part.answers = (*part.answers, *((answer,) if answer not in part.answers else ()))
        _turn(part, "answered", record)


def _turn(part: Contact, status: ContactStatus, record: Recorded) -> None:
    """What a further side says anew leaves the status on the word of the first."""
    if part.status_asserted is None or part.status != status:
        part.status, part.status_asserted = status, record.envelope.asserted
