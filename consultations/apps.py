"""The application as Django starts it: rights and roles after each migration, and the bell after each commit."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConsultationsConfig(AppConfig):
    """Case management for diplomatic consultations."""

    name = "consultations"
    verbose_name = "Consultations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tie the rooms together that must not import each other."""
        from consultations import handler, tasks
        from consultations.access import privileges, tables

        handler.rung.append(tasks.ring)
        post_migrate.connect(privileges.apply, sender=self)
        post_migrate.connect(tables.grant_roles, sender=self)
