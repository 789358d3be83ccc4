"""Settings, all read from the environment; a missing one stops the start and says what to set."""

from pathlib import Path

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environ.fileaware_mapping import FileAwareMapping


class SecretFiles(FileAwareMapping):
    """NAME_FILE names a file that holds NAME: a secret then stands in no list of processes or containers."""

    def __getitem__(self, key):
        return super().__getitem__(key).removesuffix("\n")  # as editors and secret stores end a file


class Environment(environ.Env):
    ENVIRON = SecretFiles()


env = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent


def required(name: str, example: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment, for example {name}={example}; "
            "`make demo` and `make test` set it for you."
        )
    return value


DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # demo data may be loaded, sent mail may be looked at
SECRET_KEY = required("SECRET_KEY", "a-long-random-string")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # keys before this one: still read
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_COOKIE_AGE = None  # ends with the browser, as the privacy page says
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "mash",
    "mash.govuk",
    "audit",
    "agencies",
    "referrals",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "guardian",
    "auditlog",
    "crispy_forms",
    "crispy_forms_gds",
    "django_filters",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mash.headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "mash.middleware.AllowedMethodsMiddleware",
    "mash.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mash.flash.TakeBackMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # its authenticators ask which request they are in
    "mash.middleware.IdentityMiddleware",
    "agencies.signing_in.middleware.SignInMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "mash.middleware.AccessRuleMiddleware",
]
MESSAGE_STORAGE = "mash.flash.MessageStorage"

ROOT_URLCONF = "mash.urls"
WSGI_APPLICATION = "mash.wsgi.application"

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
                "mash.navigation.page_frame",
            ],
        },
    },
]

# Web processes log in as mash_web, the worker and commands as mash_worker; only `migrate` uses the owner.
DATABASES = {
    "default": {
        **env.db_url_config(required("DATABASE_URL", "postgres://mash_web:secret@127.0.0.1:5432/mash")),
        "ENGINE": "mash.postgres",
        # values go beside a statement and never into it: nothing breaks out of it, and pg_stat_activity shows none
        # A statement that comes again is planned once and kept by the server. Behind a pooler that forgets prepared
        # statements between transactions (PgBouncer before 1.21) they are turned off.
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 2 if env.bool("PREPARED_STATEMENTS", default=True) else None,
        },
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,  # a connection the server has closed since is made anew, not met by a page
    },
}
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = [
    "agencies.backends.EmailBackend",
    "agencies.backends.RoleBackend",
    "agencies.backends.GrantBackend",
]
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # our GrantBackend is guardian's backend, with end dates
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = "agencies:sign_in"
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "agencies.signing_in.passwords.validators.BundledBreachValidator"},
    {"NAME": "agencies.signing_in.passwords.validators.LocalWordsValidator"},
]
BREACHED_PASSWORDS = env.str("BREACHED_PASSWORDS", default="")  # a copy of Pwned Passwords, ordered by hash
if BREACHED_PASSWORDS:
    AUTH_PASSWORD_VALIDATORS += [
        {
            "NAME": "agencies.signing_in.passwords.validators.BreachFileValidator",
            "OPTIONS": {"path": BREACHED_PASSWORDS},
        }
    ]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # how long a one-time link to choose a password works
FORGOTTEN_PASSWORD_MINUTES = 60  # how long one works that somebody asked for who had forgotten theirs
CONFIRM_URL = "agencies:confirm"
CONFIRM_MINUTES = env.int("CONFIRM_MINUTES", default=10)  # how fresh a password or second factor some pages want
CHANGE_DAYS = env.int("CHANGE_DAYS", default=7)  # how long a change to an account waits for its second person
IDLE_MINUTES = env.int("IDLE_MINUTES", default=30)
IDLE_WARNING_MINUTES = 2
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)
SINGLE_SIGN_ON = env.json("SINGLE_SIGN_ON", default=[])  # the OpenID providers people may come in by

