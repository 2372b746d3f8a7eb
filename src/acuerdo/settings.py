"""The one settings module. Everything that differs between machines comes from the environment.

| variable | meaning | default |
| --- | --- | --- |
| `ACUERDO_HOME` | where the embedded database, the secret and uploaded files live | `.acuerdo` in the current folder |
| `DATABASE_URL` | a PostgreSQL ≥ 15 of your own: `postgresql://user:password@host:5432/name` | the embedded one |
| `ACUERDO_BASE_URL` | the address people reach us at; links in messages start with it | `http://127.0.0.1:8000` |
| `ACUERDO_SECRET_KEY` | signs sessions and links | made once, kept in `ACUERDO_HOME/secret` |
| `ACUERDO_ALLOWED_HOSTS` | more host names, comma separated | host of the base address, and loopback |
| `ACUERDO_LANGUAGE` | language for who states no preference | `en` |
| `ACUERDO_TIME_ZONE` | clock of screens for staff who choose none of their own: `America/Bogota` | `Europe/Madrid` |
| `ACUERDO_REQUIRE_SECOND_FACTOR` | `0`: staff may work without a code from their phone; for demos only | on |
| `ACUERDO_VITE_DEV` | `1`: take scripts and styles from the Vite server | built files |
| `ACUERDO_DEMO` | `1`: simulated debtors answer what the sandbox delivers (set by `acuerdo demo`) | off |
| `ACUERDO_DEBUG` | `1`: error pages with the stack; never where real people's data is | off |
| `EMAIL_URL` | `smtp://user:password@host:587?tls=true` for mail to staff | printed to the log |
| `ACUERDO_LOG_LEVEL` | `DEBUG`, `INFO`, `WARNING` | `INFO` |
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

from acuerdo.embedded import connection_of, secret_of

PACKAGE = Path(__file__).resolve().parent


def _flag(name: str, default: str = "") -> bool:
    return os.environ.get(name, default).strip().lower() in {"1", "true", "yes", "on"}


# --- where we are -----------------------------------------------------------------------------------------------
ACUERDO_HOME = Path(os.environ.get("ACUERDO_HOME") or ".acuerdo").absolute()
ACUERDO_BASE_URL = os.environ.get("ACUERDO_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
_address = urlsplit(ACUERDO_BASE_URL)
_is_https = _address.scheme == "https"

DEBUG = _flag("ACUERDO_DEBUG")
ACUERDO_DEMO = _flag("ACUERDO_DEMO")
SECRET_KEY = os.environ.get("ACUERDO_SECRET_KEY") or secret_of(ACUERDO_HOME)
ALLOWED_HOSTS = sorted(
    {
        "127.0.0.1",
        "localhost",
        "[::1]",
        *([_address.hostname] if _address.hostname else []),
        *filter(None, map(str.strip, os.environ.get("ACUERDO_ALLOWED_HOSTS", "").split(","))),
    }
)
CSRF_TRUSTED_ORIGINS = [ACUERDO_BASE_URL]

# --- what we are made of ----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "django_vite",
    "procrastinate.contrib.django",
    "ninja",
    "acuerdo.cli",
    "acuerdo.kernel",
    "acuerdo.staff",
    "acuerdo.portfolio",
    "acuerdo.compliance",
    "acuerdo.content",
    "acuerdo.channels",
    "acuerdo.payments",
    "acuerdo.cases",
    "acuerdo.segments",
    "acuerdo.strategies",
    "acuerdo.simulation",
    "acuerdo.insights",
    "acuerdo.console",
    "acuerdo.portal",
    "acuerdo.api",
    # After our own, so that our templates stand in for theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "acuerdo.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "acuerdo.console.access.StaffPreferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "acuerdo.errors.ErrorPages",
]

ROOT_URLCONF = "acuerdo.urls"
WSGI_APPLICATION = "acuerdo.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "acuerdo.console.context.console",
            ],
        },
    }
]


# --- database ---------------------------------------------------------------------------------------------------
def _database(url: str | None) -> dict[str, object]:
    """Read `DATABASE_URL`, or point to the embedded server of `ACUERDO_HOME`."""
    if not url:
        return dict(connection_of(ACUERDO_HOME))
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "OPTIONS": options,
    }


ACUERDO_EMBEDDED = not os.environ.get("DATABASE_URL")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        **_database(os.environ.get("DATABASE_URL")),
    }
}

# --- people and sessions ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **extra}
    for name, extra in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 12}}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "acuerdo.staff.accounts.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by an administrator, nobody signs up
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "acuerdo.staff.accounts.StaffSecondFactor"
MFA_TOTP_ISSUER = "Acuerdo"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s: a code that ends while it is typed is still taken (RFC 6238, 5.2)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the administrator who invited them vouches for the address

# On: whoever has no second factor is sent to set one up before anything else.
ACUERDO_REQUIRE_SECOND_FACTOR = _flag("ACUERDO_REQUIRE_SECOND_FACTOR", default="1")

SESSION_COOKIE_AGE = 12 * 3600  # one working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would drop the session on the way back from a bank's page
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_https
SESSION_COOKIE_NAME = "acuerdo_session"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "acuerdo_csrf"
CSRF_FAILURE_VIEW = "acuerdo.errors.unproven"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- security headers (the content security policy is in acuerdo.security) --------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _is_https else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does that; behind it we speak plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_https else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- words, numbers, hours --------------------------------------------------------------------------------------
LANGUAGE_CODE = os.environ.get("ACUERDO_LANGUAGE", "en")
LANGUAGES = [("es", "Español"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "acuerdo_language"
USE_I18N = True
USE_TZ = True
# The clock of screens and of the log where nobody's own is known. Data, and the session with the database, are in UTC.
TIME_ZONE = os.environ.get("ACUERDO_TIME_ZONE") or "Europe/Madrid"
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError) as error:
    raise ImproperlyConfigured(f"ACUERDO_TIME_ZONE: {TIME_ZONE!r} is no time zone; America/Bogota is one.") from error

# --- static files: built by Vite, served by whitenoise ----------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # no collectstatic step: the wheel carries the built files
WHITENOISE_AUTOREFRESH = DEBUG
# Vite puts a hash in every name under dist/, so browsers may keep those for ever.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/.+-[\w-]{8,}\.\w+$"
DJANGO_VITE = {
    "default": {
        "dev_mode": _flag("ACUERDO_VITE_DEV"),
        "static_url_prefix": "dist",
        "manifest_path": PACKAGE / "static" / "dist" / "manifest.json",
    }
}
MEDIA_ROOT = ACUERDO_HOME / "files"


# --- mail to staff (mail to debtors goes through acuerdo.channels) -----------------------------------------------
def _mail(url: str | None) -> dict[str, object]:
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    wants_tls = parse_qs(parts.query).get("tls", ["false"])[-1] == "true"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": wants_tls,
        "EMAIL_TIMEOUT": 20,
    }


globals().update(_mail(os.environ.get("EMAIL_URL")))

# --- log: what happened, never to whom --------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "acuerdo.security.NoPersonalData"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_personal_data"],
        },
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("ACUERDO_LOG_LEVEL", "INFO")},
    "loggers": {
        # Its messages name tables and values of rows.
        "django.db.backends": {"level": "WARNING"},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}

TEST_RUNNER = "django.test.runner.DiscoverRunner"
