"""Settings of the installation: one line each. What differs per organisation is a row, not a setting."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from kring.config import database, env, keys, postgres

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(
    ROOT / env.text("DATA", ".data", about="Folder for the embedded database, uploads, mails and keys.")
).resolve()
IS_DEMO = env.switch("DEMO", False, about="Show the demo's own first page, where one click signs in as anybody.")
DEBUG = env.switch("DEBUG", False, about="Show developers' error pages. Never on a real installation.")
PUBLIC_URL = env.text(
    "PUBLIC_URL",
    "http://localhost:8000",
    about="The address people reach Kring at; links in mails and posts begin with it.",
).rstrip("/")
ALLOWED_HOSTS = [
    *env.words("ALLOWED_HOSTS", about="More host names that Kring answers to, beside the one in PUBLIC_URL."),
    urlsplit(PUBLIC_URL).hostname or "localhost",
    *([] if PUBLIC_URL.startswith("https://") else ["localhost", "127.0.0.1", "[::1]"]),
]
SECRET_KEY = env.text(
    "SECRET_KEY", about="Signs cookies and links. Without one, a key is made and kept in the data folder.", secret=True
) or keys.kept(DATA, "secret_key")
SECRETS_KEYS = env.words(
    "SECRETS_KEYS",
    about="Keys for stored tokens, newest first. Without one, a key is made and kept in the data folder.",
    secret=True,
) or [keys.kept(DATA, "secrets_key", make=keys.for_secrets)]
PUSH_KEY = env.text(
    "PUSH_KEY",
    about="Private key (P-256, PEM) that notifications of browsers are signed with. Without one, a key is made and kept"
    " in the data folder.",
    secret=True,
) or keys.kept(DATA, "push_key", make=keys.for_signing)
DATABASE_URL = env.text(
    "DATABASE_URL",
    about="PostgreSQL server, postgresql://name:word@host/database. Empty: the embedded one.",
    secret=True,
)
EMAIL_URL = env.text(
    "EMAIL_URL",
    about="Mail server, smtp://name:word@host:587?tls=1. Empty: mails become files in the data folder.",
    secret=True,
)
MAIL_FROM = env.text("MAIL_FROM", "Kring <kring@localhost>", about="Sender of Kring's mails.")
SMALLEST_GROUP = env.number("SMALLEST_GROUP", 5, about="No number is shown for a group with fewer people.")
PRIVATE_HOSTS = env.words(
    "ALLOW_PRIVATE_HOSTS",
    about="Addresses inside the own network, each as host:port, that feeds, pages and networks may be fetched from.",
)
TRUSTED_PROXIES = env.number(
    "TRUSTED_PROXIES", 0, about="How many proxies stand in front of Kring and add X-Forwarded-For."
)
OPEN_SIGN_UP = env.switch(
    "OPEN_SIGN_UP", False, about="Let anybody who comes by start an organisation. The first one can always be started."
)
BLUESKY_DIRECTORY = env.text(
    "BLUESKY_DIRECTORY", "https://plc.directory", about="Where Bluesky's account numbers are looked up."
)
BLUESKY_VIEW = env.text("BLUESKY_VIEW", "https://public.api.bsky.app", about="Where Bluesky's public numbers are read.")
ANALYTICS_ENGINE = env.text(
    "ANALYTICS_ENGINE",
    "duckdb://",
    about="What reads the files of figures: inside Kring (duckdb://), or a cluster (pyspark://…, see docs/events.md).",
    secret=True,
)
IS_HTTPS = PUBLIC_URL.startswith("https://")
BUILDING = os.environ.get("KRING_BUILDING") == "1"  # a command that needs no database: css, messages, settings

DATABASES = {"default": database.settings(DATABASE_URL or ("" if BUILDING else postgres.start(DATA / "postgres")))}

INSTALLED_APPS = [
    "kring.core",
    "kring.ui",
    "kring.people",
    "kring.reach",
    "kring.identity",
    "kring.stories",
    "kring.sharing",
    "kring.training",
    "kring.surveys",
    "kring.engagement",
    "kring.rollout",
    "kring.feed",
    "kring.hub",
    "kring.insights",
    "kring.nudges",
    "kring.adjust",
    "kring.privacy",
    *(["kring.demo"] if IS_DEMO or "pytest" in sys.modules else []),
    "kring.config",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "csp",
]
AUTH_USER_MODEL = "core.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "kring.engagement.middleware.TrackedLinkMiddleware",
    "kring.hub.middleware.WallMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kring.people.middleware.WhoIsAskingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "kring.config.urls"
WSGI_APPLICATION = "kring.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kring.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "kring.people.context.who_is_asking",
            ],
        },
    }
]
FORM_RENDERER = "kring.ui.forms.FormRenderer"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
PARQUET_ROOT = DATA / "parquet"  # what figures are read from; made from the database, so no backup needs it
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend", "sesame.backends.ModelBackend"]
LOGIN_URL = "demo:start" if IS_DEMO else "identity:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is only made by a link that was mailed to it
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "kring.identity.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = False  # they count in the memory of one process: identity/limits.py
ACCOUNT_FORMS = {
    "reauthenticate": "kring.identity.forms.ReauthenticateForm",
    "change_password": "kring.identity.forms.ChangePasswordForm",
    "set_password": "kring.identity.forms.SetPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "kring.identity.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kring"
MFA_TOTP_TOLERANCE = 1  # half a minute: a code that was typed in time comes late from a slow phone
MFA_FORMS = {
    "authenticate": "kring.identity.forms.AuthenticateForm",
    "reauthenticate": "kring.identity.forms.ReauthenticateMFAForm",
    "activate_totp": "kring.identity.forms.ActivateTOTPForm",
}
SESAME_MAX_AGE = 30 * 60
SESAME_ONE_TIME = True
SESAME_TOKENS = ["sesame.tokens_v2"]
SESAME_SIGNATURE_SIZE = 16
SESAME_INVALIDATE_ON_EMAIL_CHANGE = True
SET_UP_CODE = keys.kept(DATA, "set_up_code")  # starts the first organisation; `./run serve` prints it

SESSION_COOKIE_NAME = "__Host-kring" if IS_HTTPS else "kring"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_NAME = "__Host-kring-csrf" if IS_HTTPS else "kring-csrf"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "kring.ui.views.too_old"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
IS_HELD = (DATA / "held").exists()  # put back from a backup, and not yet released: nothing leaves
globals().update(database.mail_settings("" if IS_HELD else EMAIL_URL, DATA / "mails"))

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Drawn story cards, per story, language and target group: some 3 kB each.
    "cards": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "cards",
        "OPTIONS": {"MAX_ENTRIES": 10000},
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
PROCRASTINATE_IMPORT_PATHS = ["kring.core.tasks"]
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # HSTS preload is the domain owner's decision
    *([] if IS_HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]),  # kring.E005 says it
]

LOG_LEVEL = env.text("LOG_LEVEL", "WARNING", about="How much is logged: DEBUG, INFO, WARNING or ERROR.").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": LOG_LEVEL,
    },
}
