"""The ledger of reminders: every mail, every rung of a deadline it reminds of, and when it was last gone through."""

from typing import Final

from django.contrib.postgres.functions import RandomUUID
from django.db import models

WAITING: Final = "waiting"
SENT: Final = "sent"
STOOD_DOWN: Final = "stood down"
"""Nothing in it stood any more when it was to be sent."""
PARKED: Final = "parked"
"""Given up after too many attempts, with the error of the last."""


class ReminderMail(models.Model):
    """One mail to one recipient: a digest of what was due when it was planned."""

    mail_id = models.UUIDField(primary_key=True, db_default=RandomUUID())
    recipient = models.TextField()
    """Username; the address is looked up at sending."""
    status = models.TextField(default=WAITING)
    planned_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    """Counted before each attempt, so that one that kills its sender is counted too."""
    lease_until = models.DateTimeField()
    """Until then it belongs to the sender who holds the token, or rests after a failure."""
    token = models.BigIntegerField(default=0)
    """Fencing token: whoever holds an older one records nothing."""
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        """Found by what is still to be done."""

        app_label = "consultations"
        verbose_name = "reminder mail"
        indexes = [
            models.Index(
                fields=["lease_until"], condition=models.Q(status=WAITING), name="remindermail_waiting"
            )
        ]

    def __str__(self) -> str:
        """Its recipient and where it stands; no content."""
        return f"{self.recipient} {self.status}"


class ReminderItem(models.Model):
    """One rung of one deadline, as planned for one recipient."""

    mail = models.ForeignKey(ReminderMail, on_delete=models.PROTECT, related_name="items")
    deadline_id = models.UUIDField()
    case_id = models.UUIDField(db_index=True)
    rung = models.TextField()
    due = models.TextField()
    """The due date it reminds of, as shown, earliest/latest; another date is another reminder."""
    recipient = models.TextField()
    stood_down = models.BooleanField(default=False)
    """It no longer stood when it was to be sent; should it stand again, it is planned again."""

    class Meta:
        """A rung of a deadline reminds a recipient of a due date once."""

        app_label = "consultations"
        verbose_name = "reminder"
        constraints = [
            models.UniqueConstraint(
                fields=["deadline_id", "rung", "due", "recipient"],
                condition=models.Q(stood_down=False),
                name="reminder_once",
            )
        ]

    def __str__(self) -> str:
        """The rung and whom it reminds; no content."""
        return f"{self.rung} {self.recipient}"


class ReminderClock(models.Model):
    """One row: when reminders were last seen to. It stands still where beat does not ring or no worker hears it."""

    only_row = models.BooleanField(primary_key=True, default=True)
    struck_at = models.DateTimeField()

    class Meta:
        """One row and no more."""

        app_label = "consultations"
        constraints = [
            models.CheckConstraint(condition=models.Q(only_row=True), name="reminderclock_one_row")
        ]

    def __str__(self) -> str:
        """When it struck."""
        return f"{self.struck_at}"
