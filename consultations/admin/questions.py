"""A command as the questions of a form, read off its dataclass; a name says where an answer goes.

What comes back is the same JSON that a program would send, and it is checked by the same serializer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

from consultations.admin.entered import present
from consultations.admin.possible import PROVENANCE
from consultations.admin.telling import term
from consultations.domain.message import Command
from consultations.domain.texts import CODES, is_line
from consultations.domain.when import When
from consultations.forms import hints_of, is_new, meanings

Choices = tuple[tuple[str, str], ...]
"""Value and what people read."""


WHEN_TERMS = {
    "phrase": (
        "In the words of the source",
        "For instance: in the near future. Leave it out for a plain date.",
    ),
    "language": ("Language of these words", "For instance en, ru, nb."),
    "extent": ("Meant as", "One moment somewhere within the time, or all through it."),
    "edtf": (
        "Date or period",
        "2025-04-10 for a day, 2025-04 for a month, 2025-09~/2025-11~ for about autumn.",
    ),
    "earliest": ("Not before", "2025-04-10, or with a time of day 2025-04-10T09:00."),
    "latest": ("Not after", "The last day is included."),
    "zone": (
        "Time zone",
        "For instance Europe/Istanbul; needed for a time of day and for a confirmed round.",
    ),
    "review_on": ("Look at it again on", "Needed where only words are known: 2025-07-08."),
}
FOLDED = ("phrase", "language", "extent", "earliest", "latest", "zone", "review_on")
HELP = {
    "sides": "Whose word it rests on. Leave all open for the ministry's own record.",
    "standing": "What kind of source it is.",
    "capacity": "Who spoke, and as what.",
    "locator": "Where in the source: a page, a number.",
    "on_behalf_of": "The officer for whom it is recorded, if that is not you.",
    "language": "Language of the words, for instance en, ru, nb.",
    "compartments": "Separate several with commas. Leave open for none.",
    "translation": "A convenience translation, not an authentic text.",
    "title": "As it will stand in lists, at most 300 characters.",
}
TERMS = {
    "event_id": "Claim",
    "evidence": "Documents that bear it out",
    "by_document_id": "By which document",
    "plan_code": "Place in the file plan",
    "size": "Size in bytes",
    "digest": "SHA-256 of the content",
    "instead": "What says it right",
    "occurred": "When it happened or will happen",
    "asserted": "Whose word it rests on",
    "learned_on": "When the ministry knew",
    "on_behalf_of": "Recorded on behalf of",
    "sides": "Sides",
    "source_id": "Source",
    "statement_id": "Statement on this file",
    "on": "Date",
    "officer": "Officer (user name)",
    "of_whom": "Role or officer",
    "register_id": "Register",
    "code": "Party",
    "head": "Head of delegation",
    "wording": "Text",
}
PARTICULARS = ("evidence", "learned_on", "on_behalf_of", "language")
"""Fields of every command that stand in the last fold."""


@dataclass(kw_only=True, slots=True)
class Question:
    """One entry of the form."""

    name: str
    term: str
    kind: str
    """line, text, number, tick, choice, several, hidden."""
    help: str = ""
    value: Any = ""
    choices: Choices = ()
    suggestions: Choices = ()
    required: bool = False
    errors: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether something was entered that is not there by itself."""
        return (bool(self.value) and self.kind not in ("hidden", "choice")) or bool(self.errors)

    @property
    def anchor(self) -> str:
        """The id of its element."""
        return f"id_{self.name}"

    @property
    def described_by(self) -> str:
        """The elements that explain it."""
        told = [f"{self.anchor}_help"] if self.help else []
        return " ".join([*told, *([f"{self.anchor}_error"] if self.errors else [])])


