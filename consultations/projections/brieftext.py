"""A brief as Markdown, which reads as plain text too."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.domain.axes import Axes
from consultations.projections.brief import Brief, Section

SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|])")


def markdown(brief: Brief, at: datetime, axes: Axes) -> str:
    """The brief, with the entry of the log after each line."""
    head = _("Handover brief: %(title)s") % {"title": escaped(brief.title)}
    lines = [f"# {head}", "", escaped(evaluated(at, axes))]
    for section in brief.sections:
        lines += ["", f"## {escaped(section.title)}", "", *_told(section)]
    return "\n".join(lines) + "\n"


def evaluated(at: datetime, axes: Axes) -> str:
    """At which instant it was written, and on which axes the file was read."""
    named = {"known at": axes.known_at, "asserted until": axes.asserted_until, "side": axes.side}
    asked = "; ".join(f"{name} {value}" for name, value in named.items() if value is not None)
    written = _("Evaluated at %(at)s UTC") % {"at": f"{at:%Y-%m-%d %H:%M}"}
    return f"{written}; {asked}." if asked else f"{written}."


def left_out(section: Section) -> str:
    """How many lines a section leaves out; empty for none."""
    more = ngettext("%(count)d more is on the file.", "%(count)d more are on the file.", section.left_out)
    return more % {"count": section.left_out} if section.left_out else ""


def escaped(text: str) -> str:
    """A text of the file as it may stand in one line of Markdown."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _told(section: Section) -> Iterator[str]:
    for line in section.lines:
        yield f"- {escaped(line.told)} ({_('entry')} {line.event_id})"
    if not section.lines:
        yield _("Nothing.")
    if more := left_out(section):
        yield f"- {more}"
