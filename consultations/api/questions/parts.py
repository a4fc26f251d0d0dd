"""The parts of a file, each kind a list of its own."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from consultations.api import persons
from consultations.api.questions.question import (
    Extra,
    Filter,
    among,
    by_id,
    by_text,
    order,
    part,
    quoted,
    within,
)
from consultations.domain.parts.actions import Action
from consultations.domain.parts.agenda import Irritant, Position, Proposal
from consultations.domain.parts.agreements import Agreement
from consultations.domain.parts.assurances import Assurance
from consultations.domain.parts.claims import Claim
from consultations.domain.parts.contacts import Contact
from consultations.domain.parts.custody import Custody, Hold
from consultations.domain.parts.documents import Document
from consultations.domain.parts.mandate import Mandate
from consultations.domain.parts.measures import Measure
from consultations.domain.parts.milestones import Milestone
from consultations.domain.parts.nominations import Nomination
from consultations.domain.parts.notes import CALLS_FOR_REPLY, ENDED, PREPARING, Note
from consultations.domain.parts.outcomes import Outcome
from consultations.domain.parts.premises import Premises
from consultations.domain.parts.reciprocity import Reciprocity
from consultations.domain.parts.rounds import Round
from consultations.domain.parts.statements import Statement

PERSON: Final = Filter(
    condition=f"shown.person_id = {persons.THEMSELVES}",
    read=UUID,
    format="uuid",
    told="A person, under whichever of the ids that you know to be theirs.",
)


MANDATES: Final = part("mandate", Mandate, officer=by_text("officer"))
IRRITANTS: Final = part(
    "agenda",
    Irritant,
    "kind",
    raised_by=among("raised_by", "raised_by", "Code of a party that raised it."),
    disputed_by=among("disputed_by", "disputed_by", "Code of a party that disputes it."),
    priority_of=within("priorities", "party", "priority_of", "Code of a party that declared its priority."),
    round_id=within("placements", "round_id", "round_id", "Id of a round on whose agenda it was placed."),
)
POSITIONS: Final = part(
    "standpoints",
    Position,
    party=by_text("party", "Code of the party whose position it is."),
    irritant_id=by_id("irritant_id"),
)
PROPOSALS: Final = part(
    "proposals",
    Proposal,
    "kind",
    party=by_text("party", "Code of the party that put it forward."),
    irritant_id=among("irritant_id", "irritant_ids", "Id of an irritant that it is about."),
    awaiting=among("awaiting", "awaiting", "Code of a party whose answer is open."),
)
CONTACTS: Final = part(
    "contacts",
    Contact,
    "kind",
    "level",
    from_party=by_text("from_party", "Code of the party that made it, or summoned."),
    to_party=by_text("to_party", "Code of the party it was made to, or whose head of mission was summoned."),
)
ROUNDS: Final = part("rounds", Round)
UNANSWERED: Final = f"""shown.status not in ({quoted(*PREPARING, *ENDED)})
    and (shown.reply_due <> 'null'::jsonb
        or (shown.in_reply_to is null and shown.form in ({quoted(*CALLS_FOR_REPLY)})))"""
"""A note that has left, and whose answer is to come: one of a form that is answered, or for which a date was set."""
NOTES: Final = part(
    "correspondence",
    Note,
    "form",
    from_party=by_text("from_party", "Code of the sender."),
    to_party=by_text("to_party", "Code of the addressee."),
    number=by_text("number"),
    officer=by_text("officer", "The officer who drafts it, or whom it was assigned to."),
    clearance_of=Filter(
        condition="""shown.clearances @> jsonb_build_array(
            jsonb_build_object('of_whom', %(clearance_of)s::text, 'status', 'open'))""",
        told="A role or an officer whose clearance is open.",
    ),
    awaiting=Filter(
        condition=f"shown.to_party = %(awaiting)s and {UNANSWERED}",
        told="Code of the party whose answer is to come: ours, or theirs.",
    ),
)
ACTIONS: Final = part(
    "followups",
    Action,
    "kind",
    obliged=among("obliged", "obliged", "Code of a party that is to act."),
    officer=by_text("officer"),
)
OUTCOMES: Final = part("outcomes", Outcome, "kind", "reversibility", round_id=by_id("round_id"))
NOMINATIONS: Final = part(
    "nominations",
    Nomination,
    "kind",
    "exequatur",
    person_id=PERSON,
    sending=by_text("sending", "Code of the party that sends."),
    receiving=by_text("receiving", "Code of the party that receives."),
)
ASSURANCES: Final = part(
    "commitments",
    Assurance,
    given_by=among("given_by", "given_by", "Code of a party that gave it."),
    given_to=among("given_to", "given_to", "Code of a party it was given to."),
)
AGREEMENTS: Final = part(
    "agreements",
    Agreement,
    "kind",
    signed_by=among("signed_by", "signed_by", "Code of a party that signed."),
    consented_by=among("consented_by", "consented_by", "Code of a party that consented to be bound."),
)
MILESTONES: Final = part(
    "milestones",
    Milestone,
    reached_by=among("reached_by", "reached_by", "Code of a party that holds it to be reached."),
    contested_by=among("contested_by", "contested_by", "Code of a party that holds otherwise."),
)
STATEMENTS: Final = part(
    "statements",
    Statement,
    of_side=Filter(condition="shown.side = %(of_side)s", told="Code of the party that spoke."),
    person_id=PERSON,
)

CLAIMS: Final = part("claims", Claim)
MEASURES: Final = part(
    "measures",
    Measure,
    "kind",
    party=by_text("party", "Code of the party that takes it."),
    against=by_text("against", "Code of the party it is directed against."),
    property_id=Filter(
        condition="""shown.effects @> jsonb_build_array(
            jsonb_build_object('property_id', (%(property_id)s)::uuid))""",
        read=UUID,
        format="uuid",
        told="A property that one of its effects bears on.",
    ),
)
_LINKS: Final = part(
    "reciprocities",
    Reciprocity,
    "symmetry",
    measure_id=by_id("measure_id"),
    assessed_by=by_text("assessed_by"),
)
RECIPROCITIES: Final = replace(
    _LINKS,
    hidden=frozenset({"first"}),
    orders={"when": order("shown.first::text", "shown.reciprocity_id::uuid"), **_LINKS.orders},
)
PREMISES: Final = part("premises", Premises, "access", property_id=by_id("property_id"))
DOCUMENTS: Final = replace(
    part(
        "documents",
        Document,
        "kept_as",
        "authenticity",
        language=among("language", "languages", "A language it is written in (BCP 47)."),
        media_type=by_text("media_type"),
        digest=by_text("digest", "SHA-256 of its content, 64 hexadecimal digits."),
        translation_of=by_id("translation_of"),
        superseded_by=by_id("superseded_by"),
    ),
    extras={
        "content": Extra(
            expression="""case when page.kept_as = 'content deposited'
                then format('/api/v1/cases/%%s/documents/%%s/content/', page.case_id, page.document_id) end""",
            type=str | None,
        )
    },
)
CUSTODY: Final = part(
    "custody",
    Custody,
    "after",
    plan_code=by_text("plan_code", "Code of a class of the file plan."),
    rule=by_text("rule", "A rule of the retention schedule."),
)
HOLDS: Final = part("holds", Hold, authority=by_text("authority"))
