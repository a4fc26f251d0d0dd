"""The demonstration's mailbox: a real SMTP server that keeps every message as a file anyone can open."""

import logging
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Mailbox:
    """Where the messages arrive, and where they lie."""

    url: str
    directory: Path

    def messages(self) -> list[EmailMessage]:
        """Every message kept, oldest first."""
        kept = sorted(self.directory.glob("*.eml"))
        return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in kept]


@contextmanager
def mailbox(directory: Path) -> Iterator[Mailbox]:
    """A mailbox that takes messages for as long as the block runs, on a port of the loopback that is free."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    controller = Controller(_Keeper(directory), hostname=HOST, port=_free_port())
    # The server would log every line of every conversation.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller.start()
    try:
        yield Mailbox(url=f"smtp://{HOST}:{controller.port}", directory=directory)
    finally:
        controller.stop()


class _Keeper:
    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        """Write a message to a file of its own before it is acknowledged."""
        nth = 1 + max((int(each.name[:4]) for each in self.directory.glob("[0-9]*.eml")), default=0)
        to = re.sub(r"[^A-Za-z0-9@.-]", "", envelope.rcpt_tos[0])
        part = self.directory / f"{nth:04}-{to}.part"
        part.write_bytes(envelope.content)
        part.rename(part.with_suffix(".eml"))
        return "250 kept"


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])
