"""The mailbox: every message a file, kept before it is acknowledged."""

import smtplib
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from consultations.scenarios.mailbox import mailbox


def send(url: str, subject: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "a@mfa.example", "b@mfa.example"
    message.set_content("Å være.")
    with smtplib.SMTP(urlsplit(url).hostname or "", urlsplit(url).port or 0) as connection:
        connection.send_message(message)


class TestMailbox:
    def test_keeps_messages_in_order_over_restarts(self, tmp_path: Path) -> None:
        for subject in ("first", "second"):
            with mailbox(tmp_path / "mail") as box:
                send(box.url, subject)
        assert [message["Subject"] for message in box.messages()] == ["first", "second"]
        assert [path.name for path in sorted(box.directory.iterdir())] == [
            "0001-b@mfa.example.eml",
            "0002-b@mfa.example.eml",
        ]
