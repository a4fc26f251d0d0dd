"""The settings of the browser tests: those of the tests, with static files served where they are kept."""

from tests.settings import *  # noqa: F403

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
