"""Index only: every table there is, so that Django finds them; each lives with the code that fills it."""

from consultations.access.tables import Clearance
from consultations.api.tokens import Token
from consultations.eventlog.answers import Answer
from consultations.eventlog.contents import DepositedContent
from consultations.eventlog.tables import LoggedEvent
from consultations.projections import (
    agenda,
    agreements,
    claims,
    commitments,
    contacts,
    correspondence,
    custody,
    deadlines,
    docket,
    documents,
    followups,
    holds,
    labels,
    mandate,
    measures,
    milestones,
    namings,
    nominations,
    numbers,
    outcomes,
    parties,
    persons,
    premises,
    properties,
    proposals,
    reciprocities,
    registers,
    relations,
    rounds,
    search,
    sources,
    standpoints,
    statements,
    timeline,
)
from consultations.projections.parking import ParkedCase
from consultations.reminders.tables import ReminderClock, ReminderItem, ReminderMail

Agreements = agreements.PROJECTION.table
Agenda = agenda.PROJECTION.table
Commitments = commitments.PROJECTION.table
Contacts = contacts.PROJECTION.table
Correspondence = correspondence.PROJECTION.table
Custody = custody.PROJECTION.table
Deadlines = deadlines.PROJECTION.table
Docket = docket.PROJECTION.table
Documents = documents.PROJECTION.table
Followups = followups.PROJECTION.table
Holds = holds.PROJECTION.table
Labels = labels.PROJECTION.table
Nominations = nominations.PROJECTION.table
Mandate = mandate.PROJECTION.table
Milestones = milestones.PROJECTION.table
Namings = namings.PROJECTION.table
Outcomes = outcomes.PROJECTION.table
Parties = parties.PROJECTION.table
Persons = persons.PROJECTION.table
Proposals = proposals.PROJECTION.table
Measures = measures.PROJECTION.table
Outcomes = outcomes.PROJECTION.table
Parties = parties.PROJECTION.table
Persons = persons.PROJECTION.table
Premises = premises.PROJECTION.table
Properties = properties.PROJECTION.table
Reciprocities = reciprocities.PROJECTION.table
Registers = registers.PROJECTION.table
Numbers = numbers.PROJECTION.table
Relations = relations.PROJECTION.table
Rounds = rounds.PROJECTION.table
Search = search.PROJECTION.table
SearchParties = search.PARTIES.table
SearchPersons = search.PERSONS.table
SearchProperties = search.PROPERTIES.table
SearchSources = search.SOURCES.table
Sources = sources.PROJECTION.table
Standpoints = standpoints.PROJECTION.table
Statements = statements.PROJECTION.table
Claims = claims.PROJECTION.table
Timeline = timeline.PROJECTION.table

__all__ = [
    "Agreements",
    "Agenda",
    "Answer",
    "Clearance",
    "Commitments",
    "Contacts",
    "Correspondence",
    "Custody",
    "Deadlines",
    "DepositedContent",
    "Docket",
    "Documents",
    "Followups",
    "Holds",
    "Labels",
    "LoggedEvent",
    "Nominations",
    "Mandate",
    "Milestones",
    "Namings",
    "Measures",
    "Outcomes",
    "ParkedCase",
    "Parties",
    "Persons",
    "Proposals",
    "Premises",
    "Properties",
    "Reciprocities",
    "Registers",
    "Numbers",
    "Relations",
    "ReminderClock",
    "ReminderItem",
    "ReminderMail",
    "Rounds",
    "Search",
    "SearchParties",
    "SearchPersons",
    "SearchProperties",
    "SearchSources",
    "Sources",
    "Standpoints",
    "Statements",
    "Timeline",
    "Token",
]
