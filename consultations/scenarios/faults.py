"""What is wrong with an entry: where, by which name, and in words; the names are those of the REST interface."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consultations.domain.message import Refused
from consultations.forms import code_of, faults, form_of
from consultations.scenarios.entries import Wrong
from consultations.strictjson import Malformed

PATH = re.compile(r" - at `\$(?P<path>[^`]*)`|required field `(?P<missing>\w+)`")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong in a file."""

    line: int
    """From 1."""
    code: str
    detail: str
    pointer: str = ""
    """The field (JSON Pointer, RFC 6901); empty: the line as a whole."""
    column: int | None = None
    """From 1, in characters; none: not looked for."""

    def __str__(self) -> str:
        """For people."""
        column = f", column {self.column}" if self.column else ""
        pointer = f", {self.pointer}" if self.pointer else ""
        return f"line {self.line}{column}{pointer}: {self.code}: {self.detail}"


def malformed(line: int, fault: Malformed) -> Fault:
    """A line that cannot be read."""
    return Fault(line=line, code=code_of(type(fault)), detail=str(fault))


def refused(line: int, refusal: Refused) -> Fault:
    """A line that contradicts what stands on the file."""
    field = refusal.named.get("field")
    pointer = f"/{field}" if field else ""
    return Fault(line=line, code=code_of(type(refusal)), detail=str(refusal), pointer=pointer)


def misfit(line: int, wrong: Wrong) -> Iterator[Fault]:
    """Everything that is wrong with an entry; a form names each field that does not fit."""
    named = list(_by_form(line, wrong))
    yield from named
    pointer = _pointer(wrong)
    if not named or (pointer and not any(each.pointer.startswith(pointer) for each in named)):
        yield Fault(line=line, code=wrong.code, detail=str(wrong), pointer=pointer)


def _by_form(line: int, wrong: Wrong) -> Iterator[Fault]:
    if wrong.command is None:
        return
    form = form_of(wrong.command)(data=wrong.fields)
    if not form.is_valid():
        for pointer, code, detail in faults(form.errors):
            yield Fault(line=line, code=code, detail=detail, pointer=pointer)


def _pointer(wrong: Wrong) -> str:
    found = PATH.search(str(wrong))
    if found is None:
        return wrong.pointer
    path = found["path"] or f".{found['missing']}"
    return path.replace(".", "/").replace("[", "/").replace("]", "")
