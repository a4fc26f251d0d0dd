"""Deadlines: the rules as data, and what each makes of a part of the file; never counted down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, assert_never
from uuid import UUID, uuid5

from consultations.domain.bounds import ImpossibleTime, instant
from consultations.domain.calendars import AnyCalendar, Calendar, UnknownCountry
from consultations.domain.counting import count, put_off
from consultations.domain.due import Due, earlier, not_later_than
from consultations.domain.message import Recorded
from consultations.domain.parts.actions import Action
from consultations.domain.parts.agreements import Agreement
from consultations.domain.parts.custody import Custody
from consultations.domain.parts.mandate import Mandate
from consultations.domain.parts.measures import Effect, Measure
from consultations.domain.parts.milestones import Milestone, held
from consultations.domain.parts.nominations import Nomination
from consultations.domain.parts.notes import CALLS_FOR_REPLY, ENDED, PREPARING, Note
from consultations.domain.parts.part import Part, activity
from consultations.domain.parts.rounds import Round
from consultations.domain.periods import Period, Suspension
from consultations.domain.values import PartyCode
from consultations.domain.when import When, on

PartKind = Literal[
    "mandate", "round", "note", "agreement", "action", "milestone", "nomination", "effect", "custody"
]
"""What a rule is about; of an effect it is read off its measure, which then has that one alone."""
RuleName = Literal[
    "reply to a note",
    "record of discussion",
    "due date of an action",
    "no-activity review",
    "round without a day",
    "answer to a request for agrément, after 30 days",
    "answer to a request for agrément, after 60 days",
    "expiry of a mandate",
    "registration of an agreement",
    "date of a milestone",
    "departure of persons declared",
    "effect of a measure",
    "end of retention",
]
DeadlineStatus = Literal["open", "met", "withdrawn", "suspended", "dormant"]
"""Dormant: the rule has nothing to count from, or another rule has taken its place."""
RungName = Literal[
    "chaser",
    "before",
    "on the day",
    "overdue",
    "escalation",
    "review",
    "silence for 30 days",
    "silence for 60 days",
    "14 days before",
    "3 days before",
]
Reading = Literal["ahead", "due", "overdue", "review due"]
"""How an open deadline stands at an instant; read when it is asked for, never kept."""
DAY_BEGINS = time(8)
"""When a reminder falls due, by the clock of the deadline's zone: nobody is written to at midnight."""


THAT_DAY = Period(amount=0, unit="calendar days")
THE_DAY_AFTER = Period(amount=1, unit="calendar days")


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """The ministry that keeps the register: its own side, and the zone its days end in (IANA)."""

    side: PartyCode
    zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One rung of a rule's ladder, as a rule has it: so long before or after a day."""

    rung: RungName
    of: Literal["trigger", "half", "earliest", "latest"]
    period: Period = THAT_DAY


@dataclass(frozen=True, kw_only=True, slots=True)
class Rung:
    """One rung of a deadline's ladder: the instant (UTC) at which a reminder falls due."""

    rung: RungName
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What a rule reads off a part."""

    status: DeadlineStatus
    subject: str = ""
    ordinal: int | None = None
    parties: tuple[PartyCode, ...] = ()
    officers: tuple[str, ...] = ()
    trigger: When | None = None
    set_for: When | None = None
    """A date that somebody set; nothing is counted then, unless a text sets a period beside it."""
    period: Period | None = None
    """The period that a text sets, instead of the rule's own; of it and a date that was set, whichever is earlier."""
    suspensions: tuple[Suspension, ...] = ()
    """The days for which the clock stood still since that date was set: it falls so much later."""
    review_on: str | None = None
    """A day that an officer chose, YYYY-MM-DD."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule: what it is read off, how long it gives, whose working days count, and when to remind."""

    name: RuleName
    about: PartKind
    basis: str
    reads: Callable[[Any, When | None], Facts]
    ladder: tuple[Step, ...]
    period: Period
    of_addressee: bool = False
    """Counted in the working days of the addressee, not in ours."""


