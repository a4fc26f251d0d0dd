"""Agreements: full powers, initialling, signature, consent to be bound, entry into force, registration, termination.

A file tells what each party did and when, by whose word; whether a text is a treaty is for lawyers to say. Sources:
Vienna Convention on the Law of Treaties (VCLT) and Article 102 of the Charter of the United Nations.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, assert_never, get_args
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.agreements import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    Entry,
    EntryRule,
    Means,
    Purpose,
    StepName,
    Undertaking,
)
from consultations.domain.state import (
    Case,
    must_be_free,
    must_be_on_file,
    must_take_part,
    outranks,
    same_word,
)
from consultations.domain.values import PartyCode
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementOccurrence(Event):
    """What every event of an agreement carries; what is left out stays as it was."""

    entity: ClassVar[tuple[str, ...]] = ("agreement_id",)
    agreement_id: UUID
    title: str = ""
    kind: AgreementKind = "other"
    entry_rule: EntryRule = "not stated"
    stated_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FullPowersIssued(AgreementOccurrence):
    """A party empowered a person to act for it on the text (VCLT 7)."""

    party: PartyCode
    holder: str
    purpose: Purpose


@dataclass(frozen=True, kw_only=True, slots=True)
class TextInitialled(AgreementOccurrence):
    """Parties initialled the text, which authenticates it; a signature only where so agreed (VCLT 10, 12(2))."""

    parties: tuple[PartyCode, ...]
    initialled_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TextSigned(AgreementOccurrence):
    """Parties signed the text; ad referendum, it is a full signature once confirmed (VCLT 10, 12(2)(b))."""

    parties: tuple[PartyCode, ...]
    ad_referendum: bool = False
    signed_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementConstituted(AgreementOccurrence):
    """An exchange of notes constituted an agreement between the parties (VCLT 13)."""

    kind: AgreementKind = "exchange of notes"
    parties: tuple[PartyCode, ...]
    note_id: UUID | None = None
    answer_id: UUID | None = None
    exchanged_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentNotified(AgreementOccurrence):
    """A party expressed its consent to be bound, by whatever means the text provides for (VCLT 11 to 16)."""

    party: PartyCode
    means: Means = "notification"
    received_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvisionallyApplied(AgreementOccurrence):
    """Parties began to apply the agreement pending its entry into force (VCLT 25)."""

    parties: tuple[PartyCode, ...]
    applied_from: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementEnteredIntoForce(AgreementOccurrence):
    """The agreement entered into force (VCLT 24)."""

    in_force_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementRegistered(AgreementOccurrence):
    """The agreement was registered with the United Nations (Charter, 102(1)): as of receipt there."""

    received_on: When
    number: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TerminationNotified(AgreementOccurrence):
    """A party notified that it terminates the agreement or withdraws from it (VCLT 54, 56, 65, 67)."""

    party: PartyCode
    takes_effect_on: When | None = None
    reason: str = ""


AgreementEvent = (
    FullPowersIssued
    | TextInitialled
    | TextSigned
    | AgreementConstituted
    | ConsentNotified
    | ProvisionallyApplied
    | AgreementEnteredIntoForce
    | AgreementRegistered
    | TerminationNotified
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnAgreement(Command):
    """What is said of an agreement; each may be the first that is known of it, and then gives its title."""

    about: ClassVar[str] = "agreement_id"
    agreement_id: NewId
    title: str = ""
    kind: AgreementKind = "other"
    entry_rule: EntryRule = "not stated"
    """How the text lets it enter into force."""
    stated_on: When | None = None
    """The date that the text states for its entry into force."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueFullPowers(OnAgreement):
    """Record that a party empowered a person to act for it on a text."""

    party: PartyCode
    holder: str
    """Who is empowered, with name and office."""
    purpose: Purpose


