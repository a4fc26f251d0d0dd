"""The pages: dashboard, case file, a form for every command, the read models and the log."""

from consultations.admin import log, parked, people, readmodels
from consultations.admin.adminsite import site

readmodels.register(site)
log.register(site)
parked.register(site)
people.register(site)

__all__ = ["site"]
