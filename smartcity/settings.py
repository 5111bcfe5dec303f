"""All settings. Values come from the environment; with nothing set the portal runs embedded under `var/`.

`docs/operations.md` lists the variables. `SMARTCITY_ENV=production` refuses to start without the ones it needs.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from smartcity import demo_accounts, environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

PRODUCTION = env.str("SMARTCITY_ENV", default="embedded") == "production"
VAR = Path(env.str("SMARTCITY_VAR", default=str(BASE_DIR / "var")))
if PRODUCTION:
    environment.require(
        env,
        {
            "SECRET_KEY": "a long random text",
            "DATABASE_URL": "postgres://user:password@host:5432/name",
            "REDIS_URL": "redis://host:6379/0",
            "ALLOWED_HOSTS": "host names, separated by commas",
            "MEDIA_ROOT": "folder of uploaded files and reports",
            "EMAIL_URL": "smtp+tls://user:password@host:587",
            "PORTAL_URL": "https://host, printed into reports and letters",
        },
    )

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
if PRODUCTION and (DEBUG or DEMO):
    raise ImproperlyConfigured("Production start refused: DEBUG and DEMO show what only a developer may see.")
DEMO_ACCOUNTS = demo_accounts.SHOWN if DEMO else []
SECRET_KEY = env.str("SECRET_KEY", default="") or environment.secret_key(VAR / "secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# How many reverse proxies of our own stand in front and append to X-Forwarded-For; 0: the peer is the client.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)

# --- rooms, from the top down -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "smartcity",
    "reports",
    "alignment",
    "evaluations",
    "surveys",
    "submissions",
    "quickwins",
    "documents",
    "pillars",
    "regencies",
    "jobs",
    "journal",
    "accounts",
    "common",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "template_partials.apps.SimpleAppConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "axes",
    "csp",
]

# Background work by name: what `jobs` calls for a row of that kind, and which queue takes it.
JOB_KINDS: dict[str, str] = {
    "cycle.announce": "evaluations.actions.results.announce_job",
    "agreement.study": "evaluations.actions.statistics.agreement_job",
    "ranking.study": "evaluations.actions.statistics.ranks_job",
    "panel.plan": "evaluations.actions.plans.plan_job",
    "report.make": "reports.actions.make",
    "report.preview": "reports.actions.previews.make",
    "evidence.preview": "submissions.actions.previews.make_job",
    "document.text": "documents.actions.texts.make_job",
    "document.picture": "documents.actions.pictures.make_job",
}
JOB_QUEUES: dict[str, str] = {"report.make": "reports", "report.preview": "reports"}

MIDDLEWARE = [
    "common.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.compression.CompressedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "common.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "smartcity.urls"
WSGI_APPLICATION = "smartcity.wsgi.application"

_loaders = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _loaders if DEBUG else [("django.template.loaders.cached.Loader", _loaders)],
                )
            ],
            "libraries": {"clock": "common.templatetags.clock", "stencils": "common.templatetags.stencils"},
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smartcity.navigation.context",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- rows, files, cache -----------------------------------------------------------------------------------------

DATABASES = {"default": environment.database(env, VAR / "smartcity.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {"default": environment.cache(env.str("CACHE_URL", default=REDIS_URL), VAR / "cache")}

# Private: nothing serves this folder but views that ask for the right first.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR / "media")))
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
_manifest = PRODUCTION or DEMO
STORAGES: dict[str, dict[str, object]] = {
    "default": environment.files(env),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _manifest
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _manifest
FILE_UPLOAD_PERMISSIONS = 0o600

EVIDENCE_MAX_BYTES = 20 * 1024 * 1024
# tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty: files are not scanned for viruses.
CLAMD_URL = env.str("CLAMD_URL", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # form fields of one request; files are streamed to disk
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- background work --------------------------------------------------------------------------------------------

CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 3600  # seconds; well under the visibility timeout
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200  # WeasyPrint leaks a little with each document
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2}
CELERY_TIMEZONE = "Asia/Jakarta"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "visibility_timeout": 2 * 3600,
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "queue" / "messages"),
        "data_folder_out": str(VAR / "queue" / "messages"),
        "control_folder": str(VAR / "queue" / "control"),
        "polling_interval": 0.2,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
VAR.mkdir(parents=True, exist_ok=True)  # the scheduler keeps its clock there, in production too
if not PRODUCTION:
    for _folder in (STATIC_ROOT, VAR / "queue" / "messages", VAR / "queue" / "control"):
        _folder.mkdir(parents=True, exist_ok=True)
_sweep_every = 30 if REDIS_URL else 15  # seconds
CELERY_BEAT_SCHEDULE = {
    # Rings again for rows of `jobs` that wait too long or lost their worker.
    "sweep-jobs": {
        "task": "jobs.sweep",
        "schedule": schedule(timedelta(seconds=_sweep_every)),
        "options": {"expires": _sweep_every},  # a worker that was away finds one sweep, not a heap
    },
    # Files that were begun and never finished go with their pieces.
    "expire-uploads": {
        "task": "submissions.expire_uploads",
        "schedule": schedule(timedelta(hours=1)),
        "options": {"expires": 3600},
    },
    # Previews of reports are kept a week.
    "expire-previews": {
        "task": "reports.expire_previews",
        "schedule": schedule(timedelta(hours=1)),
        "options": {"expires": 3600},
    },
    # Letters of reminders; a person gets one a day at most, whenever this runs between 7 and 20 o'clock at their place.
    "remind": {
        "task": "evaluations.remind",
        "schedule": schedule(timedelta(minutes=15)),
        "options": {"expires": 15 * 60},
    },
    # Letters of an announcement, between 7 and 20 o'clock at each person's place.
    "send-letters": {
        "task": "evaluations.send_letters",
        "schedule": schedule(timedelta(minutes=5)),
        "options": {"expires": 5 * 60},
    },
}

# --- people and doors -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PersonBackend",
]
PASSWORD_HASHERS = [
    "accounts.hashers.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name", "institution")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]

AXES_HANDLER = "accounts.throttle.SignInThrottle"
AXES_FAILURE_LIMIT = 5  # wrong passwords for one name from one address
AXES_ADDRESS_LIMIT = 100  # wrong passwords from one address for any names: an office shares one
AXES_USERNAME_FORM_FIELD = "username"  # axes would look for the column, "email", and take all names for one
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_CLIENT_IP_CALLABLE = "common.client_address.client_address"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 3600  # seconds: a working day, the long one before the closing date
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

# Only for trying production settings on a plain port; a portal that people use keeps it on.
_https = env.bool("HTTPS", default=PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

# --- language, time, letters, log -------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

# EMAIL_BACKEND, EMAIL_HOST and their kin; without an address letters lie as files under var/mail.
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{VAR / 'mail'}"))
# The portal's own address, for links in letters: https://host, without a slash at the end.
_host, _port = env.str("HOST", default="127.0.0.1"), env.str("PORT", default="8000")
PORTAL_URL = env.str("PORTAL_URL", default=f"http://{_host}:{_port}").rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default="portal@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        "axes": {"level": "WARNING"},
        "celery": {"level": "WARNING"},  # the rows of `jobs` tell what was done
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}
