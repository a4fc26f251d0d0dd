"""Which commands a file would accept now, found by trying: no second list of rules beside the domain's.

A command is offered for a part when the decider accepts at least one sample of it. Samples vary the fields a
rule may look at (parties, other parts, choices), so a refusal of what was filled in does not hide a command,
while a status that stands in the way refuses every sample. Deciding is pure: nothing is recorded by trying.
"""

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from itertools import combinations, islice, product
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

from consultations.admin.parts import CLAIMS, claims_named, parts_named
from consultations.domain.decider import CaseCommand, decide
from consultations.domain.kinds import offers
from consultations.domain.message import Command, Refused
from consultations.domain.opening import OpenCase
from consultations.domain.periods import Period
from consultations.domain.state import Case
from consultations.domain.texts import CODES
from consultations.domain.when import When
from consultations.forms import hints_of, is_new

COMMANDS: tuple[type[Command], ...] = tuple(
    each for each in get_args(CaseCommand) if each is not OpenCase and each.by_name
)
"""Every command about a file that is open already and asked for by its name, in the order of the topics."""

PROVENANCE = frozenset(each.name for each in fields(Command))
"""The fields every command has; no rule turns a command away for them."""
A_STRANGER = "ZZ"
"""A code that ISO 3166-1 leaves to its users: a party that is on no file."""
AN_EXACT_DAY = When(edtf="2025-04-10", zone="UTC")
PLAUSIBLE = {"digest": "0" * 64, "media_type": "application/pdf"}
"""Texts that a rule looks into."""
THE_LAST_DAY = When(edtf="9999-12-31")
ENDING = frozenset({"authorised_on"})
"""Dates before which something must have ended."""
A_WEEK = Period(amount=1, unit="weeks", zone="UTC")


@dataclass(frozen=True, slots=True)
class Offer:
    """A command that would be accepted now, and the part it would be about; none: the file, or a new part."""

    command: type[Command]
    part_id: UUID | None = None


def possible(case: Case, commands: Iterable[type[Command]] = COMMANDS) -> list[Offer]:
    """What of these can be recorded on this file as it stands."""
    return [
        Offer(command, part_id)
        for command in commands
        for part_id in _subjects(command, case)
        if accepts(command, part_id, case)
    ]


def offered(case: Case) -> list[Offer]:
    """What the menus offer: the topics of this kind of file, and whatever more can be said of a part that is on it."""
    own = [each for each in COMMANDS if offers(each, case.kind)]
    on_file = [each for each in COMMANDS if each not in own and parts_named(case, each.about)]
    return possible(case, own) + [each for each in possible(case, on_file) if each.part_id]


def accepts(command: type[Command], part_id: UUID | None, case: Case) -> bool:
    """Whether the decider takes at least one sample of this command, about this part."""
    return any(_stands(command, fields_, case) for fields_ in _samples(command, part_id, case))


def own_fields(command: type[Command]) -> list[Field[Any]]:
    """The fields a command has for itself, beside where the knowledge of it comes from."""
    return [each for each in fields(command) if each.name not in PROVENANCE]


def _subjects(command: type[Command], case: Case) -> list[UUID | None]:
    if not command.about or command.about not in hints_of(command):
        return [None]
    on_file: list[UUID | None] = list(parts_named(case, command.about))
    return [None, *on_file] if is_new(hints_of(command)[command.about]) else on_file


def _stands(command: type[Command], filled_in: dict[str, Any], case: Case) -> bool:
    try:
        decide(command(**filled_in), case)  # type: ignore[arg-type]  # COMMANDS holds the union's members
    except Refused:
        return False
    return True


def _samples(command: type[Command], part_id: UUID | None, case: Case) -> Iterator[dict[str, Any]]:
    choices = {
        each.name: _values(each, hints_of(command)[each.name], case, nth)
        for nth, each in enumerate(own_fields(command), start=1)
    }
    if part_id is not None:
        choices[command.about] = [part_id]
    yield from _plainest(command, choices)
    yield from _variations(choices)


def _plainest(command: type[Command], choices: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """What is needed, and nothing else."""
    needed = [each.name for each in own_fields(command) if MISSING is each.default is each.default_factory]
    if all(choices[name] for name in needed):
        yield {name: choices[name][0] for name in needed}


def _variations(choices: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """The first choice everywhere, then every other choice in one field, then in any two together."""
    if not all(choices.values()):
        return
    first = {name: values[0] for name, values in choices.items()}
    yield first
    for several in (1, 2):
        for names in combinations(choices, several):
            for values in product(*(choices[name][1:] for name in names)):
                yield first | dict(zip(names, values, strict=True))


def _values(named: Field[Any], hint: Any, case: Case, nth: int) -> list[Any]:
    given = [] if named.default in (MISSING, None) else [named.default]
    return [*_of(named.name, hint, case, nth), *given]


def _of(name: str, hint: Any, case: Case, nth: int = 1) -> list[Any]:
    if is_new(hint):
        return [UUID(int=nth)]
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return [value for each in args if each is not NoneType for value in _of(name, each, case)] + [None]
    if origin is Literal:
        return list(args)
    if origin is tuple:
        return _of_several(name, args[0], case)
    if hint is When:
        return [AN_EXACT_DAY, THE_LAST_DAY] if name in ENDING else [AN_EXACT_DAY]
    if hint is Period:
        return [A_WEEK]
    if is_dataclass(hint):
        return _of_record(hint, case)
    return _of_plain(name, hint, case)


def _of_plain(name: str, hint: Any, case: Case) -> list[Any]:
    if name in CLAIMS:
        return list(claims_named(case)) or [UUID(int=0)]
    if hint is UUID:
        return list(parts_named(case, name)) or [UUID(int=0)]
    if hint is bool:
        return [True, False]
    if hint is int:
        return [1]
    if name in CODES:
        return [*case.codes(), A_STRANGER]
    if name in PLAUSIBLE:
        return [PLAUSIBLE[name], ""]
    return ["en"] if "language" in name else ["x"]


def _of_several(name: str, hint: Any, case: Case) -> list[Any]:
    one_by_one = _of(name, hint, case)
    return [*((each,) for each in one_by_one), tuple(one_by_one[:2]), ()]


def _of_record(record: Any, case: Case) -> list[Any]:
    choices = {each.name: _of(each.name, hints_of(record)[each.name], case) for each in fields(record)}
    return [record(**filled_in) for filled_in in islice(_variations(choices), 12)]