# Only allauth's authenticators and its OpenID client are used; none of its pages exists here.
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "agencies.signing_in.second_factor.adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # telephones' clocks are up to half a minute wrong
SOCIALACCOUNT_ADAPTER = "agencies.signing_in.single_sign_on.adapter.SingleSignOnAdapter"
SESSION_ENGINE = "mash.browser_sessions"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 3  # seconds in which a provider must answer
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=8) * 3600
EXIT_URL = env.str("EXIT_URL", default="https://www.bbc.co.uk/weather")  # where "Exit this page" leads
DRAFT_DAYS = env.int("DRAFT_DAYS", default=28)  # how long a referral nobody sent is kept after its last change
DRAFT_KB = min(env.int("DRAFT_KB", default=500), 1900)  # the most that is kept of one; the database keeps 2 MB at most
DRAFT_ENTRIES = env.int("DRAFT_ENTRIES", default=40)  # children and adults, others in the home, or services, each
DRAFTS_AT_ONCE = env.int("DRAFTS_AT_ONCE", default=20)  # that one browser, or one person, may have begun and not sent
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

SECURE_TLS = env.bool("SECURE_TLS", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_TLS
# A browser takes a cookie of this name from this very host alone, over TLS; without TLS it takes none.
SESSION_COOKIE_NAME = "__Host-session" if SECURE_TLS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_TLS else "csrftoken"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script of ours reads it
SECURE_SSL_REDIRECT = SECURE_TLS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_TLS else None
PROXIES = env.int("PROXIES", default=0)  # proxies of ours before the web server, each adding whom it was asked by
SECURE_HSTS_SECONDS = 31536000 if SECURE_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "mash.views.csrf_failure"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.NONE],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20  # bytes of one form; its fields have bounds of their own

# How often something may be done: [how many, in how many seconds]; 0 of them for no limit. LIMITS changes some.
STANDARD_LIMITS = {
    "sign_in_account_address": [10, 900],  # passwords for one account from one address
    "sign_in_account": [50, 900],  # for one account, from everywhere together
    "sign_in_address": [100, 900],  # from one address, which may be a whole office's
    "sign_in": [3000, 900],
    "code_person": [5, 900],  # second-factor and recovery codes of one person
    "code_address": [50, 900],
    "code": [1000, 900],
    "link_account": [3, 900],  # links for one forgotten password
    "link_address": [20, 3600],
    "link": [500, 3600],
    "opening_address": [30, 900],  # one-time links that were none
    "elsewhere_address": [60, 900],  # ways to another organisation's sign-in
    "start_person": [60, 3600],  # referrals begun: by one person signed in
    "start_address": [30, 3600],  # from one address, by browsers that did the work asked of them
    "start": [600, 3600],  # in all; beyond this the work grows, and nobody is refused
    "start_slow_address": [6, 3600],  # from one address, by browsers that did none
    "start_slow": [300, 3600],
    "send_person": [60, 3600],  # and sent
    "send_address": [20, 3600],
    "send": [200, 3600],
    "send_slow_address": [4, 3600],
    "send_slow": [120, 3600],
    "proof": [1, 86400],  # how often one piece of work is good
    "acknowledge_to": [3, 3600],  # e-mails with a reference: to one address
    "acknowledge_address": [10, 3600],  # and to what is typed at one address
}
PROOF_BITS = env.int("PROOF_BITS", default=16)  # what a browser works before a referral is taken: 2 ** this hashes
UNPROVEN_SECONDS = env.int("UNPROVEN_SECONDS", default=60)  # how long whoever runs no script writes at least
PARTNER_DOMAINS = env.list("PARTNER_DOMAINS", default=[])  # of e-mail, besides those of hubs and agencies
LIMITS = {**STANDARD_LIMITS, **env.json("LIMITS", default={})}
for _name, _limit in LIMITS.items():
    if _name not in STANDARD_LIMITS or len(_limit) != 2 or min(_limit) < 0:
        raise ImproperlyConfigured(f"LIMITS: {_name!r} is not a limit, or not [how many, in how many seconds].")