@dataclass(kw_only=True, slots=True)
class Deadline:
    """What one rule makes of one part; one row for each."""

    case_id: UUID
    version: int = 0
    """Version of the file at the last event that changed the part."""
    last_activity: When | None = None
    """When the last thing happened to the part, as far as that is known."""
    deadline_id: UUID
    part_id: UUID
    part_kind: PartKind
    rule: RuleName
    status: DeadlineStatus
    subject: str = ""
    ordinal: int | None = None
    """Number of the round, where it is about one."""
    parties: tuple[PartyCode, ...] = ()
    """Those who are to act; none: the own side."""
    officers: tuple[str, ...] = ()
    """Officers named for this part; none: those in charge of the file."""
    trigger: When | None = None
    earliest: str | None = None
    """The earliest due date as shown, YYYY-MM-DD or YYYY-MM-DDTHH:MM, in the zone; reminders go by it."""
    latest: str | None = None
    """The latest; it is overdue only after this one, and never where there is none."""
    zone: str = "UTC"
    due_earliest: datetime | None = None
    """The instant (UTC) at which the earliest due date runs out."""
    due_latest: datetime | None = None
    """The instant (UTC) from which it is overdue."""
    explanation: str = ""
    basis: str = ""
    calendar_version: str = ""
    ladder: tuple[Rung, ...] = ()
    first_at: datetime | None = None
    """The first rung, so that what cannot be due yet is passed over quickly."""
    since: When | None = None
    """What a review counts from."""
    part: dict[str, Any]
    """The part as folded so far: the facts, kept so that the next event can be folded in."""


def deadline_id(case_id: UUID, part_id: UUID, rule: Rule) -> UUID:
    """The id of what a rule makes of a part: always the same."""
    return uuid5(case_id, f"{part_id} {rule.name}")


def counted_from(before: Part | None, was: When | None, after: Part, record: Recorded) -> When | None:
    """What a review of a part counts from once an event is folded in.

    For an action the last thing that happened to it, in whatever order things were recorded; for a round the
    last indication of when it will be; for a note its first mention.
    """
    happened = activity(record)
    match after:
        case Action():
            return max(was, happened, key=lambda when: when.sort_key) if was else happened
        case Round():
            same = isinstance(before, Round) and _indication(before) == _indication(after)
            return was if was and same else happened
        case _:
            return was or happened


def _indication(part: Round) -> tuple[object, ...]:
    return part.on, part.dates, part.status


def deadline(
    rule: Rule, part_id: UUID, part: Part, since: When | None, house: House, kept: dict[str, Any]
) -> Deadline:
    """What a rule makes of a part as it stands. Never fails: a date beyond the calendar is an open one."""
    facts = rule.reads(part, since)
    calendar = _calendar(facts.parties[0] if rule.of_addressee and facts.parties else house.side)
    due = _due(rule, facts, calendar, house)
    zone = due.zone or house.zone
    rungs = tuple(_ladder(rule, facts, due, house)) if facts.status in ("open", "suspended") else ()
    return Deadline(
        case_id=part.case_id,
        version=part.version,
        last_activity=part.last_activity,
        deadline_id=deadline_id(part.case_id, part_id, rule),
        part_id=part_id,
        part_kind=rule.about,
        rule=rule.name,
        status=facts.status,
        subject=facts.subject,
        ordinal=facts.ordinal,
        parties=facts.parties,
        officers=facts.officers,
        trigger=facts.trigger,
        earliest=due.earliest,
        latest=due.latest,
        zone=zone,
        due_earliest=due.earliest_end(zone),
        due_latest=due.latest_end(zone),
        explanation=due.explanation,
        basis=rule.basis,
        calendar_version=due.calendar_version,
        ladder=rungs,
        first_at=min((each.at for each in rungs), default=None),
        since=since,
        part=kept,
    )