@dataclass(frozen=True, kw_only=True, slots=True)
class InitialText(OnAgreement):
    """Record that parties initialled a text."""

    parties: tuple[PartyCode, ...]
    initialled_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SignText(OnAgreement):
    """Record that parties signed a text, in full or ad referendum; confirmed, the latter is recorded in full."""

    parties: tuple[PartyCode, ...]
    ad_referendum: bool = False
    """Subject to confirmation by the state."""
    signed_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConstituteAgreement(OnAgreement):
    """Record that an exchange of notes constitutes an agreement; the exchange alone does not say so."""

    kind: AgreementKind = "exchange of notes"
    parties: tuple[PartyCode, ...]
    note_id: UUID | None = None
    """The note on the file that proposed it."""
    answer_id: UUID | None = None
    """The note on the file in reply."""
    exchanged_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyConsent(OnAgreement):
    """Record that a party notified its consent to be bound."""

    party: PartyCode
    means: Means = "notification"
    received_on: When | None = None
    """When the other party or the depositary received it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplyProvisionally(OnAgreement):
    """Record that parties apply an agreement before it enters into force."""

    parties: tuple[PartyCode, ...]
    applied_from: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EnterAgreementIntoForce(OnAgreement):
    """Record that an agreement entered into force; the date may be left out where its own rule gives it."""

    in_force_on: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterAgreement(OnAgreement):
    """Record that an agreement was registered with the United Nations."""

    received_on: When
    """When the Secretariat received it: that is the date of registration."""
    number: str = ""
    """The number under which it was registered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyTermination(OnAgreement):
    """Record that a party notified that it terminates an agreement or withdraws from it."""

    party: PartyCode
    takes_effect_on: When | None = None
    reason: str = ""


AgreementCommand = (
    IssueFullPowers
    | InitialText
    | SignText
    | ConstituteAgreement
    | NotifyConsent
    | ApplyProvisionally
    | EnterAgreementIntoForce
    | RegisterAgreement
    | NotifyTermination
)


class UnknownAgreement(Refused):
    """There is no such agreement on the file; to put it there, give its title."""


class StepWithoutParty(Refused):
    """Say of which party, or parties, it is told."""


class StepOnFileAlready(Refused):
    """This step of the party is on the file already, on the same word."""


class NoteAndReplyAreOne(Refused):
    """An exchange of notes is a pair: the note in reply is another note."""


class EntryDateUnknown(Refused):
    """Give the date of entry into force: the agreement's own rule does not yield one from what is on the file."""


class InForceAlready(Refused):
    """That the agreement entered into force on this date is on the file already, on the same word."""


class AgreementRegisteredAlready(Refused):
    """The agreement has been registered already."""


class RegisteredBeforeInForce(Refused):
    """Registration comes after entry into force (Regulations under Article 102 of the Charter, article 1(2))."""


