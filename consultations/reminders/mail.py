"""The reminder mail: what is due, of which file, by whom, why, and where to open it; in plain text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime
from textwrap import fill
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.access.filter import VISIBLE, reader_of
from consultations.access.tables import Clearance
from consultations.domain.bounds import ImpossibleTime, known_zone, moment
from consultations.domain.deadlines import Reading, RuleName, reading
from consultations.domain.parties import Naming
from consultations.domain.when import on
from consultations.eventlog.connection import cursor
from consultations.projections.words import party_names
from consultations.reminders.schedule import Reminder

MAILS: Final = UUID("3c0f6c64-6f0e-5d43-9a53-2f3f2d5a8c71")
"""Name space of message ids."""
WIDTH: Final = 78

LINES: Final = """
select deadline.deadline_id, deadline.case_id, docket.title,
    deadline.rule, deadline.subject, deadline.ordinal, deadline.parties,
    case when cardinality(deadline.officers) > 0 then deadline.officers else docket.officers end,
    deadline.earliest, deadline.latest, deadline.zone, deadline.first_at, deadline.due_earliest, deadline.due_latest,
    deadline.explanation, deadline.basis
from consultations_deadlines deadline
join consultations_docket docket using (case_id)
join consultations_labels label using (case_id)
where deadline.deadline_id = any(%(deadline_ids)s) and """
"""To be followed by VISIBLE."""
NAMINGS: Final = "select code, namings::text from consultations_parties where code = any(%s)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One deadline as the mail tells it."""

    deadline_id: UUID
    case_id: UUID
    title: str
    rule: RuleName
    subject: str
    ordinal: int | None
    parties: Sequence[str]
    officers: Sequence[str]
    earliest: str | None
    latest: str | None
    zone: str
    first_at: datetime | None
    due_earliest: datetime | None
    due_latest: datetime | None
    explanation: str
    basis: str

    def reading(self, now: datetime) -> Reading:
        """How it stands at an instant."""
        return reading(self.rule, self.first_at, self.due_earliest, self.due_latest, now)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Whom a mail is for, and how they are written to."""

    username: str
    address: str
    zone: str
    language: str


def message_id(mail_id: UUID) -> str:
    """The Message-ID of a mail, the same at every attempt, so that a repeat shows (RFC 5322, 3.6.4)."""
    return f"<{uuid5(MAILS, str(mail_id))}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def compose(
    recipient: str, reminders: Sequence[Reminder], mail_id: UUID, now: datetime
) -> EmailMessage | None:
    """The mail that tells a user of these reminders, as things stand at an instant; none without any."""
    # Without what the worker may not read.
    user = get_user_model().objects.defer("password").get(username=recipient)
    lines = _lines(reminders, reader_of(user).parameters())
    if not lines:
        return None
    to = _recipient(user)
    with translation.override(to.language):
        return EmailMessage(
            subject=_subject(lines, now),
            body=_body(lines, reminders, to, now),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[to.address],
            headers={
                "Message-ID": message_id(mail_id),
                "Date": format_datetime(now),
                "Auto-Submitted": "auto-generated",
            },
        )


def _recipient(user: object) -> Recipient:
    username, address = str(getattr(user, "username", "")), str(getattr(user, "email", ""))
    clearance = Clearance.objects.filter(user__username=username).first()
    zone, language = (clearance.zone, clearance.language) if clearance else ("UTC", settings.LANGUAGE_CODE)
    try:
        known_zone(zone)
    except ImpossibleTime:
        zone = "UTC"
    spoken = dict(settings.LANGUAGES)
    return Recipient(
        username=username,
        address=address,
        zone=zone,
        language=language if language in spoken else settings.LANGUAGE_CODE,
    )


def _lines(reminders: Iterable[Reminder], reader: Mapping[str, object]) -> list[Line]:
    ids = list({each.deadline_id for each in reminders})
    with cursor() as reading:
        rows = reading.execute(LINES + VISIBLE, {"deadline_ids": ids, **reader}).fetchall()
    lines = (Line(**dict(zip(Line.__slots__, row, strict=True))) for row in rows)
    return sorted(lines, key=lambda line: (line.earliest or "", line.title, line.subject, line.deadline_id))


def _subject(lines: Sequence[Line], now: datetime) -> str:
    """Counts and nothing else: a subject shows where its mail does not, and bears no content of any file."""
    number = Counter(line.reading(now) for line in lines)
    said: dict[Reading, str] = {
        "overdue": ngettext("%d deadline overdue", "%d deadlines overdue", number["overdue"]),
        "due": ngettext("%d deadline due", "%d deadlines due", number["due"]),
        "review due": ngettext("%d review due", "%d reviews due", number["review due"]),
        "ahead": ngettext("%d deadline ahead", "%d deadlines ahead", number["ahead"]),
    }
    return ", ".join(text % number[each] for each, text in said.items() if number[each])


def _body(lines: Sequence[Line], reminders: Sequence[Reminder], to: Recipient, now: datetime) -> str:
    names, officers = _party_names(lines, now.date()), _officer_names(lines)
    headings: dict[Reading, str] = {
        "overdue": _("Overdue"),
        "due": _("Due"),
        "review due": _("Due for review"),
        "ahead": _("Coming up"),
    }
    paragraphs = [fill(_why(lines, reminders, to), WIDTH)]
    nth = 0
    for stands, heading in headings.items():
        told = [line for line in lines if line.reading(now) == stands]
        if told:
            paragraphs.append(f"{heading}\n{'-' * len(heading)}")
        for line in told:
            nth += 1
            paragraphs.append("\n".join(_paragraph(nth, line, to, names, officers, stands)))
    paragraphs.append(fill(_closing(to, now), WIDTH))
    return "\n\n".join(paragraphs) + "\n"


def _why(lines: Sequence[Line], reminders: Sequence[Reminder], to: Recipient) -> str:
    own = {line.deadline_id for line in lines if to.username in line.officers}
    if len(own) == len(lines):
        return _("You are the officer responsible for the following.")
    if not own and all(each.rung == "escalation" for each in reminders):
        return _("As head of the desk you are informed of the following, overdue for some time.")
    return _("You are responsible for the following, as the officer in charge or as head of the desk.")


def _closing(to: Recipient, now: datetime) -> str:
    at = date_format(now.astimezone(ZoneInfo(to.zone)), "j F Y, H:i")
    return _(
        "As it stood on %(at)s (%(zone)s). Whether something is overdue is a reading of the register at that "
        "time; no legal conclusion is drawn from it. This message was sent automatically; each reminder "
        "comes once."
    ) % {"at": at, "zone": to.zone}


def _paragraph(
    nth: int,
    line: Line,
    to: Recipient,
    names: Mapping[str, str],
    officers: Mapping[str, str],
    stands: Reading,
) -> Iterator[str]:
    yield _wrapped(f"{nth}. ", _what(line, names), indent=3)
    due = _("Was due") if stands == "overdue" else _("Review due") if stands == "review due" else _("Due")
    fields = (
        (_("File"), line.title),
        (due, _due(line, to)),
        (_("To act"), ", ".join(names.get(code, code) for code in line.parties)),
        (_("Officer"), ", ".join(officers.get(each, each) for each in line.officers)),
        (_("Why then"), line.explanation),
        (_("Basis"), line.basis),
        (_("Open"), f"{settings.PUBLIC_URL}/admin/cases/{line.case_id}/"),
    )
    width = max(len(label) for label, _value in fields) + 2
    for label, value in fields:
        if value:
            yield _wrapped(f"   {label + ':':<{width}}", value, indent=3 + width)


def _wrapped(begin: str, text: str, *, indent: int) -> str:
    # An address must stay whole to be opened; a line break in a title must not begin a line of its own.
    return fill(
        text, WIDTH, initial_indent=begin, subsequent_indent=" " * indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _what(line: Line, names: Mapping[str, str]) -> str:
    round_name = _("Round %(ordinal)s") % {"ordinal": line.ordinal} if line.ordinal else _("The next round")
    named = {
        "subject": line.subject,
        "round": round_name,
        "party": ", ".join(names.get(code, code) for code in line.parties),
    }
    match line.rule:
        case "reply to a note" if list(line.parties) == [settings.OWN_SIDE]:
            return _("Our reply to the note “%(subject)s”") % named
        case "reply to a note":
            return _("Reply of %(party)s to the note “%(subject)s”") % named
        case "record of discussion":
            return _("%(round)s: record of discussion") % named
        case "round without a day" if line.subject:
            return _("%(round)s: no day set (indicated: “%(subject)s”)") % named
        case "round without a day":
            return _("%(round)s: no day set") % named
        case (
            "answer to a request for agrément, after 30 days"
            | "answer to a request for agrément, after 60 days"
        ):
            return _("Request for agrément to %(party)s, unanswered: %(subject)s") % named
        case "no-activity review":
            return _("Action without recent activity: %(subject)s") % named
        case "expiry of a mandate":
            return _("Mandate expires: %(subject)s") % named
        case "registration of an agreement":
            return _("Registration with the United Nations: %(subject)s") % named
        case "date of a milestone":
            return _("Milestone: %(subject)s") % named
        case "departure of persons declared":
            return _("Departure of persons declared: %(subject)s") % named
        case "effect of a measure":
            return _("Effect of a measure: %(subject)s") % named
        case "end of retention":
            return _("File kept until now, to be looked at again: %(subject)s") % named
        case _:
            return _("Action: %(subject)s") % named


def _due(line: Line, to: Recipient) -> str:
    first, last = (text and _moment(text, line.zone, to) for text in (line.earliest, line.latest))
    if first == last:
        return last or ""
    if first and last:
        return _("between %(first)s and %(last)s") % {"first": first, "last": last}
    return _("not before %(first)s") % {"first": first} if first else _("by %(last)s") % {"last": last}


def _moment(text: str, zone: str, to: Recipient) -> str:
    at: date | datetime = moment(text)
    if not isinstance(at, datetime):
        shown = _("%(day)s (%(zone)s)") % {"day": date_format(at, "l j F Y"), "zone": zone}
        ends = on(text, zone=zone).ends_at(zone)
        if zone in (to.zone, settings.TIME_ZONE) or ends is None:
            return shown
        return _ending(shown, ends, to)
    shown = _("%(time)s (%(zone)s)") % {"time": date_format(at, "l j F Y, H:i"), "zone": zone}
    if zone == to.zone:
        return shown
    local = at.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo(to.zone))
    return _("%(shown)s, which is %(local)s (%(zone)s)") % {
        "shown": shown,
        "local": date_format(local, "j F Y, H:i"),
        "zone": to.zone,
    }


def _ending(shown: str, ends: datetime, to: Recipient) -> str:
    """A day of another's calendar, and when it ends by the recipient's clock."""
    local = date_format(ends.astimezone(ZoneInfo(to.zone)), "j F Y, H:i")
    return _("%(shown)s, to %(local)s (%(zone)s)") % {"shown": shown, "local": local, "zone": to.zone}


def _party_names(lines: Iterable[Line], day: date) -> dict[str, str]:
    """What the parties are called on a day, in the recipient's language."""
    codes = list({code for line in lines for code in line.parties})
    with cursor() as reading:
        found = reading.execute(NAMINGS, (codes,)).fetchall()
    return party_names(
        {code: msgspec.json.decode(said, type=tuple[Naming, ...]) for code, said in found}, day
    )


def _officer_names(lines: Iterable[Line]) -> dict[str, str]:
    usernames = {username for line in lines for username in line.officers}
    users = get_user_model().objects.defer("password").filter(username__in=usernames)
    return {user.get_username(): user.get_full_name() or user.get_username() for user in users}
