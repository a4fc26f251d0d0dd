"""Index only: every table there is, so that Django finds them; each lives with the code that fills it."""

from consultations.access.tables import Clearance
from consultations.api.tokens import Token
from consultations.eventlog.answers import Answer
from consultations.eventlog.tables import LoggedEvent
from consultations.projections import (
    commitments,
    correspondence,
    deadlines,
    docket,
    followups,
    labels,
    measures,
    outcomes,
    parties,
    persons,
    premises,
    properties,
    reciprocities,
    rounds,
    sources,
    statements,
    timeline,
)
from consultations.projections.parking import ParkedCase
from consultations.reminders.tables import ReminderClock, ReminderItem, ReminderMail

Commitments = commitments.PROJECTION.table
Correspondence = correspondence.PROJECTION.table
Deadlines = deadlines.PROJECTION.table
Docket = docket.PROJECTION.table
Followups = followups.PROJECTION.table
Labels = labels.PROJECTION.table
Measures = measures.PROJECTION.table
Outcomes = outcomes.PROJECTION.table
Parties = parties.PROJECTION.table
Persons = persons.PROJECTION.table
Premises = premises.PROJECTION.table
Properties = properties.PROJECTION.table
Reciprocities = reciprocities.PROJECTION.table
Rounds = rounds.PROJECTION.table
Sources = sources.PROJECTION.table
Statements = statements.PROJECTION.table
Timeline = timeline.PROJECTION.table

__all__ = [
    "Answer",
    "Clearance",
    "Commitments",
    "Correspondence",
    "Deadlines",
    "Docket",
    "Followups",
    "Labels",
    "LoggedEvent",
    "Measures",
    "Outcomes",
    "ParkedCase",
    "Parties",
    "Persons",
    "Premises",
    "Properties",
    "Reciprocities",
    "ReminderClock",
    "ReminderItem",
    "ReminderMail",
    "Rounds",
    "Sources",
    "Statements",
    "Timeline",
    "Token",
]