# Seals over the access log (audit/sealing.py). Give the private key to the worker alone.
AUDIT_SEALING_KEY = env.str("AUDIT_SEALING_KEY", default="")
AUDIT_SEALING_PUBLIC_KEYS = env.list("AUDIT_SEALING_PUBLIC_KEYS", default=[])  # whose seals are believed too
AUDIT_ROOTS_TO = env.list("AUDIT_ROOTS_TO", default=[])  # a file's path, mailto:…, https://…
AUDIT_YEARS = env.int("AUDIT_YEARS", default=7)  # how long a line is kept
UNUSUAL_RECORDS_IN_AN_HOUR = env.int("UNUSUAL_RECORDS_IN_AN_HOUR", default=40)  # who opens more is listed for auditors
UNUSUAL_AFTER_DAYS = env.int("UNUSUAL_AFTER_DAYS", default=60)  # as is who opens one after so long away
UNUSUAL_REMIND_DAYS = env.int("UNUSUAL_REMIND_DAYS", default=3)  # working days until unusual access is overdue
FIELD_LOG_DAYS = env.int("FIELD_LOG_DAYS", default=365)  # how long django-auditlog's entries are kept
EXPORT_AT_ONCE = env.int("EXPORT_AT_ONCE", default=20_000)  # an export of more lines is made by the worker
EXPORT_HOURS = env.int("EXPORT_HOURS", default=24)  # how long what the worker made can be downloaded

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/assets/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "assets")))
STATICFILES_DIRS = [
    ("vendor", BASE_DIR / "static" / "vendor"),
    ("images", BASE_DIR / "static" / "vendor" / "images"),
    ("app", BASE_DIR / "static" / "app"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": env.str("STATIC_STORAGE", default="mash.assets.Storage")},
}

CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"
CRISPY_CLASS_CONVERTERS = {
    "numberinput": "govuk-input",
    "urlinput": "govuk-input",
    "searchinput": "govuk-input",
    "telinput": "govuk-input",
    "dateinput": "govuk-input",
    "fileinput": "govuk-file-upload",
    "selectmultiple": "govuk-select",
}

REDIS_URL = required("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # a killed worker's task is done again; each task is safe to run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that hangs is given up on, and asked again, in seconds; no page asks it for anything but /health/.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 25,
}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = False  # the clock sends another soon
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "mash.celery.tick", "schedule": 30.0},
    "send what waits in the outbox": {"task": "referrals.tasks.send_outbox", "schedule": 20.0},
    "send letters about accounts": {"task": "agencies.tasks.send_letters", "schedule": 5.0},
    "forget counters": {"task": "mash.celery.forget_counters", "schedule": crontab(minute="*/10")},
    "end idle sign-ins": {"task": "agencies.tasks.end_idle_sign_ins", "schedule": crontab(minute="*/5")},
    "remove old sessions": {"task": "agencies.tasks.remove_old_sessions", "schedule": crontab(minute=47)},
    "remove old submissions": {"task": "mash.tasks.remove_old_submissions", "schedule": crontab(minute=37, hour=3)},
    "end roles at their date": {"task": "agencies.tasks.end_roles_past_their_date", "schedule": 60.0},
    "lapse changes to accounts": {"task": "agencies.tasks.lapse_changes", "schedule": crontab(minute=7)},
    "remove old drafts": {"task": "referrals.tasks.remove_old_drafts", "schedule": crontab(minute=17)},
    "match people": {"task": "referrals.tasks.match_people", "schedule": 2.0},
    "sweep people": {"task": "referrals.tasks.sweep_people", "schedule": crontab(minute=10, hour=2)},
    "suggest bars": {"task": "referrals.tasks.suggest_bars", "schedule": 60.0},
    "tell workers of openings": {"task": "referrals.tasks.tell_of_openings", "schedule": crontab(hour=7, minute=5)},
    "chase agencies": {"task": "referrals.tasks.chase_requests", "schedule": crontab(minute="*/5")},
    "count figures ahead": {"task": "referrals.tasks.count_figures", "schedule": 20.0},
    "seal the access log": {"task": "audit.tasks.seal", "schedule": 30.0},
    "send roots elsewhere": {"task": "audit.tasks.send_roots", "schedule": 60.0},
    "make exports of the access log": {"task": "audit.tasks.make_exports", "schedule": 5.0},
    "remove old exports of the access log": {"task": "audit.tasks.remove_exports", "schedule": crontab(minute="*/10")},
    "alert of unusual access": {"task": "audit.tasks.alert_unusual", "schedule": 60.0},
    "remind of unusual access": {"task": "audit.tasks.remind_unusual", "schedule": crontab(minute=25, hour=7)},
    "list unusual access": {"task": "audit.tasks.list_unusual", "schedule": crontab(minute=20, hour=4)},
    "remove old entries of the field log": {
        "task": "audit.tasks.tidy_field_log",
        "schedule": crontab(minute=41, hour=3),
    },
    "open the access log's months": {"task": "audit.tasks.open_months", "schedule": crontab(minute=17)},
}

