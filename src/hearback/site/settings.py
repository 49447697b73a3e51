"""Django's settings; everything that differs between houses comes from the environment."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from csp.constants import NONE, SELF

from hearback.site.addresses import database_settings

DATA = Path(os.environ.get("HEARBACK_DATA") or Path.cwd() / ".hearback").absolute()
DEBUG = os.environ.get("HEARBACK_DEBUG") == "1"
TESTING = "pytest" in sys.modules


def _secret_key() -> str:
    if given := os.environ.get("HEARBACK_SECRET_KEY"):
        return given
    path = DATA / "secret_key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
ADDRESS = os.environ.get("HEARBACK_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
_https = ADDRESS.startswith("https://")
ALLOWED_HOSTS = os.environ.get("HEARBACK_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
if TESTING:
    ALLOWED_HOSTS.append("testserver")
CSRF_TRUSTED_ORIGINS = [ADDRESS]

ROOMS = ["infra", "staff", "sources", "people", "conversations", "inbox", "listening", "site"]
INSTALLED_APPS = [
    *[f"hearback.{room}" for room in ROOMS],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hearback.site.middleware.NewsMiddleware",
    "hearback.site.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "hearback.site.urls"
WSGI_APPLICATION = "hearback.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hearback.site.context.frame",
            ],
        },
    },
]

DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""), pooled=not TESTING)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.Colleague"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
UNDO_SECONDS = int(os.environ.get("HEARBACK_UNDO_SECONDS", "15"))  # in which an answer can be taken back
TIME_ZONE = os.environ.get("HEARBACK_TIME_ZONE", "UTC")
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from where they lie; nothing is collected
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CSRF_FAILURE_VIEW = "hearback.site.faults.out_of_date"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_SSL_REDIRECT = False  # the proxy in front does that
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the redirect to https is the proxy's


PROCRASTINATE_IMPORT_PATHS = [f"hearback.{room}.jobs" for room in ("people", "listening", "inbox", "site")]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "hearback.infra.log.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("HEARBACK_LOG", "WARNING")},
    "loggers": {"hearback": {"level": os.environ.get("HEARBACK_LOG", "INFO")}},
}

# What higher rooms hang on the pages of lower ones (hearback.infra.panels).
PANELS = {
    "person": ["hearback.inbox.panels.conversations_of_person", "hearback.people.showing.privacy.panel"],
}

# What each room says of somebody, and how it forgets them (hearback.people.queries.rooms); those above come first.
ROOMS_THAT_KNOW = [
    "hearback.listening.privacy.ROOM",
    "hearback.inbox.privacy.ROOM",
    "hearback.conversations.privacy.ROOM",
    "hearback.people.privacy.ROOM",
]
