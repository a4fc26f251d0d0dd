"""The settings, all from the environment: made for production, and refusing to start without their secrets."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from config.logs import LOGGING as LOGGING
from consultations.domain.notes import style

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = list(env.names("ALLOWED_HOSTS", default=("localhost", "127.0.0.1", "[::1]")))
CSRF_TRUSTED_ORIGINS = list(env.names("CSRF_TRUSTED_ORIGINS", default=()))
PUBLIC_URL = env.text("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
"""Where people reach the pages: links in mail begin with it."""
OWN_SIDE = env.text("OWN_SIDE", default="NO")
"""The party code of the ministry that runs the installation."""
NOTE_FORMS = env.table("NOTE_FORMS", of=style.Needs, default=style.HANDBOOK)
"""What our own notes are to have, by their form; what one lacks is told in a warning, and holds nothing up."""
AUDIENCES = env.names("AUDIENCES", default=("own", "public", "with that party"))
"""Before whom a party may be called by a name of its own; the first are the ministry's own people."""

DEBUG = False
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
INSTALLED_APPS = [
    "consultations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "consultations.api.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Each process logs in as its own role: DATABASE_URL differs between web, worker and migration.
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database(
        env.text("DATABASE_URL", default="postgresql://consultations_app@localhost/consultations")
    )
}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if _owner := env.text("DATABASE_ASSUME_ROLE", default=""):
    DATABASES["default"]["OPTIONS"]["assume_role"] = _owner
if env.flag("PREPARED_STATEMENTS", default=True):
    # As psycopg has it of itself; Django turns it off for the sake of poolers. Planning anew costs as much as loading.
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 5
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Celery is a doorbell: no results, nothing to lose, arguments without content, no wait worth the name.
REDIS_URL = env.text("REDIS_URL", default="redis://localhost:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# No limit: a ring whose acknowledgement is lost (a broker that is silent for a while) counts against the limit for
# good, and with a limit of one the worker would live on and hear no further ring.
CELERY_WORKER_PREFETCH_MULTIPLIER = 0
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.3,
    "socket_timeout": 5,
    "socket_keepalive": True,
    "max_retries": 0,
    "visibility_timeout": 600,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "advance": {"task": "consultations.advance", "schedule": 2.0, "options": {"expires": 2}},
    "sign": {"task": "consultations.sign_checkpoint", "schedule": 10.0, "options": {"expires": 10}},
    "reminders": {"task": "consultations.send_due_reminders", "schedule": 30.0, "options": {"expires": 30}},
}

# The key that signs the log's checkpoints stands outside the database, with the worker alone.
LOG_SIGNING_KEY = env.text("LOG_SIGNING_KEY", default="")
LOG_VERIFIER_KEYS = env.names("LOG_VERIFIER_KEYS", default=())
"""Public keys whose signatures count; without them that of LOG_SIGNING_KEY."""
LOG_ORIGIN = env.text("LOG_ORIGIN", default=f"{urlsplit(PUBLIC_URL).hostname}/log")
"""The name of this log, for good: the first line of every checkpoint."""
LOG_CHECKPOINT_DIR = env.text("LOG_CHECKPOINT_DIR", default=str(BASE_DIR / "var" / "checkpoints"))
"""Where checkpoints are exported to: somewhere that whoever owns the database cannot change."""

EMAIL_FROM = env.text("EMAIL_FROM", default="consultations@localhost")
DEFAULT_FROM_EMAIL = EMAIL_FROM
_mail = urlsplit(env.text("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 20

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nb", _("Norwegian")), ("ru", _("Russian")), ("fr", _("French"))]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

LOGIN_URL = "/admin/login/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# The demonstration runs on http://localhost; everywhere else cookies travel over TLS alone.
_secure = not env.flag("INSECURE_HTTP", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_NAME = "__Host-sessionid" if _secure else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if _secure else "csrftoken"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
if env.flag("BEHIND_TLS_PROXY", default=False):  # only then is the header the proxy's own word
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DOCUMENT_LIMIT = env.number("DOCUMENT_LIMIT", default=26_214_400)
"""Bytes that the content of a document has at most."""
# In memory alone: no content lies about in a directory for temporary files. One that is larger is let go unread.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DOCUMENT_LIMIT + DATA_UPLOAD_MAX_MEMORY_SIZE

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "consultations.api.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "consultations.api.errors.problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Consultations",
    "DESCRIPTION": "Case files of diplomatic consultations: what was known, said and done, on any date.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [],  # choices stay where they stand: names drawn for them would change with each event
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
