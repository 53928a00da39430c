"""Settings, read from the environment; DESIGN.md section 7 names each and its default."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import logs, secrets, sentry
from config.broker import embedded_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
TESTING = env.bool("OPENCREDITS_TESTING", default=False)
DEVELOPMENT = DEBUG or DEMO or TESTING

# Where keys stand, and below it what the embedded default keeps: database, mail, broker. The demo's state has a folder of its
# own that can be thrown away; its keys are the others', so that every command works on its database.
VAR_DIR = Path(env.str("OPENCREDITS_VAR", default=str(BASE_DIR / "var"))).resolve()
STATE_DIR = VAR_DIR / "demo" if DEMO else VAR_DIR

PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
if DEMO and _public.hostname not in {"127.0.0.1", "localhost", "::1"}:
    raise ImproperlyConfigured(
        "DEMO has known passwords and a settable clock: it is refused beside a PUBLIC_URL that is not loopback."
    )

SECRET_KEY = env.str("SECRET_KEY", default="") or secrets.kept("SECRET_KEY", VAR_DIR, may_make=DEVELOPMENT)
TOKEN_KEYS = [key for key in env.str("TOKEN_KEYS", default="").split(",") if key] or [
    secrets.kept("TOKEN_KEYS", VAR_DIR, may_make=DEVELOPMENT)
]
# The newest signs the ledger's checkpoints; those that older ones signed still hold.
LEDGER_SIGNING_KEYS = secrets.signing_keys(
    env.str("LEDGER_SIGNING_KEY", default="") or secrets.kept("LEDGER_SIGNING_KEY", VAR_DIR, may_make=DEVELOPMENT)
)

# The university's clock: a moment or @FILE (DESIGN.md decision 12). Terms, maturity and deadlines follow it.
OPENCREDITS_NOW = env.str("OPENCREDITS_NOW", default="")
if DEMO and not OPENCREDITS_NOW and (STATE_DIR / "now").exists():
    OPENCREDITS_NOW = f"@{STATE_DIR / 'now'}"
if OPENCREDITS_NOW and not (DEMO or TESTING):
    raise ImproperlyConfigured("OPENCREDITS_NOW moves deadlines: it is refused without DEMO.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_public.hostname or "127.0.0.1", "127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"{_public.scheme}://{_public.netloc}"])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "accounts.linking.github",
    "accounts.linking.gitee",
    "csp",
    "django_htmx",
    "django_structlog",
    "journal",
    "accounts",
    "config",
    "credits.contributions",
    "credits.policies",
    "credits.claims",
    "credits.ledger",
    "credits.messages",
    "credits.portal",
    "credits.faculty",
]

MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.LanguageMiddleware",
    "config.language.ThemeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.returning.ReturningMiddleware",
    "credits.portal.views.errors.NotAllowedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.privacy.PrivatePagesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "credits.pages.context.page",
                "accounts.returning.typed",
            ],
        },
    },
]

# Two engines (DESIGN.md decision 7). The SQLite backend is Django's with a write lease between processes.
_SQLITE_WAIT_SECONDS = 8  # with the time between two beats of a lease less than the lease (journal.work)
# Who owns the tables may do with them what the running product may not; only `manage.py migrate` is its owner (DESIGN.md decision 5).
_owner_url = env.str("DATABASE_OWNER_URL", default="") if sys.argv[1:2] == ["migrate"] else ""
_database_url = _owner_url or env.str("DATABASE_URL", default="") or f"sqlite:///{STATE_DIR / 'opencredits.sqlite3'}"
# Whom a migration by the owner gives the rights that the product needs.
DATABASE_PRODUCT_ROLE = urlsplit(env.str("DATABASE_URL", default="")).username if _owner_url else None
DATABASES: dict[str, Any] = {"default": env.db_url_config(_database_url)}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    _database["ENGINE"] = "config.sqlite"
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": _SQLITE_WAIT_SECONDS,
        "init_command": (
            f"PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout={_SQLITE_WAIT_SECONDS * 1000};PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536;PRAGMA mmap_size=134217728;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    _database["CONN_HEALTH_CHECKS"] = True
    _database["CONN_MAX_AGE"] = 0
    _database.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 20}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Broker, cache and rate buckets: Redis where there is one, else a Valkey of our own started under var/.
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_URL = REDIS_URL or embedded_url(STATE_DIR)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(STATE_DIR / "cache")}
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.signing_in.UniversityBackend"]
PASSWORD_HASHERS = ["accounts.hashing.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.password_rules.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "landing"

# The forges: where they are, who we are to them, and the way there.
GITHUB_URL = env.str("GITHUB_URL", default="https://github.com").rstrip("/")
GITHUB_API_URL = env.str("GITHUB_API_URL", default="https://api.github.com").rstrip("/")
GITHUB_GRAPHQL_URL = env.str("GITHUB_GRAPHQL_URL", default="https://api.github.com/graphql").rstrip("/")
GITHUB_CLIENT_ID = env.str("GITHUB_CLIENT_ID", default="")
GITHUB_CLIENT_SECRET = env.str("GITHUB_CLIENT_SECRET", default="")
GITEE_URL = env.str("GITEE_URL", default="https://gitee.com").rstrip("/")
GITEE_API_URL = env.str("GITEE_API_URL", default="https://gitee.com/api/v5").rstrip("/")
GITEE_CLIENT_ID = env.str("GITEE_CLIENT_ID", default="")
GITEE_CLIENT_SECRET = env.str("GITEE_CLIENT_SECRET", default="")
FORGE_PROXY = env.str("FORGE_PROXY", default="")

# allauth only links forge accounts; nobody signs in or up through it (DESIGN.md decision 1).
SOCIALACCOUNT_ADAPTER = "accounts.linking.adapter.LinkingAdapter"
ACCOUNT_ADAPTER = "accounts.linking.adapter.NoSignupAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 20
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"

# Celery: the database is the truth, a message carries only a row's id (DESIGN.md decision 6).
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above the longest task, or a task that still runs is handed out twice; looked at often, or a lost one waits for minutes.
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 5,
    "socket_timeout": 30,
    # A page that sends a message while the broker is down says so at once (the sweep sends it later), not after six seconds.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "notify"
CELERY_TASK_ROUTES = {
    "credits.contributions.*": {"queue": "collect"},
    "credits.policies.*": {"queue": "assess"},
}
CELERY_BEAT_SCHEDULE = {
    "leases": {"task": "journal.sweep", "schedule": 10.0},
    "what fell due": {"task": "credits.policies.assess_due", "schedule": 60.0},
    "claims that move by themselves": {"task": "credits.claims.fall_due", "schedule": 10.0},
    "the day's checkpoint": {"task": "credits.ledger.checkpoint", "schedule": crontab(hour=0, minute=10)},
    "nightly collection": {"task": "credits.contributions.collect_everyone", "schedule": crontab(hour=1, minute=30)},
}
CELERY_BEAT_SCHEDULER = "config.celery:Schedule"
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "celerybeat-schedule")

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="zh-hans")
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = CELERY_TIMEZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_I18N = True
USE_TZ = True
UNIVERSITY_NAME = env.str("UNIVERSITY_NAME", default="") or _("Demo University")

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail goes to files until a server is named; the demo's always, its people are made up.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"OpenCredits <no-reply@{_public.hostname or 'localhost'}>")
if env.str("EMAIL_URL", default="") and not DEMO:
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(STATE_DIR / "mail")

# Cookies and transport. Behind a TLS proxy PUBLIC_URL is https, and then everything is.
_https = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "credits.portal.views.errors.stale_form"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# Linking posts a form that answers with a redirect to the forge; browsers hold form-action against redirects too.
_forge_origins = ["{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in (GITHUB_URL, GITEE_URL)]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *_forge_origins],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = logs.config(debug=DEBUG)
logs.configure()
DJANGO_STRUCTLOG_CELERY_ENABLED = True
SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    sentry.start(SENTRY_DSN)
SILENCED_SYSTEM_CHECKS: list[str] = []
