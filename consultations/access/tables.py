"""Who is cleared for what: the clearance of each user, and the roles there are."""

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models

REGISTRY: Final = "registry"
DESK_OFFICER: Final = "desk officer"
PROTOCOL: Final = "protocol"
LEGAL_ADVISER: Final = "legal adviser"
HEAD_OF_DESK: Final = "head of desk"
AUDITOR: Final = "auditor"
ADMINISTRATOR: Final = "administrator"
INTEGRATOR: Final = "integrator"
REOPENING: Final = "reopening"
"""A permission and no office: given beside an office, to open closed files again; by itself it records nothing."""
HOLDS: Final = "holds"
"""Likewise, to place and lift holds on files."""
DISPOSAL: Final = "disposal"
"""Likewise, to authorise that files be destroyed."""
PERMISSIONS: Final = frozenset({REOPENING, HOLDS, DISPOSAL})
"""What some may do besides what their office lets them do."""
ROLES: Final = (
    REGISTRY,
    DESK_OFFICER,
    PROTOCOL,
    LEGAL_ADVISER,
    HEAD_OF_DESK,
    AUDITOR,
    ADMINISTRATOR,
    INTEGRATOR,
    REOPENING,
    HOLDS,
    DISPOSAL,
)
"""What people do in the ministry, and what some of them may do besides; each is a group of Django's."""


class Clearance(models.Model):
    """What a user may see, and in which zone and language they are written to."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clearance")
    level = models.TextField(default="", blank=True)
    """Highest level they may see; empty: nothing."""
    compartments = ArrayField(models.TextField(), default=list, blank=True)
    zone = models.TextField(default="UTC")
    """Where they work (IANA)."""
    language = models.TextField(default="en")
    """The language they are written to in (BCP 47)."""

    class Meta:
        """One for each user."""

        app_label = "consultations"
        db_table = "consultations_clearance"
        verbose_name = "clearance"

    def __str__(self) -> str:
        """Whose it is."""
        return f"clearance of user {self.user_id}"


def grant_roles(**signal: Any) -> None:
    """Make a group for every role, after each migration; those that are there stay as they are."""
    for name in ROLES:
        Group.objects.get_or_create(name=name)