@dataclass(kw_only=True, slots=True)
class Group:
    """Questions that belong together."""

    name: str
    term: str
    help: str = ""
    required: bool = False
    inside: "list[Question | Group]" = field(default_factory=list)
    folded: "list[Question | Group]" = field(default_factory=list)
    """Inside a fold, open where one of them is answered."""
    fold_term: str = "In words, as a period, or with a time zone"
    more: str = ""
    """Name of the list to which rows can be added."""
    errors: tuple[str, ...] = ()

    @property
    def is_group(self) -> bool:
        """Tells it from a question in a template."""
        return True

    @property
    def answered(self) -> bool:
        """Whether anything in it is answered or wrong."""
        return bool(self.errors) or any(each.answered for each in [*self.inside, *self.folded])

    @property
    def opened(self) -> bool:
        """Whether its fold stands open."""
        return any(each.answered for each in self.folded)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """What can be chosen: parties by name, and for each field that names something, what it may name."""

    parties: Choices = ()
    """Those who take part in the case."""
    known_parties: Choices = ()
    """All on record, for who is not in the case yet."""
    named: Mapping[str, Choices] = field(default_factory=dict)

    def of(self, name: str) -> Choices:
        """What a field that holds an id may name."""
        return self.named.get(name, ())


class Form:
    """Builds the questions of one command, with what was entered and what is wrong with it."""

    def __init__(
        self, command: type[Command], offered: Offered, rows: Mapping[str, int] | None = None
    ) -> None:
        """Take the command, what may be chosen, and how many rows were asked for in each list."""
        self.command, self.offered, self.rows = command, offered, dict(rows or {})

    def build(self, entered: Mapping[str, Any], errors: Mapping[str, Any]) -> list[Question | Group]:
        """The command's own questions, then the fold about whose word it rests on, then the particulars."""
        asked = {
            each.name: self._ask(each, self.command, "", entered, errors) for each in fields(self.command)
        }
        own: list[Question | Group] = [each for name, each in asked.items() if name not in PROVENANCE]
        named = [name for name in PARTICULARS if name != "evidence" or self.offered.of(name)]
        particulars = Group(name="", term="Further particulars", folded=[asked[name] for name in named])
        particulars.fold_term = "Documents, when the ministry knew, on whose behalf, language"
        asserted = asked["asserted"]
        if isinstance(asserted, Group):
            asserted.inside, asserted.folded = [], asserted.inside
            asserted.fold_term = "Another side's word: who said so, and where"
            asserted.help = "Left open, it is recorded as the ministry's own record."
        return [*own, asked["occurred"], asserted, particulars]

    def _ask(self, each: Any, owner: type, above: str, entered: Any, errors: Any) -> Question | Group:
        hint, optional = present(hints_of(owner)[each.name])
        name = f"{above}.{each.name}" if above else each.name
        required = each.default is MISSING and each.default_factory is MISSING and not optional
        default = None if each.default is MISSING else each.default
        value = entered.get(each.name, default) if isinstance(entered, Mapping) else default
        wrong = errors.get(each.name, ()) if isinstance(errors, Mapping) else ()
        asked = self._question(name, each.name, hint, value, wrong, required)
        if (
            isinstance(asked, Question)
            and hint is str
            and owner is not When
            and not is_line(each.name, owner)
        ):
            asked.kind = "text"
        asked.help = asked.help or HELP.get(each.name) or meanings(owner).get(each.name, "").split("\n\n")[0]
        return asked

    def _question(
        self, path: str, name: str, hint: Any, value: Any, wrong: Any, required: bool
    ) -> Question | Group:
        if is_new(hint):
            return Question(name=path, term="", kind="hidden", value=value or "", errors=_words(wrong))
        if get_origin(hint) is tuple and is_dataclass(get_args(hint)[0]):
            return self._rows(path, name, get_args(hint)[0], value, wrong, required)
        if isinstance(hint, type) and is_dataclass(hint):
            return self._record(path, name, hint, value, wrong, required)
        question = self._plain(path, name, hint, value)
        question.required, question.errors = required, _words(wrong)
        return question

    def _record(self, path: str, name: str, hint: type, value: Any, wrong: Any, required: bool) -> Group:
        asked = [self._ask(each, hint, path, value or {}, wrong) for each in fields(hint)]
        group = Group(name=path, term=_term(name), required=required, inside=asked)
        group.errors = (
            _words(wrong) if not isinstance(wrong, Mapping) else _words(wrong.get("non_field_errors", ()))
        )
        if hint is When:
            _arrange_when(group)
        return group

    def _rows(self, path: str, name: str, hint: type, value: Any, wrong: Any, required: bool) -> Group:
        filled = list(value or ())
        number = max(len(filled), self.rows.get(path, 0) or len(filled) + (1 if not filled else 0))
        asked: list[Question | Group] = []
        for nth in range(number):
            row = filled[nth] if nth < len(filled) else {}
            errors = wrong[nth] if isinstance(wrong, list) and nth < len(wrong) else {}
            errors = errors if isinstance(errors, Mapping) else {}
            asked.append(self._row(f"{path}.{nth}", f"{_term(name)}, {nth + 1}", hint, row, errors))
        told = (
            _words(wrong)
            if not (isinstance(wrong, list) and any(isinstance(e, Mapping) for e in wrong))
            else ()
        )
        return Group(name=path, term=_term(name), required=required, inside=asked, more=path, errors=told)

    def _row(self, path: str, called: str, hint: type, value: Any, errors: Any) -> Group:
        row = self._record(path, path, hint, value, errors, required=False)
        row.term = called
        return row

    def _plain(self, path: str, name: str, hint: Any, value: Any) -> Question:
        asked = Question(name=path, term=_term(name), kind="line", value=_shown(value))
        if get_origin(hint) is Literal:
            asked.kind, asked.choices = "choice", tuple((each, each) for each in get_args(hint))
        elif hint is bool:
            asked.kind, asked.value = "tick", bool(value)
        elif hint is int:
            asked.kind = "number"
        elif hint is UUID:
            asked.kind, asked.choices = "choice", (("", "—"), *self.offered.of(name))
        elif get_origin(hint) is tuple:
            self._several(asked, name, get_args(hint)[0], value)
        elif name in CODES:
            self._party(asked, name)
        return asked

    def _several(self, asked: Question, name: str, hint: Any, value: Any) -> None:
        choices = self.offered.parties if name in CODES else self.offered.of(name)
        if choices or hint is UUID:
            asked.kind, asked.choices = "several", choices
            asked.value = tuple(str(each) for each in value or ())
        else:
            asked.value = ", ".join(str(each) for each in value or ())

    def _party(self, asked: Question, name: str) -> None:
        if self.offered.parties and name not in ("code", "country"):
            asked.kind, asked.choices = "choice", (("", "—"), *self.offered.parties)
        else:
            asked.suggestions = self.offered.known_parties


def _arrange_when(group: Group) -> None:
    for each in group.inside:
        if isinstance(each, Question):
            each.term, each.help = WHEN_TERMS[each.name.rsplit(".", 1)[-1]]
    folded = tuple(f"{group.name}.{name}" for name in FOLDED)
    group.folded = [each for each in group.inside if each.name in folded]
    group.inside = [each for each in group.inside if each.name not in folded]


def _term(name: str) -> str:
    return TERMS.get(name) or term(name)


def _shown(value: Any) -> str:
    return "" if value is None or isinstance(value, bool) else str(value)


def _words(wrong: Any) -> tuple[str, ...]:
    if isinstance(wrong, str):
        return (wrong,)
    if isinstance(wrong, Mapping):
        return tuple(_each_of(wrong))
    return tuple(str(each) for each in wrong if not isinstance(each, Mapping))


def _each_of(wrong: Mapping[str, Any]) -> Iterator[str]:
    for each in wrong.values():
        yield from _words(each)
