"""What stands in each section of a brief: each function gives its lines, the weightiest first."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _

from consultations.domain.axes import said_on
from consultations.domain.claims import ClaimDenied
from consultations.domain.commitments import STANDING, Commitment, commitments, per_party
from consultations.domain.deadlines import Deadline
from consultations.domain.message import Recorded
from consultations.domain.outcomes import BasisReversed
from consultations.domain.parts.actions import Action
from consultations.domain.parts.agenda import Irritant, Position, Proposal
from consultations.domain.parts.outcomes import Outcome
from consultations.domain.parts.part import Part
from consultations.domain.parts.rounds import Round
from consultations.domain.values import PartOnFile
from consultations.projections.matter import Line, Matter, due_text, id_of, joined, parts
from consultations.projections.sentences import sentence
from consultations.projections.words import date_text, place_text, wording_text

LAST_ROUNDS: Final = 3
RECENT: Final = timedelta(days=30)
OVER: Final = ("held", "recorded")
DISPUTING: Final = ("Disputed", "Contested", "BreachAlleged", ClaimDenied.__name__)
"""How the names of the events end by which something is disputed."""


def the_file(matter: Matter) -> Iterator[Line]:
    """What the case is, who takes part, who is in charge, and where it stands."""
    case, opened = matter.case, matter.last_of("CaseOpened")
    if opened is None:
        return
    amended = matter.last_of("CaseOpened", "SubjectAmended") or opened
    label = ", ".join((case.level, *case.compartments))
    yield matter.line(joined(f"{case.kind.capitalize()}: {case.subject}", label), amended)
    turned = matter.turned.get(case.case_id, opened)
    yield matter.line(joined(_("The file is %(status)s") % {"status": case.status}, case.result), turned)
    joining = matter.last_of("CaseOpened", "PartyJoined") or opened
    told = (_role(matter.names.party(each.code), each.role) for each in case.parties)
    yield matter.line(_("Parties: %(parties)s") % {"parties": ", ".join(told)}, joining)
    assigned = matter.last_of("CaseAssigned")
    officers = ", ".join(case.officers) or _("nobody yet")
    yield matter.line(_("In charge: %(officers)s") % {"officers": officers}, assigned or opened)
    if agreed := matter.last_of("VenueRuleAgreed"):
        yield matter.line(said(agreed, matter), agreed)


def _role(name: str, role: str) -> str:
    return name if role == "party" else f"{name} ({role})"


def rounds(matter: Matter) -> Iterator[Line]:
    """The last rounds that were held, then whatever else is known of further ones."""
    every = sorted(matter.case.rounds.values(), key=_course)
    held = [each for each in every if each.status in OVER]
    for each in [*held[-LAST_ROUNDS:], *(each for each in every if each.status not in OVER)]:
        yield matter.about(each, _round(each, matter))


def _course(part: Round) -> Any:
    return part.ordinal or 0, part.on is None, part.on.sort_key if part.on else ()


def _round(part: Round, matter: Matter) -> str:
    when = joined(date_text(part.on), place_text(part.venues[-1].place) if part.venues else "", by=", ")
    caller = matter.names.party(part.initiative_of) if part.initiative_of else ""
    awaiting = matter.names.listed(part.awaiting)
    return joined(
        f"{matter.called(part)}: {matter.status(part)}",
        when,
        _("at the initiative of %(party)s") % {"party": caller} if caller else "",
        part.reason,
        _("still to confirm: %(parties)s") % {"parties": awaiting} if awaiting else "",
    )


def on_the_table(matter: Matter) -> Iterator[Line]:
    """Irritants that stand, with each side's priority; positions that stand; proposals whose answer is open."""
    for irritant in matter.case.irritants.values():
        if irritant.status != "resolved in full":
            yield matter.about(irritant, _irritant(irritant, matter))
    for position in matter.case.positions.values():
        if position.status != "withdrawn":
            yield matter.about(position, _position(position, matter))
    for proposal in matter.case.proposals.values():
        if proposal.awaiting and proposal.status != "withdrawn":
            yield matter.about(proposal, _proposal(proposal, matter))


