"""Measures: announced, notified, in effect, eased, lifted; with persons declared non grata, and staff ceilings.

A measure has effects, each with its own time. What each side says of how far it has come stands side by side; the
status is that of the furthest account. Any event may be the first that is known of a measure: it is refused where
it contradicts what the same side said, not where something before it is not on the file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, assert_never, get_args
from uuid import UUID

from consultations.domain.message import Command, Event, NewId, Recorded, Refused
from consultations.domain.parts.measures import (
    Category,
    Declared,
    DeclaredPerson,
    Departure,
    Effect,
    EffectAccount,
    EffectStatus,
    Measure,
    MeasureKind,
    MeasureStatus,
    StatedEffect,
)
from consultations.domain.periods import Period
from consultations.domain.state import Case, must_be_free, must_be_on_file, must_take_part
from consultations.domain.values import Asserted, PartyCode, Wording
from consultations.domain.when import When


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureOccurrence(Event):
    """What every event of a measure carries; what is left out stays as it was."""

    entity: ClassVar[tuple[str, ...]] = ("measure_id",)
    measure_id: UUID
    title: str = ""
    kind: MeasureKind = "other"
    party: PartyCode | None = None
    against: PartyCode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureStated(MeasureOccurrence):
    """What is stated of a measure: its effects, each with its time, and its texts."""

    effects: tuple[StatedEffect, ...] = ()
    texts: tuple[Wording, ...] = ()

    @property
    def effect_ids(self) -> tuple[UUID, ...]:
        """The effects it states."""
        return tuple(each.effect_id for each in self.effects)


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureAnnounced(MeasureStated):
    """A party announced a measure against another."""

    announced_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureNotified(MeasureStated):
    """A measure was notified to the party it is directed against."""

    notified_on: When
    """The day of the notification, or the hour."""
    note_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureProgressed(MeasureOccurrence):
    """What happened to some effects of a measure; to none in particular where none is named."""

    effects: tuple[UUID, ...] = ()
    """The effects it happened to."""

    @property
    def effect_ids(self) -> tuple[UUID, ...]:
        """The effects it happened to."""
        return self.effects


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureTookEffect(MeasureProgressed):
    """A measure, or some of its effects, took effect."""

    took_effect_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureEased(MeasureProgressed):
    """A measure was eased, as a whole or in some of its effects."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureLifted(MeasureProgressed):
    """A measure was lifted, with all effects it still had."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureGainedEffect(MeasureOccurrence):
    """What is said of one effect of a measure."""

    effect_id: UUID

    @property
    def effect_ids(self) -> tuple[UUID, ...]:
        """That effect."""
        return (self.effect_id,)


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonsDeclared(MeasureGainedEffect):
    """Who was declared, by name or by number alone, and the time they were given to leave."""

    number: int | None = None
    persons: tuple[DeclaredPerson, ...] = ()
    categories: tuple[Category, ...] = ()
    notified_on: When | None = None
    period: Period | None = None
    leave_by: When | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonDeclaredNonGrata(PersonsDeclared):
    """Persons were declared non grata (VCDR 9, VCCR 23); no reasons are owed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonDeclaredNotAcceptable(PersonsDeclared):
    """Staff other than diplomats and consular officers were declared not acceptable (VCDR 9(1), VCCR 23(1))."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DepartureNotified(MeasureGainedEffect):
    """Notice was given that persons who had been declared have left (VCDR 10, VCCR 24)."""

    departed_on: When
    number: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffCeilingSet(MeasureGainedEffect):
    """A party set how many staff the other may keep (VCDR 11, VCCR 20)."""

    ceiling: int
    takes_effect: When | None = None


MeasureEvent = (
    MeasureAnnounced
    | MeasureNotified
    | MeasureTookEffect
    | MeasureEased
    | MeasureLifted
    | PersonDeclaredNonGrata
    | PersonDeclaredNotAcceptable
    | DepartureNotified
    | StaffCeilingSet
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DescribeMeasure(Command):
    """What is said of a measure; where it is on the file already, its title and parties may be left out."""

    about: ClassVar[str] = "measure_id"
    measure_id: NewId
    title: str = ""
    kind: MeasureKind = "other"
    party: PartyCode | None = None
    """Who takes it."""
    against: PartyCode | None = None
    """Against whom it is directed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StateMeasure(DescribeMeasure):
    """What is stated of a measure: its effects and its texts."""

    effects: tuple[StatedEffect, ...] = ()
    """What it is to bring about, each with its own time; those on the file already need not be told again."""
    texts: tuple[Wording, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnounceMeasure(StateMeasure):
    """Record that a party announced a measure against another."""

    announced_on: When


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyMeasure(StateMeasure):
    """Record that a measure was notified to the party it is directed against."""

    notified_on: When
    note_id: UUID | None = None
    """The note on the file by which it was notified."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BringMeasureIntoEffect(DescribeMeasure):
    """Record that a measure, or some of its effects, took effect."""

    took_effect_on: When
    effects: tuple[UUID, ...] = ()
    """Left out: all that were still to come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EaseMeasure(DescribeMeasure):
    """Record that a measure was eased, as a whole or in some of its effects."""

    guarded: ClassVar[bool] = True
    effects: tuple[UUID, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiftMeasure(DescribeMeasure):
    """Record that a measure was lifted, with all effects it still has."""

    guarded: ClassVar[bool] = True
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclarePersons(DescribeMeasure):
    """Who was declared, by name or by number alone, and the time they were given to leave."""

    effect_id: NewId
    number: int | None = None
    persons: tuple[DeclaredPerson, ...] = ()
    categories: tuple[Category, ...] = ()
    notified_on: When | None = None
    """What the time to leave counts from."""
    period: Period | None = None
    """The time to leave, in hours or days, as the note says; VCDR 9(2) asks for a reasonable one."""
    leave_by: When | None = None
    """The time by which they are to have left, where the note names it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclarePersonNonGrata(DeclarePersons):
    """Record that persons were declared non grata; no reasons are owed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclarePersonNotAcceptable(DeclarePersons):
    """Record that persons were declared not acceptable."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyDeparture(Command):
    """Record notice that persons who had been declared have left."""

    about: ClassVar[str] = "measure_id"
    measure_id: UUID
    effect_id: UUID
    departed_on: When
    number: int | None = None
    """How many; left out, all of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetStaffCeiling(DescribeMeasure):
    """Record how many staff the other party may keep, and by when."""

    effect_id: NewId
    ceiling: int
    takes_effect: When | None = None


MeasureCommand = (
    AnnounceMeasure
    | NotifyMeasure
    | BringMeasureIntoEffect
    | EaseMeasure
    | LiftMeasure
    | DeclarePersonNonGrata
    | DeclarePersonNotAcceptable
    | NotifyDeparture
    | SetStaffCeiling
)


class UnknownMeasure(Refused):
    """There is no such measure on the file; to put it there, say its title, who takes it and against whom."""


class MeasureOfOtherParties(Refused):
    """On the file, the measure is taken by another party or against another."""


class MeasureDirectedAtItsAuthor(Refused):
    """A party takes no measure against itself."""


class MeasureAnnouncedAlready(Refused):
    """The measure has been announced already, on the same word, and nothing is added."""


class MeasureNotifiedAlready(Refused):
    """The measure has been notified already, on the same word, and nothing is added."""


class MeasureInEffectAlready(Refused):
    """The measure, or all of it that is named, is in effect already, on the same word."""


class MeasureLiftedAlready(Refused):
    """The measure has been lifted, on the same word; what happened before that needs its date."""


class UnknownEffect(Refused):
    """The measure has no such effect."""


class EffectOnFileAlready(Refused):
    """An effect with this id is on the file already."""


class ZoneOfEffectMissing(Refused):
    """A time at which something takes effect, or by which someone leaves, needs the zone of the place."""


class NobodyDeclared(Refused):
    """It is not said who was declared: give names, or a number."""


class NumbersDisagree(Refused):
    """The numbers do not agree: more are named, or have left, than were declared, or fewer than one."""


class CeilingBelowNought(Refused):
    """A staff ceiling is nought or more."""


COURSE: tuple[MeasureStatus, ...] = get_args(MeasureStatus)


def decide(command: MeasureCommand, case: Case) -> list[MeasureEvent]:
    """What follows from a command, or the refusal that stands in its way."""
    on_file = case.measures.get(command.measure_id)
    if isinstance(command, NotifyDeparture):
        return [_departed(command, on_file)]
    told = _told(command, on_file, case)
    match command:
        case AnnounceMeasure() | NotifyMeasure():
            return [_stated(command, told, on_file, case)]
        case BringMeasureIntoEffect() | EaseMeasure() | LiftMeasure():
            return [_progressed(command, told, on_file)]
        case DeclarePersonNonGrata() | DeclarePersonNotAcceptable():
            return [_declared(command, told, case)]
        case SetStaffCeiling(effect_id=effect_id, ceiling=ceiling, takes_effect=takes_effect):
            _must_be_new_effects([effect_id], case)
            _must_have_zone(takes_effect)
            if ceiling < 0:
                raise CeilingBelowNought(ceiling=ceiling)
            return [StaffCeilingSet(**told, effect_id=effect_id, ceiling=ceiling, takes_effect=takes_effect)]
        case _:
            assert_never(command)


def _told(command: DescribeMeasure, on_file: Measure | None, case: Case) -> dict[str, Any]:
    """What every event tells of the measure; a new one needs a title and its parties."""
    must_take_part(case, *(each for each in (command.party, command.against) if each))
    if on_file is None:
        must_be_free(case, command.measure_id)
        if not (command.title.strip() and command.party and command.against):
            raise UnknownMeasure(measure_id=command.measure_id)
    else:
        if command.party not in (None, on_file.party) or command.against not in (None, on_file.against):
            raise MeasureOfOtherParties(party=on_file.party, against=on_file.against)
    if command.party and command.party == command.against:
        raise MeasureDirectedAtItsAuthor(party=command.party)
    return {name: getattr(command, name) for name in ("measure_id", "title", "kind", "party", "against")}


def _stated(
    command: AnnounceMeasure | NotifyMeasure, told: dict[str, Any], on_file: Measure | None, case: Case
) -> MeasureEvent:
    _must_be_new_effects([each.effect_id for each in command.effects], case)
    for effect in command.effects:
        _must_have_zone(effect.takes_effect)
    told |= {"effects": command.effects, "texts": command.texts}
    adds = bool(command.effects) or any(
        each not in (on_file.texts if on_file else ()) for each in command.texts
    )
    match command:
        case AnnounceMeasure(announced_on=announced_on):
            if not adds and _accounts(on_file, "announced", command):
                raise MeasureAnnouncedAlready(measure_id=command.measure_id)
            return MeasureAnnounced(**told, announced_on=announced_on)
        case NotifyMeasure(notified_on=notified_on, note_id=note_id):
            must_be_on_file([note_id] if note_id else [], case.notes)
            if not adds and _accounts(on_file, "notified", command):
                raise MeasureNotifiedAlready(measure_id=command.measure_id)
            return MeasureNotified(**told, notified_on=notified_on, note_id=note_id)
        case _:
            assert_never(command)


def _progressed(
    command: BringMeasureIntoEffect | EaseMeasure | LiftMeasure, told: dict[str, Any], on_file: Measure | None
) -> MeasureEvent:
    effects = on_file.effects if on_file else ()
    match command:
        case BringMeasureIntoEffect(took_effect_on=took_effect_on, effects=named):
            _must_be_effects(named, effects)
            _must_not_be_after_lifting(took_effect_on, on_file, command)
            felt = named or tuple(each.effect_id for each in effects if each.status == "announced")
            said = _accounts(on_file, "in effect", command)
            if said and set(felt) <= {each for account in said for each in account.effects}:
                raise MeasureInEffectAlready(measure_id=command.measure_id)
            return MeasureTookEffect(**told, effects=felt, took_effect_on=took_effect_on)
        case EaseMeasure(effects=named, reason=reason):
            _must_be_effects(named, effects)
            _must_not_be_after_lifting(command.occurred, on_file, command)
            return MeasureEased(**told, effects=named, reason=reason)
        case LiftMeasure(reason=reason):
            if _accounts(on_file, "lifted", command):
                raise MeasureLiftedAlready(measure_id=command.measure_id)
            left = tuple(each.effect_id for each in effects if each.status != "lifted")
            return MeasureLifted(**told, effects=left, reason=reason)
        case _:
            assert_never(command)


def _declared(
    command: DeclarePersonNonGrata | DeclarePersonNotAcceptable, told: dict[str, Any], case: Case
) -> MeasureEvent:
    _must_be_new_effects([command.effect_id], case)
    _must_agree(command)
    _must_have_zone(command.leave_by)
    period, from_when = command.period, command.notified_on
    if period and period.zone is None:
        _must_have_zone(from_when)
    names = ("effect_id", "number", "persons", "categories", "notified_on", "period", "leave_by")
    told |= {name: getattr(command, name) for name in names}
    match command:
        case DeclarePersonNonGrata():
            return PersonDeclaredNonGrata(**told)
        case DeclarePersonNotAcceptable():
            return PersonDeclaredNotAcceptable(**told)
        case _:
            assert_never(command)


def _must_agree(command: DeclarePersons) -> None:
    counted = [each.number for each in command.categories]
    if command.number is None and not (command.persons or counted):
        raise NobodyDeclared()
    number = command.number if command.number is not None else max(sum(counted), len(command.persons))
    if min((number, *counted)) < 1 or max(sum(counted), len(command.persons)) > number:
        raise NumbersDisagree(number=number, by_category=counted, named=len(command.persons))


def _departed(command: NotifyDeparture, on_file: Measure | None) -> MeasureEvent:
    if on_file is None:
        raise UnknownMeasure(measure_id=command.measure_id)
    (effect,) = _must_be_effects([command.effect_id], on_file.effects)
    if effect.declared is None:
        raise NobodyDeclared(effect_id=effect.effect_id)
    if command.number is not None:
        declared, before = effect.declared.number, effect.departed or 0
        if command.number < 1 or (declared is not None and before + command.number > declared):
            raise NumbersDisagree(declared=declared, departed=before, number=command.number)
    return DepartureNotified(
        measure_id=command.measure_id,
        effect_id=command.effect_id,
        departed_on=command.departed_on,
        number=command.number,
    )


def _accounts(on_file: Measure | None, status: MeasureStatus, command: Command) -> list[EffectAccount]:
    """What the same sides have said of it; the own record repeats whatever anybody has said."""
    sides = set(command.asserted.sides) if command.asserted else set()
    of_status = (each for each in (on_file.accounts if on_file else ()) if each.status == status)
    return [each for each in of_status if sides <= set(each.asserted.sides)]


def _must_not_be_after_lifting(when: When | None, on_file: Measure | None, command: Command) -> None:
    for lifted in _accounts(on_file, "lifted", command):
        if when is None or lifted.on is None or when.sort_key >= lifted.on.sort_key:
            raise MeasureLiftedAlready(measure_id=on_file.measure_id if on_file else None)


def _must_be_effects(named: Iterable[UUID], effects: Iterable[Effect]) -> list[Effect]:
    by_id = {each.effect_id: each for each in effects}
    if unknown := [each for each in named if each not in by_id]:
        raise UnknownEffect(effects=unknown)
    return [by_id[each] for each in named]


def _must_be_new_effects(effect_ids: list[UUID], case: Case) -> None:
    must_be_free(case, *effect_ids)
    known = {each.effect_id for measure in case.measures.values() for each in measure.effects}
    if again := [each for each in effect_ids if each in known]:
        raise EffectOnFileAlready(effects=again)


def _must_have_zone(when: When | None) -> None:
    if when is not None and when.zone is None and not (when.first is None and when.last is None):
        raise ZoneOfEffectMissing(when=when.meaning)


def evolve(case: Case, event: MeasureEvent, record: Recorded) -> None:
    """Fold an event into the file. Never fails, on any subset of a stream."""
    part = case.part(Measure, event.measure_id, record)
    part.title = part.title or event.title
    part.kind = event.kind if part.kind == "other" else part.kind
    part.party, part.against = part.party or event.party, part.against or event.against
    match event:
        case MeasureAnnounced(announced_on=announced_on):
            part.announced_on = part.announced_on or announced_on
            _evolve_stated(part, event, record)
            _account(part, "announced", announced_on, event.effect_ids, "", record)
        case MeasureNotified(notified_on=notified_on, note_id=note_id):
            part.notified_on = part.notified_on or notified_on
            part.note_id = part.note_id or note_id
            _evolve_stated(part, event, record)
            _account(part, "notified", notified_on, event.effect_ids, "", record)
        case MeasureTookEffect() | MeasureEased() | MeasureLifted():
            _evolve_progress(part, event, record)
        case _:
            _evolve_effect(part, event, record)


def _evolve_stated(part: Measure, event: MeasureAnnounced | MeasureNotified, record: Recorded) -> None:
    part.texts = (*part.texts, *(text for text in event.texts if text not in part.texts))
    for each in event.effects:
        effect = Effect(
            effect_id=each.effect_id,
            text=each.text,
            status_asserted=record.envelope.asserted,
            takes_effect=each.takes_effect,
            property_id=each.property_id,
        )
        _put(part, effect)


def _evolve_progress(
    part: Measure, event: MeasureTookEffect | MeasureEased | MeasureLifted, record: Recorded
) -> None:
    match event:
        case MeasureTookEffect(effects=effects, took_effect_on=took_effect_on):
            _turn(part, effects, "in effect", record, took_effect_on)
            _account(part, "in effect", took_effect_on, effects, "", record)
        case MeasureEased(effects=effects, reason=reason):
            part.reason = reason
            _turn(part, effects, "eased", record)
            _account(part, "eased", record.envelope.occurred, effects, reason, record)
        case MeasureLifted(effects=effects, reason=reason):
            part.reason, part.lifted_on = reason, record.envelope.occurred
            _turn(part, effects, "lifted", record)
            _account(part, "lifted", record.envelope.occurred, effects, reason, record)
        case _:
            assert_never(event)


def _evolve_effect(
    part: Measure,
    event: PersonDeclaredNonGrata | PersonDeclaredNotAcceptable | DepartureNotified | StaffCeilingSet,
    record: Recorded,
) -> None:
    match event:
        case PersonDeclaredNonGrata() | PersonDeclaredNotAcceptable():
            part.notified_on = part.notified_on or event.notified_on
            _begin(part, record)
            _put(part, _expulsion(event, record))
        case StaffCeilingSet(effect_id=effect_id, ceiling=ceiling, takes_effect=takes_effect):
            _begin(part, record)
            asserted = record.envelope.asserted
            effect = Effect(effect_id=effect_id, ceiling=ceiling, status_asserted=asserted)
            _put(part, replace(effect, takes_effect=takes_effect))
        case DepartureNotified():
            part.effects = tuple(
                _left(each, event, record) if each.effect_id == event.effect_id else each
                for each in part.effects
            )
        case _:
            assert_never(event)


def _expulsion(event: PersonDeclaredNonGrata | PersonDeclaredNotAcceptable, record: Recorded) -> Effect:
    counted = max(sum(each.number for each in event.categories), len(event.persons))
    declared = Declared(
        standing="non grata" if isinstance(event, PersonDeclaredNonGrata) else "not acceptable",
        number=counted if event.number is None else event.number,
        persons=event.persons,
        categories=event.categories,
        notified_on=event.notified_on,
        period=event.period,
    )
    return Effect(
        effect_id=event.effect_id,
        status_asserted=record.envelope.asserted,
        takes_effect=event.leave_by,
        declared=declared,
    )


def _left(effect: Effect, event: DepartureNotified, record: Recorded) -> Effect:
    asserted = record.envelope.asserted
    departure = Departure(departed_on=event.departed_on, number=event.number, asserted=asserted)
    after = replace(effect, departures=(*effect.departures, departure))
    declared = after.declared.number if after.declared else None
    if after.departed is not None and (declared is None or after.departed < declared):
        return after
    return replace(after, status="in effect", status_asserted=asserted, took_effect_on=event.departed_on)


def _put(part: Measure, effect: Effect) -> None:
    others = (each for each in part.effects if each.effect_id != effect.effect_id)
    part.effects = (*others, effect)


def _turn(
    part: Measure,
    effects: tuple[UUID, ...],
    status: EffectStatus,
    record: Recorded,
    felt_on: When | None = None,
) -> None:
    asserted = record.envelope.asserted
    part.effects = tuple(
        _turned(each, status, asserted, felt_on) if each.effect_id in effects else each
        for each in part.effects
    )


def _turned(effect: Effect, status: EffectStatus, asserted: Asserted, felt_on: When | None) -> Effect:
    """What is known after the fact fills a gap, and takes no effect back to where it was before."""
    felt = replace(effect, took_effect_on=effect.took_effect_on or felt_on)
    if COURSE.index(status) <= COURSE.index(effect.status):
        return felt
    return replace(felt, status=status, status_asserted=asserted)


def _account(
    part: Measure,
    status: MeasureStatus,
    on: When | None,
    effects: tuple[UUID, ...],
    reason: str,
    record: Recorded,
) -> None:
    asserted = record.envelope.asserted
    account = EffectAccount(status=status, on=on, effects=effects, reason=reason, asserted=asserted)
    part.accounts = (*part.accounts, account)
    if part.status_asserted is None or COURSE.index(status) > COURSE.index(part.status):
        part.status, part.status_asserted = status, asserted


def _begin(part: Measure, record: Recorded) -> None:
    part.status_asserted = part.status_asserted or record.envelope.asserted
