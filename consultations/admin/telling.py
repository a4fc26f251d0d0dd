"""What stands on the file, told in words: times, claims with whose word they rest on, places, delegations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, assert_never
from uuid import UUID

from consultations.access.filter import OTHER_FILE
from consultations.admin.parts import TOPICS
from consultations.domain.parts.accounts import Account
from consultations.domain.parts.actions import Completion, Progress
from consultations.domain.parts.agenda import Answer, Placement, Priority, Resolution, Roadmap
from consultations.domain.parts.agreements import Entry, Undertaking
from consultations.domain.parts.assurances import AllegedBreach
from consultations.domain.parts.mandate import Amendment, RedLine
from consultations.domain.parts.measures import Category, Effect, EffectAccount
from consultations.domain.parts.milestones import DateGiven, Term, ViewHeld
from consultations.domain.parts.nominations import StepTold
from consultations.domain.parts.outcomes import Declaration
from consultations.domain.parts.part import Part
from consultations.domain.parts.premises import Dealing
from consultations.domain.parts.reciprocity import AnsweredCause
from consultations.domain.parts.rounds import Agenda, DateIndication, VenueIndication
from consultations.domain.periods import Suspension
from consultations.domain.texts import CODES
from consultations.domain.values import (
    Asserted,
    Delegate,
    Delegation,
    Participant,
    Place,
    Stance,
    VenueRule,
    Wording,
)
from consultations.domain.when import When, on
from consultations.projections import words
from consultations.projections.sentences.milestones import term_text

HOLDS_PARTIES = CODES | {
    "agreed_by",
    "confirmed_by",
    "consented_by",
    "contested_by",
    "disputed_by",
    "invoked_by",
    "reached_by",
    "raised_by",
    "reported_by",
    "signed_by",
}
"""Fields whose text is the code of a party."""
BESIDE = frozenset(
    {"case_id", "version", "status", "status_asserted", "date_asserted", "title", "subject", "ordinal"}
    | {
        "register_id",
        "serial",
        "registered",
        "speaker",
        "texts",
        "wordings",
        "last_activity",
        "preferred",
        "stances",
        "nature",
    }
)
"""Fields of a part that are shown elsewhere than in its list of facts."""
TERMS = {
    "on": "Date",
    "other_case_id": "Other file",
    "dates": "Dates indicated",
    "venues": "Venue",
    "from_party": "From",
    "to_party": "To",
    "number": "Number",
    "their_number": "Addressee's number",
    "clearances": "Clearance",
    "reply_rule": "Why the reply is due then",
    "answer_id": "Answered by",
    "exchanged_with": "Exchanged with",
    "awaiting": "Still to confirm or act",
    "initiative_of": "On whose initiative",
    "due_on": "Due",
    "due_reason": "Why the due date moved",
    "stood_as": "Stood before as",
    "round_id": "Round",
    "person_id": "Person",
    "interim_on": "Interim reply",
    "reply_due": "Reply due",
    "kind": "Kind",
    "form": "Form",
    "declarations": "Said of reversibility",
    "party": "Party",
    "accounts": "As told by each side",
    "note_id": "Notified by",
    "causes": "In answer to",
    "dealings": "What was done about it",
    "obliged": "Who is to act",
    "sending": "Sent by",
    "receiving": "Sent to",
    "announced_on": "Nomination announced",
    "true_copies_on": "True copies presented",
    "credentials_on": "Credentials presented",
    "took_up_on": "Took up functions",
    "grants": "Said of the grant",
    "rests_on_reversed": "Rests on what was reversed",
    "course": "Said of the other steps",
    "charge": "Chargé d'affaires",
    "placements": "On the agenda of",
    "agendas": "Agenda",
    "completions": "Said of completion",
    "suspended_since": "Clock stands still since",
    "suspensions": "Clock stood still",
    "breaches": "Breach alleged",
    "irritant_ids": "About",
    "counter_id": "Counter-proposal",
    "paper_id": "Paper left",
    "made_at": "Made at",
    "kept_as": "Where its text is",
    "dated": "Date it bears",
    "content_level": "Level of its content",
    "size": "Size in bytes",
    "digest": "SHA-256",
    "plan_code": "Place in the file plan",
    "rule": "Kept by the rule",
    "until": "Kept until",
    "after": "Then",
    "holds": "Holds that stand",
}
"""What a field is called where its own name would not do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Names(words.Names):
    """How parties and persons are called, and beside them sources and the parts of the file at hand."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """By id."""
    on_page: Mapping[str, str] = field(default_factory=dict)
    """What the parts on the page are called, by the id that is also their anchor."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing known of a part: what it is called, and what is known, item by item."""

    term: str
    told: tuple[str, ...]
    link: str = ""
    """The part it speaks of, as an anchor on the page."""
    file: str = ""
    """The other file it speaks of, by its id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One wording as shown beside the others."""

    whose: str
    language: str
    text: str
    translation: bool