def _irritant(part: Irritant, matter: Matter) -> str:
    raised_by = matter.names.listed(part.raised_by)
    priorities = (
        joined(
            f"{matter.names.party(each.party)} {each.priority}", matter.according_to(each.asserted), by=", "
        )
        for each in part.priorities
    )
    told = joined(*priorities)
    return joined(
        f"{matter.called(part)}: {matter.status(part)}",
        _("raised by %(parties)s") % {"parties": raised_by} if raised_by else "",
        _("priority: %(told)s") % {"told": told} if told else "",
    )


def _position(part: Position, matter: Matter) -> str:
    irritant = matter.names.parts.get(part.irritant_id, "") if part.irritant_id else ""
    about = part.subject or irritant
    who = matter.names.party(part.party) if part.party else _("nobody named")
    wording = wording_text(part.texts[-1]) if part.texts else ""
    return joined(_("Position of %(party)s") % {"party": who}, about, matter.status(part), wording, by=": ")


def _proposal(part: Proposal, matter: Matter) -> str:
    made_by = matter.names.party(part.party) if part.party else ""
    return joined(
        f"{matter.called(part)}: {matter.status(part)}",
        _("put forward by %(party)s") % {"party": made_by} if made_by else "",
        _("awaits the answer of %(party)s") % {"party": matter.names.listed(part.awaiting)},
    )


def agreed(matter: Matter) -> Iterator[Line]:
    """What was agreed and how firmly: outcomes with who stands by them, then agreements."""
    for outcome in reversed(matter.case.outcomes.values()):
        yield matter.about(outcome, _outcome(outcome, matter))
    for agreement in reversed(matter.case.agreements.values()):
        yield matter.about(agreement, f"{matter.called(agreement)}: {matter.status(agreement)}")


def _outcome(part: Outcome, matter: Matter) -> str:
    declared = (
        f"{each.reversibility} ({_('says %(party)s') % {'party': matter.names.party(each.party)}})"
        for each in part.declarations
    )
    confirmed, disputed = (matter.names.listed(each) for each in (part.confirmed_by, part.disputed_by))
    return joined(
        f"{matter.called(part)}: {matter.status(part)}",
        _("reversibility: %(told)s") % {"told": joined(*declared) or part.reversibility},
        _("confirmed by %(parties)s") % {"parties": confirmed} if confirmed else "",
        _("disputed by %(parties)s") % {"parties": disputed} if disputed else "",
    )


def resting_on_reversed(matter: Matter) -> Iterator[Line]:
    """What rests on an outcome that has been reversed; each thing keeps its own status."""
    titles = {str(part_id): title for part_id, title in matter.names.parts.items()}
    for part in parts(matter.case):
        for outcome_id in part.rests_on_reversed:
            named = {"what": matter.called(part), "outcome": titles.get(outcome_id, _("an outcome"))}
            told = _("%(what)s rests on what was reversed: %(outcome)s") % named
            yield matter.about(part, joined(told, matter.status(part)), _marking(part, matter))


def _marking(part: Part, matter: Matter) -> Recorded | None:
    named = PartOnFile(kind=part.kept, part_id=id_of(part))
    marks = (each for each in reversed(matter.records) if isinstance(each.event, BasisReversed))
    return next((each for each in marks if named in each.event.parts), None)  # type: ignore[attr-defined]  # as asked


def owed(matter: Matter) -> Iterator[Line]:
    """Open commitments, party by party."""
    standing = [each for each in commitments(matter.case) if each.state in STANDING]
    for party, several in per_party(standing).items():
        for each in several:
            who = matter.names.party(party) if party else _("Nobody named")
            yield _owed(each, who, matter)


def _owed(owing: Commitment, who: str, matter: Matter) -> Line:
    told = joined(
        f"{who}: {owing.title or owing.kind}: {owing.state}",
        joined(owing.status, matter.according_to(owing.status_asserted), by=", "),
        _("rests on what was reversed") if owing.rests_on_reversed else "",
    )
    kind = "assurances" if owing.kind == "assurance" else "actions"
    return matter.line(told, matter.turned[owing.part_id], part_id=owing.part_id, kind=kind)


def actions(matter: Matter) -> Iterator[Line]:
    """Actions that are neither confirmed as done nor given up, each with its deadline as it stands."""
    due = {each.part_id: each for each in reversed(matter.open)}
    for part in matter.case.actions.values():
        if part.status not in ("confirmed", "abandoned"):
            yield _action(part, due.get(part.action_id), matter)


