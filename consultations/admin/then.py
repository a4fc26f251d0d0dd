"""The page of a file as of another time, or as one side has it: what is asked for, and what else could be."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.access.filter import Reader
from consultations.admin import reading
from consultations.admin.reading import Then
from consultations.admin.telling import Names
from consultations.api import asof as axes_of_api
from consultations.api import reads
from consultations.api.errors import Named
from consultations.domain.axes import Axes, said_on
from consultations.domain.state import Case
from consultations.projections import asof


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked for beside the present, as the page shows it."""

    told: str
    """In words; empty for the present."""
    wrong: str
    """Why the file is shown as it stands all the same; empty where nothing is wrong."""
    status: int
    query: str
    """The same as parameters of an address."""
    known_at: str
    """As the field has it, by the reader's clock."""
    asserted_until: str
    side: str
    sides: list[tuple[str, str]]
    """Those whose word the file can be read by: code and name."""
    days: list[str]
    """The days on which a source said something (ISO 8601), the earliest first."""
    day: int
    """Place among them of the last that counts."""
    before: str
    """The day before it and the day after it, if there are any, as parameters of an address."""
    after: str


def then(case_id: UUID, axes: Axes, now: datetime) -> Then | None:
    """The rows of the file on these axes; none for the present.

    Raises StreamUnreadable, and SideUnknown for a side that has no part in the case.
    """
    if not axes.asked:
        return None
    found = asof.as_of(case_id, axes, [reading.BY_NAME[name] for name in reading.OF_A_PAGE])
    axes_of_api.must_know(axes.side, found.sides)
    return Then(rows=found.rows, at=axes.evaluated_at(now), left_out=len(found.left_out))


def axes(given: Mapping[str, str], reader: Reader) -> Axes:
    """The axes that the address names; an instant without a zone is one by the reader's clock.

    Raises ParameterMalformed.
    """
    sent = {name: given[name] for name in reads.AXES if given.get(name)}
    if "known_at" in sent:
        sent["known_at"] = _with_zone(sent["known_at"], reader)
    return reads.axes_of(sent, reads.AXES)


def asked(axes: Axes, wrong: Named | None, case: Case, names: Names, reader: Reader) -> Asked:
    """What is asked for, beside what else could be: the days and the sides of the file as it stands."""
    said = [each for each in case.records.values() if not each.event.other_file]
    days = sorted({said_on(each).last_day or each.recorded_at.date() for each in said})
    here = axes.asserted_until or days[-1]
    before, after = bisect_left(days, here), bisect_right(days, here)
    sides = dict.fromkeys((*case.codes(), *(side for each in said for side in each.envelope.asserted.sides)))
    return Asked(
        told=_told(axes, names, reader),
        wrong=str(wrong) if wrong else "",
        status=wrong.status_code if wrong else 200,
        query=_query(axes),
        known_at=_local(axes.known_at, reader).strftime("%Y-%m-%dT%H:%M") if axes.known_at else "",
        asserted_until=axes.asserted_until.isoformat() if axes.asserted_until else "",
        side=axes.side or "",
        sides=[(code, names.party(code)) for code in sides],
        days=[day.isoformat() for day in days],
        day=max(after - 1, 0),
        before=_query(replace(axes, asserted_until=days[before - 1])) if before else "",
        after=_query(replace(axes, asserted_until=days[after])) if after < len(days) else "",
    )


def _told(axes: Axes, names: Names, reader: Reader) -> str:
    known = _local(axes.known_at, reader) if axes.known_at else None
    told = (
        _("as the register held it on %(when)s (%(zone)s)")
        % {"when": date_format(known, "j F Y, H:i"), "zone": reader.zone}
        if known
        else "",
        _("as far as sources had said so by the end of %(day)s")
        % {"day": date_format(axes.asserted_until, "j F Y")}
        if axes.asserted_until
        else "",
        _("as %(side)s alone has it") % {"side": names.party(axes.side)} if axes.side else "",
    )
    return ", ".join(each for each in told if each)


def _query(axes: Axes) -> str:
    said = {name: getattr(axes, name) for name in reads.AXES}
    return urlencode(
        {
            name: each.isoformat() if isinstance(each, date) else each
            for name, each in said.items()
            if each is not None
        }
    )


def _with_zone(text: str, reader: Reader) -> str:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return text  # it is refused by its name where it is read
    return text if read.tzinfo else read.replace(tzinfo=ZoneInfo(reader.zone)).isoformat()


def _local(instant: datetime, reader: Reader) -> datetime:
    return instant.astimezone(ZoneInfo(reader.zone))
