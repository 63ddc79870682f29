"""Django settings. What differs between installations comes from the environment; secrets from `runtime.secrets`.

Environment: DATABASE_URL, DATABASE_OWNER_URL, HECHENG_DB_ROLE (app|owner), HECHENG_DEBUG, HECHENG_HOSTS (comma list),
HECHENG_HTTPS (1 behind TLS), HECHENG_VAR (where data lives), HECHENG_DB_POOL (connections per web process).
"""

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from hecheng import runtime
from hecheng.config import admin_menu
from hecheng.runtime.secrets import secret

ROOT = Path(__file__).resolve().parents[3]
VAR = runtime.var_folder()
DEBUG = os.environ.get("HECHENG_DEBUG") == "1"
HTTPS = os.environ.get("HECHENG_HTTPS") == "1"

SECRET_KEY = secret("django").hex()
ENCRYPTION_KEY = secret("encryption")
BLIND_INDEX_KEY = secret("blind-index")
LOG_SEED = secret("log-signing")
LOG_ORIGIN = os.environ.get("HECHENG_LOG_ORIGIN", "hecheng/log")

ALLOWED_HOSTS = os.environ.get("HECHENG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DOMAINS = ["notary", "indicators", "files", "areas", "people", "places", "timebank", "services"]
PAGES = ["public", "desk", "figures", "log"]

INSTALLED_APPS = [
    # ours first: our pages and our words (a session is 场次, not 会话) stand before those that libraries bring
    "hecheng.web.shell",
    *[f"hecheng.web.{name}" for name in PAGES if (ROOT / "src/hecheng/web" / name / "apps.py").exists()],
    *[f"hecheng.domains.{name}" for name in DOMAINS],
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_vite",
    "django_htmx",
    "import_export",
    "ninja",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "hecheng.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hecheng.config.middleware.DevicesSeen",
    "hecheng.domains.areas.remembered.remember_per_request",
    "hecheng.config.middleware.ContentSecurityPolicy",
    "hecheng.config.middleware.RefusalsAsPages",
]

ROOT_URLCONF = "hecheng.config.urls"
WSGI_APPLICATION = "hecheng.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "hecheng.web.shell.home.context",
            ],
        },
    }
]


#: seconds: a request outwaits a database that starts again, then says 503; the pool does not go on trying ever more
#: seldom (its default is five minutes), so that pages work again at once when the database is back
PATIENCE = {"timeout": 5, "reconnect_timeout": 2}


def database(role: str) -> dict[str, Any]:
    """The connection of one of the two roles: the owner migrates, the application does everything else."""
    addresses = runtime.database_addresses()
    parts = conninfo_to_dict(addresses.owner_url if role == "owner" else addresses.app_url)
    pool = int(os.environ.get("HECHENG_DB_POOL", "0"))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname"),
        "USER": parts.get("user"),
        "PASSWORD": parts.get("password"),
        "HOST": parts.get("host"),
        "PORT": parts.get("port"),
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": True,  # after a crash of the database the next request gets a new connection, not an error
        "OPTIONS": {"pool": {"min_size": 1, "max_size": pool} | PATIENCE} if pool else {},
    }


DATABASES = {"default": database(os.environ.get("HECHENG_DB_ROLE", "app"))}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"}}
PROCRASTINATE_IMPORT_PATHS = ["hecheng.jobs"]

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["hecheng.domains.people.sign_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "hecheng.domains.people.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["phone", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "hecheng.domains.people.sign_in.SignUp"
ACCOUNT_FORMS = {"signup": "hecheng.web.public.accounts.SignUpForm"}
SILENCED_SYSTEM_CHECKS = [
    "account.W001"
]  # our form asks for the number; allauth's "phone*" would lock out who has e-mail only
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
HEADLESS_CLIENTS = ("app", "browser")
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
#: of the kernel and the wiring, and of the interface, which is no app; each other room has its own
LOCALE_PATHS = [ROOT / "src" / "hecheng" / "locale", ROOT / "src" / "hecheng" / "api" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [ROOT / "frontend" / "dist"] if (ROOT / "frontend" / "dist").exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9A-Za-z_-]{8,12}\..+$"
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "static_url_prefix": "",
        "manifest_path": ROOT / "frontend" / "dist" / "manifest.json",
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
SHARED_DATA = ROOT / "data"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
MESSAGE_CHANNELS = ["hecheng.domains.people.channels.console"]

UNFOLD = admin_menu.UNFOLD
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("HECHENG_LOG", "WARNING")},
}