def when(moment: When | None) -> str:
    """A time in its own words, what they were taken to mean, and when it will be looked at again."""
    if moment is None:
        return ""
    meant = words.date_text(replace(moment, phrase="")) if moment.phrase and not _is_wordless(moment) else ""
    review = f"; to be looked at again on {words.date_text(on(moment.review_on))}" if moment.review_on else ""
    return f"{words.date_text(moment)}{f' ({meant})' if meant else ''}{review}"


def _is_wordless(moment: When) -> bool:
    return moment.first is None and moment.last is None


def according_to(asserted: Asserted | None, names: Names) -> str:
    """Whose word something rests on: "according to Russia"; empty for the ministry's own record."""
    if asserted is None or asserted.standing == "own record" or not asserted.sides:
        return ""
    return f"according to {names.listed(asserted.sides)}"


def source_of(asserted: Asserted | None, names: Names) -> str:
    """Where the knowledge comes from: the source, the place in it, the date it bears."""
    if asserted is None:
        return ""
    named = names.sources.get(str(asserted.source_id), "") if asserted.source_id else ""
    dated = when(asserted.on)
    parts = (named or asserted.capacity, asserted.locator, dated)
    return ", ".join(each for each in parts if each) or asserted.standing


def status_of(part: Any, names: Names) -> str:
    """A part's status, with the name of the side whose word it rests on."""
    whose = according_to(part.status_asserted, names)
    return f"{part.status}, {whose}" if whose else str(part.status)


def facts_of(part: Part, names: Names) -> list[Fact]:
    """What is known of a part, in the order of its fields; what is not known is left out."""
    own_id = next((each.name for each in fields(part) if each.name in TOPICS), "")
    held = {
        each.name: getattr(part, each.name) for each in fields(part) if each.name not in BESIDE | {own_id}
    }
    told = [fact_of(name, value, names, part.stances) for name, value in held.items()]
    shown = {
        each.event_id for value in held.values() for each in _several(value) if isinstance(each, Account)
    }
    others = [_answered(each, names) for each in part.stances if each.event_id not in shown]
    return [fact for fact in (*told, Fact(term="Said of what is claimed", told=tuple(others))) if fact.told]


def fact_of(name: str, value: Any, names: Names, stances: Iterable[Stance] = ()) -> Fact:
    """One field of a part as a fact; what was said of a claim stands with the claim."""
    if name in HOLDS_PARTIES:
        told = [names.listed(each for each in _several(value) if each)]
    else:
        told = [_with_answers(tell(each, names), each, names, stances) for each in _several(value)]
    link = str(value) if str(value) in names.on_page else ""
    file = str(value) if name == OTHER_FILE else ""
    return Fact(term=term(name), told=tuple(each for each in told if each), link=link, file=file)


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _with_answers(told: str, claim: Any, names: Names, stances: Iterable[Stance]) -> str:
    said = [each for each in stances if isinstance(claim, Account) and each.event_id == claim.event_id]
    return "; ".join((told, *(_sourced(_stance(each), each.asserted, names) for each in said)))


def _answered(stance: Stance, names: Names) -> str:
    claim = words.event_name(stance.type)
    return _sourced(f"“{claim}” {_stance(stance)}", stance.asserted, names)


def _stance(stance: Stance) -> str:
    said = "held true before other claims" if stance.stance == "preferred" else stance.stance
    return f"{said}: {stance.reason}" if stance.reason else said


def term(name: str) -> str:
    """What people call a field."""
    return TERMS.get(name) or name.removesuffix("_id").replace("_", " ").capitalize()