_email = env.email_url_config(env.str("EMAIL_URL", default="consolemail://"))
MAIL_DIR = DATA_DIR / "mail"  # where mail is laid with EMAIL_URL=filemail://
_mail_options = {
    "django.core.mail.backends.filebased.EmailBackend": {"file_path": str(MAIL_DIR)},
    "django.core.mail.backends.smtp.EmailBackend": {
        "host": _email["EMAIL_HOST"] or "localhost",
        "port": _email["EMAIL_PORT"] or 25,
        "username": _email["EMAIL_HOST_USER"] or "",
        "password": _email["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": _email.get("EMAIL_USE_TLS", False),
        "use_ssl": _email.get("EMAIL_USE_SSL", False),
        "timeout": 10,
    },
}
MAILERS = {
    "default": {"BACKEND": _email["EMAIL_BACKEND"], "OPTIONS": _mail_options.get(_email["EMAIL_BACKEND"], {})},
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="safeguarding-hub@example.gov.uk")
# The sender of e-mails to the public: no word of it may say what they are about to whoever shares an inbox.
PUBLIC_FROM_EMAIL = env.str(
    "PUBLIC_FROM_EMAIL", default=f"messages@{DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}"
)

SECURITY_LOG = env.str("SECURITY_LOG", default="")  # a file for the lines a SIEM reads; standard output unless set
_security_log = {
    "formatter": "security",
    # Whoever turns the file over may move it away: the next line opens a new one.
    **(
        {"class": "logging.handlers.WatchedFileHandler", "filename": SECURITY_LOG, "delay": True}
        if SECURITY_LOG
        else {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}
    ),
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "mash.log_lines.RedactingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "security": {"()": "audit.security_log.JsonLines"},
    },
    "filters": {"faults": {"()": "mash.errors.ServerErrorTracebacks"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["faults"]},
        "security": _security_log,
        "security faults": {**_security_log, "level": "ERROR"},
    },
    "loggers": {
        "django": {"handlers": []},  # its own would mail faults, with all they say, and write them twice
        "mash.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
        "django.security": {"handlers": ["security"]},
        "django.request": {"handlers": ["security faults"]},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
# What was typed is personal data: it stays out of error reports altogether.
DEFAULT_EXCEPTION_REPORTER_FILTER = "mash.errors.RedactingReporterFilter"

AUDITLOG_INCLUDE_ALL_MODELS = False
AUDITLOG_DISABLE_ON_RAW_SAVE = False
