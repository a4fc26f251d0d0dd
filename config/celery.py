"""Celery, as a doorbell: a lost, late or repeated ring changes nothing but when the work is done."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("consultations")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["consultations"])
