"""Users, their roles and their clearance: the one thing that is administered here."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite, StackedInline
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from consultations.access.tables import Clearance

if TYPE_CHECKING:
    Inline = StackedInline[Clearance, User]
    Users = UserAdmin[User]
else:
    Users = UserAdmin
    Inline = StackedInline


class ClearanceOfUser(Inline):
    """The clearance, on the page of the user."""

    model = Clearance
    can_delete = False


class UserPage(Users):
    """A user; who has recorded something is made inactive, never deleted."""

    inlines = (ClearanceOfUser,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the log names its actors."""
        return False


def register(site: AdminSite) -> None:
    """Register users and their groups, which are the roles."""
    site.register(User, UserPage)
    site.register(Group, GroupAdmin)