def decide(command: AgreementCommand, case: Case) -> list[AgreementEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    on_file = case.agreements.get(command.agreement_id)
    if on_file is None:
        must_be_free(case, command.agreement_id)
        if not command.title.strip():
            raise UnknownAgreement(agreement_id=command.agreement_id)
        on_file = Agreement(case_id=case.case_id, agreement_id=command.agreement_id)
    _must_be_of_parties(command, case)
    _must_be_new(command, on_file)
    return [_decide_on(command, on_file, case)]


def _decide_on(command: AgreementCommand, on_file: Agreement, case: Case) -> AgreementEvent:
    told: dict[str, Any] = {
        name: getattr(command, name) for name in ("agreement_id", "title", "kind", "entry_rule", "stated_on")
    }
    match command:
        case IssueFullPowers(party=party, holder=holder, purpose=purpose):
            return FullPowersIssued(**told, party=party, holder=holder, purpose=purpose)
        case InitialText(parties=parties, initialled_on=initialled_on):
            return TextInitialled(**told, parties=parties, initialled_on=initialled_on)
        case SignText(parties=parties, ad_referendum=ad_referendum, signed_on=signed_on):
            return TextSigned(**told, parties=parties, ad_referendum=ad_referendum, signed_on=signed_on)
        case ConstituteAgreement():
            return _constituted(command, case, told)
        case NotifyConsent(party=party, means=means, received_on=received_on):
            return ConsentNotified(**told, party=party, means=means, received_on=received_on)
        case ApplyProvisionally(parties=parties, applied_from=applied_from):
            return ProvisionallyApplied(**told, parties=parties, applied_from=applied_from)
        case EnterAgreementIntoForce():
            return AgreementEnteredIntoForce(**told, in_force_on=_entry(command, on_file, case))
        case RegisterAgreement(received_on=received_on, number=number):
            _must_be_registrable(received_on, on_file)
            return AgreementRegistered(**told, received_on=received_on, number=number)
        case NotifyTermination(party=party, takes_effect_on=takes_effect_on, reason=reason):
            return TerminationNotified(**told, party=party, takes_effect_on=takes_effect_on, reason=reason)
        case _:
            assert_never(command)


def _constituted(command: ConstituteAgreement, case: Case, told: dict[str, Any]) -> AgreementConstituted:
    pair = [each for each in (command.note_id, command.answer_id) if each]
    must_be_on_file(pair, case.notes)
    if len(set(pair)) < len(pair):
        raise NoteAndReplyAreOne()
    return AgreementConstituted(
        **told,
        parties=command.parties,
        note_id=command.note_id,
        answer_id=command.answer_id,
        exchanged_on=command.exchanged_on,
    )


def _entry(command: EnterAgreementIntoForce, on_file: Agreement, case: Case) -> When:
    """The date as given, else as the agreement's own rule gives it."""
    on = command.in_force_on or _by_its_rule(command, on_file, case)
    if on is None:
        raise EntryDateUnknown(entry_rule=on_file.entry_rule)
    if any(each.on == on and same_word(each.asserted, command.asserted) for each in on_file.entries):
        raise InForceAlready(in_force_on=on)
    return on


def _by_its_rule(command: EnterAgreementIntoForce, on_file: Agreement, case: Case) -> When | None:
    rule = command.entry_rule if on_file.entry_rule == "not stated" else on_file.entry_rule
    match rule:
        case "not stated":
            return None
        case "stated date":
            return on_file.stated_on or command.stated_on
        case "date of reply":
            return _replied_on(on_file, case)
        case "receipt of the last notification":
            return _last_received(on_file)
        case _:
            assert_never(rule)


def _replied_on(on_file: Agreement, case: Case) -> When | None:
    reply = case.notes.get(on_file.answer_id) if on_file.answer_id else None
    exchanged = [each.on for each in on_file.steps if each.detail == "exchange of notes" and each.on]
    dated = (reply.sent_on or reply.exchanged_on or reply.received_on) if reply else None
    return dated or next(iter(exchanged), None)


def _last_received(on_file: Agreement) -> When | None:
    """When the last of two or more notifications was received; none while a signatory's is missing or undated."""
    notified = {each.party: each.on for each in on_file.steps if each.step == "consent notified"}
    received = [on for on in notified.values() if on]
    complete = len(received) == len(notified) >= 2 and set(on_file.signed_by) <= notified.keys()
    return max(received, key=lambda on: on.sort_key[::-1]) if complete else None


def _must_be_registrable(received_on: When, on_file: Agreement) -> None:
    if on_file.registered_on is not None:
        raise AgreementRegisteredAlready(registered_on=on_file.registered_on)
    in_force, received = on_file.in_force_on, received_on.last_day
    if in_force and in_force.first_day and received and received < in_force.first_day:
        raise RegisteredBeforeInForce(in_force_on=in_force)


def _must_be_of_parties(command: AgreementCommand, case: Case) -> None:
    match command:
        case EnterAgreementIntoForce() | RegisterAgreement():
            return
        case IssueFullPowers(party=party) | NotifyConsent(party=party) | NotifyTermination(party=party):
            must_take_part(case, party)
        case _:
            if not command.parties:
                raise StepWithoutParty()
            must_take_part(case, *command.parties)


def _must_be_new(command: AgreementCommand, on_file: Agreement) -> None:
    for party, step, _, detail in _steps(command):
        for each in on_file.steps:
            again = (each.party, each.step, each.detail) == (party, step, detail)
            if again and same_word(each.asserted, command.asserted):
                raise StepOnFileAlready(party=party, step=step)


def evolve(case: Case, event: AgreementEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Agreement, event.agreement_id, record)
    _describe(part, event)
    asserted = record.envelope.asserted
    for party, step, on, detail in _steps(event):
        taken = Undertaking(
            party=party, step=step, on=on or record.envelope.occurred, detail=detail, asserted=asserted
        )
        part.steps = (*part.steps, taken)
    match event:
        case AgreementEnteredIntoForce(in_force_on=on):
            best = all(outranks(asserted, each.asserted) for each in part.entries)
            part.in_force_on = on if best else part.in_force_on
            part.entries = (*part.entries, Entry(on=on, asserted=asserted))
        case AgreementRegistered(received_on=on, number=number):
            part.registered_on, part.registration_number = on, number
        case TerminationNotified(takes_effect_on=on, reason=reason):
            part.terminates_on, part.reason = on, reason
        case AgreementConstituted(note_id=note_id, answer_id=answer_id):
            part.note_id, part.answer_id = note_id or part.note_id, answer_id or part.answer_id
        case _:
            pass
    _bind(part, event)
    _advance(part, _reached(event), record)


def _describe(part: Agreement, event: AgreementEvent) -> None:
    part.title = part.title or event.title
    part.kind = event.kind if part.kind == "other" else part.kind
    part.entry_rule = event.entry_rule if part.entry_rule == "not stated" else part.entry_rule
    part.stated_on = part.stated_on or event.stated_on


Said = tuple[PartyCode, StepName, When | None, str]
"""A party, its step, when, and the particulars."""


def _steps(said: AgreementCommand | AgreementEvent) -> Iterator[Said]:
    """What each party did, as a command or the event that follows from it tells."""
    match said:
        case (IssueFullPowers() | FullPowersIssued()) as powers:
            yield powers.party, "full powers issued", None, f"{powers.holder}, for {powers.purpose}"
        case (InitialText() | TextInitialled()) as initialled:
            yield from ((each, "initialled", initialled.initialled_on, "") for each in initialled.parties)
        case (SignText() | TextSigned()) as signed:
            step: StepName = "signed ad referendum" if signed.ad_referendum else "signed"
            yield from ((each, step, signed.signed_on, "") for each in signed.parties)
        case (ConstituteAgreement() | AgreementConstituted()) as pair:
            for each in pair.parties:
                yield each, "consent notified", pair.exchanged_on, "exchange of notes"
        case (NotifyConsent() | ConsentNotified()) as consent:
            yield consent.party, "consent notified", consent.received_on, consent.means
        case (ApplyProvisionally() | ProvisionallyApplied()) as applied:
            yield from ((each, "provisionally applied", applied.applied_from, "") for each in applied.parties)
        case (NotifyTermination() | TerminationNotified()) as ended:
            yield ended.party, "termination notified", None, ended.reason
        case _:
            return


def _bind(part: Agreement, event: AgreementEvent) -> None:
    match event:
        case TextSigned(parties=parties, ad_referendum=False):
            part.signed_by = tuple(dict.fromkeys((*part.signed_by, *parties)))
        case AgreementConstituted(parties=parties):
            part.consented_by = tuple(dict.fromkeys((*part.consented_by, *parties)))
        case ConsentNotified(party=party):
            part.consented_by = tuple(dict.fromkeys((*part.consented_by, party)))
        case _:
            pass


def _reached(event: AgreementEvent) -> AgreementStatus:
    match event:
        case FullPowersIssued():
            return "in preparation"
        case TextInitialled():
            return "initialled"
        case TextSigned(ad_referendum=ad_referendum):
            return "signed ad referendum" if ad_referendum else "signed"
        case AgreementConstituted() | ConsentNotified():
            return "consent notified"
        case ProvisionallyApplied():
            return "provisionally applied"
        case AgreementEnteredIntoForce() | AgreementRegistered():
            return "in force"
        case TerminationNotified():
            return "termination notified"
        case _:
            assert_never(event)


def _advance(part: Agreement, status: AgreementStatus, record: Recorded) -> None:
    """Take the status a step on, never back; the first word that carries it that far is the one it rests on."""
    order = get_args(AgreementStatus)
    if part.status_asserted is None or order.index(status) > order.index(part.status):
        part.status, part.status_asserted = status, record.envelope.asserted