def _action(part: Action, due: Deadline | None, matter: Matter) -> Line:
    told = joined(
        f"{matter.called(part)}: {matter.status(part)}",
        _("charged with it: %(officer)s") % {"officer": part.officer} if part.officer else "",
        _("awaiting %(party)s") % {"party": matter.names.party(part.awaiting)} if part.awaiting else "",
        _due(due, matter) if due else "",
    )
    return matter.about(part, told, reading=matter.stands(due) if due else None)


def _due(due: Deadline, matter: Matter) -> str:
    named = {"rule": _(due.rule), "when": due_text(due), "reading": _(matter.stands(due))}
    return _("%(rule)s, due %(when)s: %(reading)s") % named


def deadlines(matter: Matter) -> Iterator[Line]:
    """Open deadlines that are still ahead."""
    return (_deadline(each, matter) for each in matter.open if matter.stands(each) == "ahead")


def to_do(matter: Matter) -> Iterator[Line]:
    """Deadlines that are due or overdue, and reviews that are due: what to do next."""
    return (_deadline(each, matter) for each in matter.open if matter.stands(each) != "ahead")


def _deadline(due: Deadline, matter: Matter) -> Line:
    numbered = _("Round %(number)s") % {"number": due.ordinal} if due.ordinal else ""
    told = f"{numbered or due.subject or due.part_kind}: {_due(due, matter)}"
    # An effect is due, and its status stands with its measure.
    changed_it = (each for each in matter.records if each.version == due.version)
    record = matter.turned.get(due.part_id) or next(changed_it, matter.records[-1])
    return matter.line(told, record, part_id=due.part_id, reading=matter.stands(due))


def disputed(matter: Matter) -> Iterator[Line]:
    """Whatever a party disputes, contests or denies, or calls broken."""
    for part in parts(matter.case):
        denied = [each for each in part.stances if each.stance == "denied"]
        against = dict.fromkeys(
            (
                *getattr(part, "disputed_by", ()),
                *getattr(part, "contested_by", ()),
                *(each.party for each in getattr(part, "breaches", ())),
                *(side for each in denied for side in each.asserted.sides),
            )
        )
        if against or denied:
            who = matter.names.listed(against) or _("the press")
            told = _("%(what)s: disputed by %(who)s") % {"what": matter.called(part), "who": who}
            yield matter.about(part, joined(told, matter.status(part)), _disputing(part, matter))


def _disputing(part: Part, matter: Matter) -> Recorded | None:
    of_it = (each for each in reversed(matter.records) if id_of(part) in each.event.entities)
    return next((each for each in of_it if each.type.endswith(DISPUTING)), None)


def notes(matter: Matter) -> Iterator[Line]:
    """Notes that await an answer: ours first, then theirs."""
    awaiting = [each for each in matter.open if each.rule == "reply to a note"]
    for due in sorted(awaiting, key=lambda each: matter.names.own not in each.parties):
        note = matter.case.notes[due.part_id]
        ours = matter.names.own in due.parties
        who = (
            _("ours to answer")
            if ours
            else _("awaits the answer of %(party)s") % {"party": matter.names.listed(due.parties)}
        )
        told = joined(f"{matter.called(note)}: {who}", matter.status(note), _due(due, matter))
        yield matter.about(note, told, reading=matter.stands(due))


def changed(matter: Matter) -> Iterator[Line]:
    """What became known within the last 30 days, the latest first."""
    today = matter.at.date()
    dated = [(day, each) for each in matter.records if (day := _known(each)) <= today]
    recent = [(day, each.version, each) for day, each in dated if day > today - RECENT]
    for _day, _version, each in sorted(recent, key=lambda told: told[:2], reverse=True):
        yield matter.line(said(each, matter), each)


def _known(record: Recorded) -> date:
    """The day that a source said so; else that on which the ministry knew, else recorded it."""
    return said_on(record).last_day or record.recorded_at.date()


def said(record: Recorded, matter: Matter) -> str:
    """The sentence of an entry, with whose word it is."""
    arguments = msgspec.to_builtins(record.event)
    return sentence(type(record.event).__name__, arguments, matter.names, record.envelope.asserted)
