"""A log of its own that is written, sealed and signed, and can be tampered with as whoever owns the server may."""

from base64 import b64encode
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from consultations.domain.message import Command
from consultations.eventlog import checkpoint
from consultations.eventlog.notes import Signer
from consultations.eventlog.trust import Finding
from consultations.eventlog.verify import verify
from consultations.handler import handle
from tests.conftest import logged_in
from tests.eventlog.writing import seal_all, write

ORIGIN = "mfa.example/log"
SIGNER = Signer(ORIGIN, b64encode(bytes(range(32))).decode())
OTHER = Signer(ORIGIN, b64encode(bytes(range(1, 33))).decode())


@dataclass(frozen=True)
class Log:
    """One log in a database of its own."""

    urls: dict[str, str]
    exports: Path

    def append(self, events: int, stream_id: UUID | None = None, after: int = 0) -> list[UUID]:
        """Write events to one stream, each in a transaction of its own; gives their ids."""
        with psycopg.connect(self.urls["app"], autocommit=True) as app:
            stream_id = stream_id or uuid4()
            return [write(app, stream_id, after + nth) for nth in range(1, events + 1)]

    def handle(self, command: Command, stream_id: UUID) -> None:
        """Carry out a command, as the application."""
        with logged_in(self.urls["app"]):
            handle(command, stream_id=stream_id, actor="arne", command_id=uuid4())

    def sealed(self) -> int:
        """Seal all that is committed."""
        with self.as_worker():
            return seal_all()

    def signed(self, by: Signer = SIGNER) -> str:
        """Seal, and sign what is sealed; gives the note."""
        self.sealed()
        with self.as_worker():
            return checkpoint.sign(by)

    def findings(self, *keys: Signer, elsewhere: bool = True) -> list[Finding]:
        """What verifying finds, with the exported checkpoints or only with those in the table."""
        notes = list(checkpoint.exported(self.exports)) if elsewhere else []
        with self.as_worker():
            return verify([each.verifier for each in keys or (SIGNER,)], notes).findings

    @contextmanager
    def as_worker(self) -> Generator[None]:
        """Logged in as the worker."""
        with logged_in(self.urls["worker"]):
            yield

    def tamper(self, *statements: str, **values: Any) -> None:
        """Run SQL as the superuser, with the log's triggers switched off for it."""
        with psycopg.connect(self.urls["admin"], autocommit=True) as admin:
            for table in ("event", "position", "node", "signedcheckpoint"):
                admin.execute(f"alter table consultations_{table} disable trigger user")
            for statement in statements:
                admin.execute(statement, values)
