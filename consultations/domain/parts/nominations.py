"""Nominations as a file holds them: every step with every claim of it, and what is held true of them."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from consultations.domain.parts.accounts import Account, held
from consultations.domain.parts.part import Part
from consultations.domain.values import Asserted, PartyCode
from consultations.domain.when import When

PostKind = Literal["head of mission", "head of consular post", "other"]
NominationStatus = Literal[
    "nominated",
    "sounded",
    "requested",
    "granted",
    "refused",
    "withdrawn",
    "appointed",
    "true copies presented",
    "credentials presented",
    "in function",
    "ended",
]
StepName = Literal[
    "nomination announced",
    "sounded",
    "requested",
    "granted",
    "refused",
    "silence noted",
    "withdrawn",
    "appointed",
    "appointment announced",
    "commission issued",
    "exequatur requested",
    "exequatur granted",
    "exequatur refused",
    "arrival notified",
    "true copies presented",
    "credentials presented",
    "in function",
    "chargé named",
    "recalled",
    "returned",
    "ended",
]
Exequatur = Literal["not requested", "requested", "granted", "refused"]
Reached = tuple[NominationStatus, tuple[StepName, ...]]

BEYOND_THE_ANSWER: tuple[Reached, ...] = (
    ("ended", ("ended",)),
    ("in function", ("in function",)),
    ("credentials presented", ("credentials presented",)),
    ("true copies presented", ("true copies presented",)),
    ("appointed", ("appointed", "appointment announced", "commission issued", "arrival notified")),
    ("withdrawn", ("withdrawn",)),
)
BEFORE_THE_ANSWER: tuple[Reached, ...] = (("requested", ("requested",)), ("sounded", ("sounded",)))
"""Which steps bear out a status, the furthest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepTold(Account):
    """One source's word that the nomination came to a step."""

    step: StepName


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """The chargé d'affaires ad interim or acting head of post (VCDR 19, VCCR 15), with the title of that day."""

    person_id: UUID
    title: str = ""


@dataclass(kw_only=True, slots=True)
class Nomination(Part):
    """One person for one post: how far it has come, as held true, and beside that all that is told of it."""

    key: ClassVar[str] = "nomination_id"
    kept: ClassVar[str] = "nominations"

    nomination_id: UUID
    person_id: UUID | None = None
    """The person nominated."""
    post: str = ""
    kind: PostKind = "other"
    """What the person is to be, as the conventions tell posts apart (VCDR 4, VCCR 10)."""
    sending: PartyCode = ""
    """The party that sends."""
    receiving: PartyCode = ""
    """The party that receives."""
    status: NominationStatus = "nominated"
    """The furthest step that is told of; an answer is the one that is held true."""
    status_asserted: Asserted | None = None
    """Whose word the status rests on."""
    exequatur: Exequatur = "not requested"
    """Of a consul: the receiving party's authorisation (VCCR 12)."""
    announced_on: When | None = None
    """When the nomination was announced in public."""
    sounded_on: When | None = None
    requested_on: When | None = None
    silence_noted_on: When | None = None
    granted_on: When | None = None
    """The day of the grant that is held true."""
    refused_on: When | None = None
    withdrawn_on: When | None = None
    appointed_on: When | None = None
    arrived_on: When | None = None
    true_copies_on: When | None = None
    credentials_on: When | None = None
    took_up_on: When | None = None
    """When functions were taken up: a head of mission's precedence within the class goes by it (VCDR 16(1))."""
    ended_on: When | None = None
    grants: tuple[Account, ...] = ()
    """Every claim that agrément was granted, in order of recording; none overwrites another."""
    preferred: UUID | None = None
    """The event whose claim on the answer an officer prefers."""
    course: tuple[StepTold, ...] = ()
    """Every other step as it was told, in order of recording."""
    charge: Charge | None = None
    recalled: bool = False
    """Whether the person is away for consultations."""
    reason: str = ""
    """Why it was last withdrawn, or the person recalled, or functions ended; a refusal owes none."""

    @property
    def stays_closed(self) -> bool:
        """Whether its file is not to be opened: before the grant, and for good where that was refused or withdrawn."""
        return self.status in ("nominated", "sounded", "requested", "refused", "withdrawn")

    def told(self, *steps: StepName) -> tuple[Account, ...]:
        """All that is told of these steps."""
        grants = self.grants if "granted" in steps else ()
        return (*grants, *(each for each in self.course if each.step in steps))

    def tell(self, step: StepName, claim: Account) -> None:
        """Add what a source says of a step."""
        if step == "granted":
            self.grants = (*self.grants, claim)
        else:
            told = StepTold(step=step, event_id=claim.event_id, on=claim.on, asserted=claim.asserted)
            self.course = (*self.course, told)
        self._settle()

    def prefer(self, event_id: UUID) -> None:
        """Hold the answer true that this event claims; what is no claim on the answer changes nothing."""
        if any(each.event_id == event_id for each in self.told("granted", "refused")):
            self.preferred = event_id
            self._settle()

    def _settle(self) -> None:
        self.status, claim = self._furthest()
        self.status_asserted = claim.asserted if claim else None
        self.exequatur = self._answer_to_consul()
        self.announced_on, self.sounded_on = self._day("nomination announced"), self._day("sounded")
        self.requested_on, self.silence_noted_on = self._day("requested"), self._day("silence noted")
        self.granted_on, self.refused_on = self._day("granted"), self._day("refused")
        self.withdrawn_on, self.appointed_on = self._day("withdrawn"), self._day("appointed")
        self.arrived_on, self.true_copies_on = (
            self._day("arrival notified"),
            self._day("true copies presented"),
        )
        self.credentials_on, self.took_up_on = self._day("credentials presented"), self._day("in function")
        self.ended_on = self._day("ended")

    def _day(self, step: StepName) -> When | None:
        claim = held(self.told(step), self.preferred)
        return claim.on if claim else None

    def _furthest(self) -> tuple[NominationStatus, Account | None]:
        answer = held(self.told("granted", "refused"), self.preferred)
        answered: NominationStatus = "granted" if answer in self.grants else "refused"
        reached: list[tuple[NominationStatus, Account | None]] = [
            *((status, held(self.told(*steps))) for status, steps in BEYOND_THE_ANSWER),
            (answered, answer),
            *((status, held(self.told(*steps))) for status, steps in BEFORE_THE_ANSWER),
        ]
        announced = held(self.told("nomination announced"))
        return next(((status, claim) for status, claim in reached if claim), ("nominated", announced))

    def _answer_to_consul(self) -> Exequatur:
        answer = held(self.told("exequatur granted", "exequatur refused"))
        if answer:
            return "granted" if answer in self.told("exequatur granted") else "refused"
        return "requested" if self.told("exequatur requested") else "not requested"