def _calendar(party: PartyCode) -> AnyCalendar:
    try:
        return Calendar(country=party)
    except UnknownCountry:
        return Calendar()


OPEN = Due(earliest=None, latest=None, zone=None, explanation="")


def _due(rule: Rule, facts: Facts, calendar: AnyCalendar, house: House) -> Due:
    if facts.status == "dormant":
        return OPEN
    if facts.review_on:
        chosen = f"an officer chose to look at it again on {facts.review_on}"
        return Due(earliest=facts.review_on, latest=facts.review_on, zone=None, explanation=chosen)
    if facts.set_for and facts.period:
        counted = _due(rule, replace(facts, set_for=None), calendar, house)
        return earlier(counted, not_later_than(facts.set_for), default_zone=house.zone)
    if facts.set_for:
        said = "; ".join(filter(None, (f"date set: {_told(facts.set_for)}", facts.reason)))
        return _put_off(replace(not_later_than(facts.set_for), explanation=said), facts.suspensions)
    if facts.trigger is None:
        return OPEN
    try:
        return count(facts.period or _by(rule, house), facts.trigger, calendar)
    except ImpossibleTime as beyond:
        return replace(OPEN, explanation=str(beyond))


def _put_off(due: Due, suspensions: tuple[Suspension, ...]) -> Due:
    try:
        return put_off(due, suspensions)
    except ImpossibleTime as beyond:
        return replace(OPEN, explanation=str(beyond))


def _told(when: When) -> str:
    return f'"{when.phrase}" ({when.meaning})' if when.phrase else when.meaning


def _by(rule: Rule, house: House) -> Period:
    """What we set ourselves ends with our own day; what another is given, with the day it was given in."""
    return rule.period if rule.of_addressee else replace(rule.period, zone=house.zone)


def _ladder(rule: Rule, facts: Facts, due: Due, house: House) -> Iterator[Rung]:
    for step in rule.ladder:
        at = _at(step, rule, facts, due, house)
        if at is not None:
            yield Rung(rung=step.rung, at=at)


def _at(step: Step, rule: Rule, facts: Facts, due: Due, house: House) -> datetime | None:
    if step.rung == "overdue" and due.latest and "T" in due.latest:
        return due.latest_end(house.zone)
    try:
        start = _start(step, rule, facts, due)
        reached = start and count(step.period, on(start.isoformat()), _calendar(house.side)).earliest_day
    except (ImpossibleTime, OverflowError):
        return None
    return instant(datetime.combine(reached, DAY_BEGINS), due.zone or house.zone) if reached else None


def _start(step: Step, rule: Rule, facts: Facts, due: Due) -> date | None:
    match step.of:
        case "trigger":
            return facts.trigger.first_day if facts.trigger else None
        case "half":
            return _half(rule, facts, due)
        case "earliest":
            return due.earliest_day
        case "latest":
            return due.latest_day
        case _:
            assert_never(step.of)


