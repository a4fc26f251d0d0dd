"""How the installation is put together: settings, servers, Celery and addresses."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