def tell(value: Any, names: Names) -> str:
    """Any value of the domain in words."""
    match value:
        case None | "" | False:
            return ""
        case True:
            return "yes"
        case When():
            return when(value)
        case DateIndication() | VenueIndication() | StepTold() | Account():
            return _stated(value, names)
        case Progress() | Completion() | AllegedBreach():
            return _claimed(_reported(value, names), value.asserted, names)
        case Placement() | Priority() | Roadmap() | Resolution() | Answer() | Agenda():
            return _claimed(_on_the_table(value, names), value.asserted, names)
        case Declaration(party=party, reversibility=reversibility):
            return f"{names.party(party)}: {reversibility}"
        case Term() | DateGiven() | ViewHeld() | Undertaking() | Entry() | Amendment() | RedLine():
            return _undertaken(value, names)
        case Effect() | EffectAccount() | AnsweredCause() | Dealing():
            return _measured(value, names)
        case Asserted():
            return _claimed(source_of(value, names), value, names)
        case Delegation(party=party, members=members):
            return f"{names.party(party)}: {'; '.join(_delegate(each, names) for each in members)}"
        case Delegate():
            return _delegate(value, names)
        case Participant(code=code, role=role):
            return names.party(code) if role == "party" else f"{names.party(code)} ({role})"
        case Place():
            return _place(value, names)
        case VenueRule(rule=rule, country=country, words=words, on=agreed_on):
            where = names.party(country) if country else ""
            told_of_it = ", ".join(each for each in (rule, where, words, when(agreed_on)) if each)
            return _claimed(told_of_it, value.asserted, names)
        case Wording(text=text):
            return text
        case _:
            return _plain(value, names)


def _stated(value: DateIndication | VenueIndication | StepTold | Account, names: Names) -> str:
    """What was said of when or where something is to be, or was done."""
    match value:
        case DateIndication():
            return _claimed(when(value.on), value.asserted, names)
        case VenueIndication():
            return _venue(value, names)
        case StepTold(step=step):
            return _sourced(", ".join(each for each in (step, when(value.on)) if each), value.asserted, names)
        case Account():
            return _sourced(when(value.on) or "no day named", value.asserted, names)


def _reported(value: Progress | Completion | AllegedBreach, names: Names) -> str:
    """What was said of how something is carried out."""
    match value:
        case Progress(text=text):
            return f"{when(value.on)}: {text}"
        case Completion(word=word, parties=parties, reason=reason):
            return _listed(f"{when(value.on)}: {word} by {names.listed(parties)}", reason)
        case AllegedBreach(party=party, against=against, reason=reason):
            said = f"by {names.party(party)} of {names.party(against)}"
            return _listed(said, when(value.on), reason)
        case _:
            assert_never(value)


def _measured(value: Effect | EffectAccount | AnsweredCause | Dealing, names: Names) -> str:
    match value:
        case Effect():
            return _effect(value, names)
        case EffectAccount(status=status, on=moment, reason=reason):
            said = "; ".join(each for each in (status, when(moment), reason) if each)
            return _claimed(said, value.asserted, names)
        case AnsweredCause(cause=cause, days=days):
            later = f"{days} days later" if days is not None else ""
            return "; ".join(each for each in (cause.text, when(cause.on), later) if each)
        case Dealing(status=status, party=party, on=moment, reason=reason):
            told = "; ".join(
                each for each in (f"{status}: {names.party(party)}", when(moment), reason) if each
            )
            return _claimed(told, value.asserted, names)
        case _:
            assert_never(value)


Undertaken = Term | DateGiven | ViewHeld | Undertaking | Entry | Amendment | RedLine


def _undertaken(value: Undertaken, names: Names) -> str:
    """What a milestone, an agreement or a mandate consists of."""
    match value:
        case Term():
            return term_text(value)
        case DateGiven():
            return _date_given(value, names)
        case ViewHeld():
            return _claimed(_listed(f"{value.view}", when(value.on), value.reason), value.asserted, names)
        case Undertaking():
            told = _listed(f"{names.party(value.party)}: {value.step}", when(value.on), value.detail)
            return _claimed(told, value.asserted, names)
        case Entry():
            return _claimed(when(value.on), value.asserted, names)
        case Amendment():
            return _claimed(f"{when(value.on)}: {value.change}", value.asserted, names)
        case RedLine(text=text):
            return text
        case _:
            assert_never(value)