def _half(rule: Rule, facts: Facts, due: Due) -> date | None:
    """Half way: in the working days that were counted, or between the days where the date was set."""
    begun = facts.trigger and facts.trigger.first_day
    if not begun or not due.earliest_day:
        return None
    if facts.set_for:
        return begun + max(timedelta(), due.earliest_day - begun) // 2
    half = replace(rule.period, amount=rule.period.amount // 2)
    addressee = _calendar(facts.parties[0]) if facts.parties else Calendar()
    return count(half, on(begun.isoformat()), addressee).earliest_day


def _reply(note: Note, since: When | None) -> Facts:
    status: DeadlineStatus = "open"
    if note.status in ("answered", "exchanged"):
        status = "met"
    elif note.status in ENDED:
        status = "withdrawn"
    elif note.status in PREPARING or (
        note.reply_due is None and (note.in_reply_to or note.form not in CALLS_FOR_REPLY)
    ):
        status = "dormant"
    return Facts(
        status=status,
        subject=" – ".join(filter(None, (note.number, note.subject))),
        parties=(note.to_party,) if note.to_party else (),
        officers=(note.officer,) if note.officer else (),
        trigger=note.received_on or note.delivered_on or note.sent_on or since,
        set_for=note.reply_due,
        reason=note.reply_rule,
    )


def _record(held: Round, since: When | None) -> Facts:
    status: DeadlineStatus = "dormant"
    if held.status == "held":
        status = "open"
    elif held.status == "recorded":
        status = "met"
    return Facts(status=status, ordinal=held.ordinal, trigger=held.on)


def _without_a_day(expected: Round, since: When | None) -> Facts:
    status: DeadlineStatus = "open"
    if expected.status == "cancelled":
        status = "withdrawn"
    elif expected.status not in ("proposed", "tentative", "postponed") or (
        expected.on is not None and expected.on.is_exact_day
    ):
        status = "met" if expected.dates else "dormant"
    return Facts(
        status=status,
        subject=str(expected.on or ""),
        ordinal=expected.ordinal,
        trigger=since,
        review_on=expected.on.review_on if expected.on else None,
    )


def _clock(action: Action) -> DeadlineStatus:
    if action.status in ("done", "confirmed"):
        return "met"
    if action.status == "abandoned":
        return "withdrawn"
    return "suspended" if action.status == "awaiting a party" else "open"


def _dated(action: Action) -> bool:
    return action.due_on is not None and action.due_on.last is not None


def _due_date(action: Action, since: When | None) -> Facts:
    return Facts(
        status=_clock(action) if _dated(action) else "dormant",
        subject=action.title,
        parties=action.obliged,
        officers=(action.officer,) if action.officer else (),
        trigger=since,
        set_for=action.due_on,
        suspensions=action.suspensions,
        reason=action.due_reason,
    )


def _no_activity(action: Action, since: When | None) -> Facts:
    return Facts(
        status="dormant" if _dated(action) else _clock(action),
        subject=action.title,
        parties=action.obliged,
        officers=(action.officer,) if action.officer else (),
        trigger=since,
        review_on=action.due_on.review_on if action.due_on else None,
    )


def _agrement(nomination: Nomination, since: When | None) -> Facts:
    """Silence has no end of its own: it never becomes a refusal, and is looked at again."""
    status: DeadlineStatus = "open"
    if nomination.status == "withdrawn":
        status = "withdrawn"
    elif nomination.status not in ("nominated", "sounded", "requested"):
        status = "met"
    elif nomination.status != "requested":
        status = "dormant"
    return Facts(
        status=status,
        subject=nomination.post,
        parties=(nomination.receiving,) if nomination.receiving else (),
        trigger=nomination.requested_on or since,
    )


def _silence(days: int, name: RuleName) -> Rule:
    return Rule(
        name=name,
        about="nomination",
        basis="practice, usually two to three weeks; VCDR 4 sets no time-limit",
        reads=_agrement,
        period=Period(amount=days, unit="calendar days"),
        ladder=(Step(rung="review", of="earliest"),),
    )


def _expiry(mandate: Mandate, since: When | None) -> Facts:
    status: DeadlineStatus = "open" if mandate.expires_on and mandate.expires_on.last else "dormant"
    if mandate.status == "discharged":
        status = "met"
    elif mandate.status == "withdrawn":
        status = "withdrawn"
    return Facts(
        status=status,
        subject=mandate.title,
        officers=(mandate.officer,) if mandate.officer else (),
        set_for=mandate.expires_on,
    )


def _registration(agreement: Agreement, since: When | None) -> Facts:
    status: DeadlineStatus = "open" if agreement.in_force_on else "dormant"
    if agreement.registered_on:
        status = "met"
    return Facts(status=status, subject=agreement.title, trigger=agreement.in_force_on)


def _reaching(milestone: Milestone, since: When | None) -> Facts:
    """Met on any side's word that it was reached: what the others hold does not make anybody late."""
    term = milestone.term
    status: DeadlineStatus = "open" if milestone.due_on or term else "dormant"
    if any(each.view == "reached" for each in held(milestone).values()):
        status = "met"
    elif milestone.status == "dropped":
        status = "withdrawn"
    return Facts(
        status=status,
        subject=milestone.title,
        trigger=term.trigger if term else None,
        period=Period(amount=term.amount, unit=term.unit) if term else None,
        set_for=milestone.due_on,
        review_on=milestone.due_on.review_on if milestone.due_on and not milestone.due_on.last else None,
        reason=milestone.extension_reason,
    )


DAYS_BEFORE_14 = Period(amount=-14, unit="calendar days")
DAYS_BEFORE_3 = Period(amount=-3, unit="calendar days")


def _effect_clock(effect: Effect) -> DeadlineStatus:
    if effect.status == "announced":
        return "open"
    return "withdrawn" if effect.status == "lifted" else "met"


def _effect(measure: Measure, since: When | None) -> Facts:
    effect = next(iter(measure.effects), None)
    if effect is None or effect.declared or not (effect.takes_effect and effect.takes_effect.last):
        return Facts(status="dormant")
    ceiling = "" if effect.ceiling is None else str(effect.ceiling)
    return Facts(
        status=_effect_clock(effect),
        subject=" – ".join(filter(None, (measure.title, effect.text, ceiling))),
        parties=(measure.against,) if measure.against else (),
        trigger=since,
        set_for=effect.takes_effect,
    )


def _departure(measure: Measure, since: When | None) -> Facts:
    effect = next(iter(measure.effects), None)
    if effect is None or effect.declared is None or not (effect.takes_effect or effect.declared.period):
        return Facts(status="dormant")
    return Facts(
        status=_effect_clock(effect),
        subject=" – ".join(filter(None, (measure.title, str(effect.declared.number or "")))),
        parties=(measure.against,) if measure.against else (),
        trigger=effect.declared.notified_on or measure.dated or since,
        period=None if effect.takes_effect else effect.declared.period,
        set_for=effect.takes_effect,
    )


def _retention(kept: Custody, since: When | None) -> Facts:
    """Nothing is destroyed by the passing of a day: it is looked at again, and a hold suspends that."""
    known = kept.until and (kept.until.last or kept.until.review_on)
    status: DeadlineStatus = "open" if known else "dormant"
    if kept.status in ("disposal authorised", "in the archive"):
        status = "met"
    elif kept.holds and known:
        status = "suspended"
    until = kept.until
    return Facts(
        status=status,
        subject=" – ".join(filter(None, (kept.plan_code, kept.rule))),
        set_for=until,
        review_on=until.review_on if until and not until.last else None,
    )


TO_THE_HOUR = (
    Step(rung="before", of="earliest", period=Period(amount=-1, unit="calendar days")),
    Step(rung="on the day", of="earliest"),
    Step(rung="overdue", of="latest", period=THE_DAY_AFTER),
)
"""Days before and on which people are told; it is overdue at the hour itself, where there is one."""

RULES: tuple[Rule, ...] = (
    Rule(
        name="reply to a note",
        about="note",
        basis="house default, no law",
        reads=_reply,
        period=Period(amount=10, unit="working days"),
        of_addressee=True,
        ladder=(
            Step(rung="chaser", of="half"),
            Step(rung="overdue", of="latest", period=THE_DAY_AFTER),
            Step(rung="silence for 30 days", of="trigger", period=Period(amount=30, unit="calendar days")),
            Step(rung="silence for 60 days", of="trigger", period=Period(amount=60, unit="calendar days")),
        ),
    ),
    Rule(
        name="record of discussion",
        about="round",
        basis="house default",
        reads=_record,
        period=Period(amount=2, unit="working days"),
        ladder=(
            Step(rung="on the day", of="earliest"),
            Step(rung="overdue", of="latest", period=THE_DAY_AFTER),
            Step(rung="escalation", of="latest", period=Period(amount=5, unit="working days")),
        ),
    ),
    Rule(
        name="round without a day",
        about="round",
        basis="house default",
        reads=_without_a_day,
        period=Period(amount=4, unit="weeks"),
        ladder=(Step(rung="review", of="earliest"),),
    ),
    Rule(
        name="due date of an action",
        about="action",
        basis="as agreed or set",
        reads=_due_date,
        period=THAT_DAY,
        ladder=(
            Step(rung="before", of="earliest", period=Period(amount=-3, unit="working days")),
            Step(rung="on the day", of="earliest"),
            Step(rung="overdue", of="latest", period=THE_DAY_AFTER),
            Step(rung="escalation", of="latest", period=Period(amount=5, unit="working days")),
        ),
    ),
    Rule(
        name="no-activity review",
        about="action",
        basis="house default",
        reads=_no_activity,
        period=Period(amount=4, unit="weeks"),
        ladder=(Step(rung="review", of="earliest"),),
    ),
    _silence(30, "answer to a request for agrément, after 30 days"),
    _silence(60, "answer to a request for agrément, after 60 days"),
    Rule(
        name="expiry of a mandate",
        about="mandate",
        basis="house rule",
        reads=_expiry,
        period=THAT_DAY,
        ladder=(
            Step(rung="14 days before", of="earliest", period=DAYS_BEFORE_14),
            Step(rung="3 days before", of="earliest", period=DAYS_BEFORE_3),
        ),
    ),
    Rule(
        name="registration of an agreement",
        about="agreement",
        basis='UN Charter, Article 102: "as soon as possible"; 30 days is a house default',
        reads=_registration,
        period=Period(amount=30, unit="calendar days"),
        ladder=(Step(rung="review", of="earliest"),),
    ),
    Rule(
        name="date of a milestone",
        about="milestone",
        basis="the text, as set or extended",
        reads=_reaching,
        period=THAT_DAY,
        ladder=(
            Step(rung="14 days before", of="earliest", period=DAYS_BEFORE_14),
            Step(rung="3 days before", of="earliest", period=DAYS_BEFORE_3),
            Step(rung="on the day", of="earliest"),
            Step(rung="overdue", of="latest", period=THE_DAY_AFTER),
        ),
    ),
    Rule(
        name="departure of persons declared",
        about="effect",
        basis="the note; VCDR 9, VCCR 23; a reasonable period, VCDR 9(2); immunities until departure, VCDR 39(2)",
        reads=_departure,
        period=THAT_DAY,
        ladder=TO_THE_HOUR,
    ),
    Rule(
        name="effect of a measure",
        about="effect",
        basis="as announced or notified",
        reads=_effect,
        period=THAT_DAY,
        ladder=TO_THE_HOUR,
    ),
    Rule(
        name="end of retention",
        about="custody",
        basis="the retention schedule of the house",
        reads=_retention,
        period=THAT_DAY,
        ladder=(Step(rung="review", of="latest"),),
    ),
)
"""Every rule there is; all of it house default or the text's own date, and all of it data."""

REVIEWS: tuple[RuleName, ...] = tuple(
    rule.name for rule in RULES if all(step.rung == "review" for step in rule.ladder)
)
"""Rules that ask an officer to look again."""


def reading(
    rule: RuleName,
    first_at: datetime | None,
    due_earliest: datetime | None,
    due_latest: datetime | None,
    now: datetime,
) -> Reading:
    """How an open deadline stands at an instant.

    Nobody is late for a review: it is due from its reminder on. What else has an imprecise due date is due after
    the earliest, overdue only after the latest, and never where that is open.
    """
    if rule in REVIEWS:
        return "review due" if first_at and first_at <= now else "ahead"
    if due_latest and due_latest <= now:
        return "overdue"
    return "due" if due_earliest and due_earliest <= now else "ahead"
