"""Form rules: what each form of note is to have, as the ministry that keeps the register has it; they only warn.

The defaults follow the handbooks: Satow's Diplomatic Practice (on the forms of correspondence) and Feltham's Diplomatic
Handbook. A note verbale is unsigned, numbered, and in the third person; a first-person note is a signed letter; what is
left after a talk bears no number, and was left by somebody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, assert_never

from consultations.domain.message import Warned, Warnings
from consultations.domain.notes.outgoing import DispatchNote
from consultations.domain.parts.notes import Note, NoteForm
from consultations.domain.values import PartyCode, Wording

Need = Literal["number", "no number", "third person", "first person", "handed over", "authentic language"]
Needs = Mapping[NoteForm, tuple[Need, ...]]

HANDBOOK: Final[Needs] = {
    "note verbale": ("number", "third person"),
    "first-person note": ("first person",),
    "circular note": ("number", "third person"),
    "collective note": ("authentic language",),
    "identic note": ("number",),
    "joint note": ("authentic language",),
    "aide-mémoire": ("no number", "handed over"),
    "memorandum": ("third person",),
    "bout de papier": ("no number", "handed over"),
    "non-paper": ("no number",),
}
"""What the handbooks want of each form; an installation sets its own (NOTE_FORMS)."""
FIRST_PERSON: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"\bI\b"),
    "fr": re.compile(r"\b(je\b|j['’])", re.IGNORECASE),
    "ru": re.compile(r"\bя\b", re.IGNORECASE),
    "nb": re.compile(r"\bjeg\b", re.IGNORECASE),
}
"""The word by which a text speaks of its writer, in the languages that are looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """The ministry whose notes are looked at, and what it wants of each form."""

    side: PartyCode
    needs: Needs


class NoteWithoutNumber(Warned):
    """Notes of this form bear a number, and this one has none."""


class NoteNumberedAgainstItsForm(Warned):
    """Papers of this form bear no number, and this one has one."""


class NoteNotInThirdPerson(Warned):
    """Notes of this form are written in the third person, and this text speaks in the first."""


class NoteNotInFirstPerson(Warned):
    """Notes of this form are written in the first person, and this text does not speak in it."""


class NobodyHandedItOver(Warned):
    """Papers of this form are left by somebody with somebody: it is not said by whom, or with whom."""


class NoAuthenticLanguage(Warned):
    """In several names, or by several parties: it is not said in which languages the text is authentic."""


def warnings(command: DispatchNote, on_file: Note | None, style: Style) -> Warnings:
    """What one of our own notes lacks of what its form wants, as it leaves."""
    leaving = _Leaving.of(command, on_file)
    if leaving.from_party != style.side:
        return ()
    lacking = (_lacking(need, leaving) for need in style.needs.get(leaving.form, ()))
    return tuple(each for each in lacking if each)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Leaving:
    """A note as it leaves: what the dispatch says, and what stands on the file beside it."""

    from_party: PartyCode
    form: NoteForm
    number: str
    handed_over: bool
    authentic_languages: tuple[str, ...]
    texts: tuple[Wording, ...]

    @classmethod
    def of(cls, command: DispatchNote, on_file: Note | None) -> "_Leaving":
        draft = on_file or Note(case_id=command.note_id, note_id=command.note_id)
        by, to = (
            command.handed_over_by or draft.handed_over_by,
            command.handed_over_to or draft.handed_over_to,
        )
        return cls(
            from_party=command.from_party or draft.from_party or "",
            form=command.form or draft.form,
            number=command.number or draft.number,
            handed_over=bool(by and to),
            authentic_languages=command.authentic_languages or draft.authentic_languages,
            texts=command.texts or draft.texts,
        )


def _lacking(need: Need, leaving: _Leaving) -> type[Warned] | None:
    match need:
        case "number":
            return None if leaving.number else NoteWithoutNumber
        case "no number":
            return NoteNumberedAgainstItsForm if leaving.number else None
        case "third person":
            return NoteNotInThirdPerson if True in _voices(leaving.texts) else None
        case "first person":
            return NoteNotInFirstPerson if _voices(leaving.texts) == {False} else None
        case "handed over":
            return None if leaving.handed_over else NobodyHandedItOver
        case "authentic language":
            return None if leaving.authentic_languages else NoAuthenticLanguage
        case _:
            assert_never(need)


def _voices(texts: tuple[Wording, ...]) -> set[bool]:
    """Whether the texts speak in the first person, of those in a language that is looked at."""
    read = ((each.text, FIRST_PERSON.get(each.language.partition("-")[0])) for each in texts)
    return {bool(word.search(text)) for text, word in read if word}