def texts_of(part: Any, names: Names) -> list[Text]:
    """The wordings of a part, to be set side by side."""
    wordings = getattr(part, "texts", ()) or getattr(part, "wordings", ())
    return [
        Text(
            whose=names.listed(each.parties) or "text",
            language=each.language,
            text=each.text,
            translation=each.translation,
        )
        for each in wordings
    ]


def _on_the_table(value: Placement | Priority | Roadmap | Resolution | Answer | Agenda, names: Names) -> str:
    match value:
        case Placement(round_id=round_id):
            return tell(round_id, names) or "the consultations"
        case Priority(party=party, priority=priority, wording=wording):
            told: tuple[Any, ...] = (f"{names.party(party)}: {priority}", wording)
        case Agenda(items=items):
            told = ("; ".join(items),)
        case Roadmap(wording=wording, until=until, proposal_id=proposal_id):
            told = (wording, until, proposal_id)
        case Resolution(extent=extent, terms=terms):
            told = (extent, terms)
        case Answer(party=party, answer=answer, wording=wording, counter_id=counter_id):
            told = (f"{names.party(party)}: {answer}", wording, counter_id)
        case _:
            assert_never(value)
    return ", ".join(said for each in told if (said := tell(each, names)))


def _plain(value: Any, names: Names) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M UTC")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Suspension):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        told = (tell(getattr(value, each.name), names) for each in fields(value))
        return ", ".join(each for each in told if each)
    known = str(value)
    return names.on_page.get(known) or (_named(value, names) if isinstance(value, UUID) else "") or known


def _named(value: UUID, names: Names) -> str:
    return names.persons.get(value) or names.properties.get(value) or names.files.get(value) or ""


def _date_given(given: DateGiven, names: Names) -> str:
    until = " or ".join(each for each in (when(given.due_on), term_text(given.term), given.condition) if each)
    return _claimed(_listed(f"{given.how}: {until}", given.reason), given.asserted, names)


def _listed(*told: str) -> str:
    return "; ".join(each for each in told if each)


def _claimed(told: str, asserted: Asserted | None, names: Names) -> str:
    whose = according_to(asserted, names)
    return f"{told}, {whose}" if whose else told


def _sourced(told: str, asserted: Asserted, names: Names) -> str:
    """What is claimed, by whom and on which source; the ministry's own record needs none."""
    if asserted.standing == "own record":
        return told
    source = source_of(asserted, names)
    voice = f"{asserted.capacity}; " if asserted.capacity and asserted.capacity not in source else ""
    return f"{_claimed(told, asserted, names)} ({voice}{source})"


def _place(place: Place, names: Names) -> str:
    country = names.party(place.country) if place.country else ""
    return ", ".join(each for each in (place.city, place.premises, country) if each)


def _venue(venue: VenueIndication, names: Names) -> str:
    rests_on = names.on_page.get(str(venue.rests_on), "") if venue.rests_on else ""
    resting = f"; rests on “{rests_on}”" if rests_on else ""
    settled = " (confirmed)" if venue.confirmed else ""
    return f"{_claimed(_place(venue.place, names) + settled, venue.asserted, names)}{resting}"


def _effect(effect: Effect, names: Names) -> str:
    declared, ceiling = effect.declared, effect.ceiling
    told = [effect.text]
    if effect.property_id:
        told.append(names.property(effect.property_id))
    if declared:
        told.append(f"{declared.number} persons declared {declared.standing}")
        told.extend(names.person(each.person_id) for each in declared.persons)
        told.extend(_category(each) for each in declared.categories)
        told.append(f"{declared.period} notice" if declared.period else "")
    told.append(f"ceiling of {ceiling}" if ceiling is not None else "")
    told.append(when(effect.took_effect_on or effect.takes_effect))
    return _claimed(
        f"{', '.join(each for each in told if each)}: {effect.status}", effect.status_asserted, names
    )


def _category(category: Category) -> str:
    return f"{category.number} {category.text}"


def _delegate(delegate: Delegate, names: Names) -> str:
    head = " (head)" if delegate.head else ""
    return f"{names.person(delegate.person_id)}{head}, {delegate.title}".rstrip(", ")
