"""What holds everywhere. Anything that differs between sites is read from the environment."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.csp import CSP
from environs import Env

from infra.embedded_database import ensure_running
from infra.settings.files import browser_origin, file_storages
from infra.settings.publication import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
DEBUG = False
SITE_NAME = "知行学堂"
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_BASE_URL = BASE_URL
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # who sends it as a bearer token may read /metrics from elsewhere
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [])  # networks whose X-Forwarded-For is believed

INSTALLED_APPS = [
    "cms",
    "courses",
    "credentials",
    "media_pipeline",
    "organisations",
    "accounts",
    "search",
    "foundation",
    "infra",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.user_admin.PeopleAdminConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "storages",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "foundation.http.visitor_pages.VisitorPageMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "foundation.design.admin_policy.AdminPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "foundation.design.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "organisations.access.middleware.SecondFactorMiddleware",
    "foundation.http.middleware.DomainErrorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "infra.urls"
WSGI_APPLICATION = "infra.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "foundation.design.context.design",
                "cms.frame.context.frame",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.str("DATABASE_URL", "") or ensure_running(VAR_DIR / "postgres"),
        conn_max_age=env.int("DATABASE_CONN_MAX_AGE", 60),
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "foundation_cache"}
    ),
}

# What each web process remembers of public pages until something public changes; 0 remembers nothing.
REMEMBERED_PAGE_BYTES = env.int("REMEMBERED_PAGE_BYTES", 32 << 20)
REMEMBERED_PART_BYTES = env.int("REMEMBERED_PART_BYTES", 16 << 20)

AUTH_USER_MODEL = "accounts.Person"
SESSION_ENGINE = "accounts.sign_in.sessions"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.backend.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("phone", "email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False  # a version going live on its day leaves the next one's review alone
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

ACCOUNT_ADAPTER = "accounts.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "accounts.sign_in.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "accounts.mfa_forms.ActivateForm",
    "add_webauthn": "accounts.mfa_forms.AddPasskeyForm",
    "authenticate_webauthn": "accounts.mfa_forms.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.mfa_forms.PasskeyConfirmForm",
    "edit_webauthn": "accounts.mfa_forms.RenamePasskeyForm",
    "authenticate": "accounts.mfa_forms.SignInForm",
    "reauthenticate": "accounts.mfa_forms.ConfirmForm",
}
MFA_REQUIRED_FOR_STAFF = env.bool("MFA_REQUIRED_FOR_STAFF", False)

# Text messages: a signed JSON order per message. On a machine of one's own, `manage.py sms_server` shows them.
SMS_GATEWAY: dict[str, Any] = {
    "CLASS": "accounts.sms.http_gateway.HttpSmsGateway",
    "url": env.str("SMS_GATEWAY_URL", f"http://127.0.0.1:{env.int('SMS_SERVER_PORT', 8026)}/send"),
    "key": env.str("SMS_GATEWAY_KEY", "local"),
    "secret": env.str("SMS_GATEWAY_SECRET", "local-only-and-public"),
    "timeout": 5,
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
# names that change with their contents: Django's, and those of the pieces that Vite makes of scripts
WHITENOISE_IMMUTABLE_FILE_TEST = r"(\.[0-9a-f]{12}\.[\w.]+|/built/chunks/[\w.-]+-[\w-]{8}\.js)$"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Every file of the site lies on local disk, or in an S3 bucket when one is named (infra.settings.files).
STORAGES: dict[str, dict[str, Any]] = {
    **file_storages(env, VAR_DIR),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ORIGIN = browser_origin(STORAGES)
MEDIA_SCRATCH_DIR = env.path("MEDIA_SCRATCH_DIR", VAR_DIR / "scratch")
MEDIA_STAGING_DIR = env.path("MEDIA_STAGING_DIR", VAR_DIR / "staging")
MEDIA_MAX_UPLOAD_BYTES = 8 << 30
MEDIA_MAX_HANDOUT_BYTES = 200 << 20
MEDIA_MAX_RECORDING_BYTES = 200 << 20  # what is said to one page of a deck
MEDIA_QUOTA_BYTES = env.int("MEDIA_QUOTA_BYTES", 500 << 30)  # per organisation, where its own row names no other
MEDIA_SCRATCH_FACTOR = 3  # free disk needed, in sizes of the upload
MEDIA_UPLOAD_DAYS = 7
MEDIA_KEEP_ORIGINAL_DAYS = env.int("MEDIA_KEEP_ORIGINAL_DAYS", 0)  # originals of ready videos; 0 keeps them for ever
MEDIA_STUCK_MINUTES = env.int("MEDIA_STUCK_MINUTES", 30)  # a video in which nothing happened for so long raises an alarm
MEDIA_LOW_DISK_BYTES = env.int("MEDIA_LOW_DISK_BYTES", 20 << 30)  # less free room than this raises an alarm
MEDIA_HANDOUT_PICTURES = env.int("MEDIA_HANDOUT_PICTURES", 200)  # so many pages of a hand-out can be looked at in the browser
SOFFICE_PROGRAM = env.str("SOFFICE_PROGRAM", "")  # LibreOffice's soffice.bin; found by itself where it is installed
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")  # host:port or the path of a socket; without one nothing is scanned
CLAMD_MAX_BYTES = env.int("CLAMD_MAX_BYTES", 25 << 20)  # what the scanner is shown of a file; at most its StreamMaxLength
SPEECH_MODEL_DIR = env.str("SPEECH_MODEL_DIR", "")  # folder of a speech model; without one no machine ever listens
SPEECH_ENGINE = env.str("SPEECH_ENGINE", "faster-whisper")  # one of media_pipeline.speech.listen.ENGINES
SPEECH_LANGUAGE = env.str("SPEECH_LANGUAGE", "zh")  # what is spoken in the videos of this site
MEDIA_PARTS_DAYS = 2  # the same for an upload into a bucket, whose parts cost room until they are joined or dropped
MEDIA_MAX_OPEN_UPLOADS = 100  # of one person
MEDIA_COPIES_BYTES = env.int("MEDIA_COPIES_BYTES", 40 << 30)  # of uploads that workers fetched from a bucket, per machine
MEDIA_TOKEN_SECONDS = env.int("MEDIA_TOKEN_SECONDS", 7200)  # an address that a lesson is played from; players renew it in time
MEDIA_LINK_EXTRA_SECONDS = 7200  # signed addresses of the bucket live for the length of the lesson and this
MEDIA_ACCEL_PREFIX = env.str("MEDIA_ACCEL_PREFIX", "")  # nginx's internal location over the library, such as "/library/"
FFMPEG = env.str("FFMPEG", "ffmpeg")
FFPROBE = env.str("FFPROBE", "ffprobe")

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one city, one clock: nobody is asked for theirs
WAGTAIL_FINISH_WORKFLOW_ACTION = "foundation.pages.workflow.publish_approved_revision"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # people hear of reviews through notices
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backoffice.backend"}}  # Wagtail's own, with our tokens

# Search runs on PostgreSQL; with the address of an Elasticsearch or OpenSearch cluster on that, and on PostgreSQL while it is away.
SEARCH_CLUSTER_URL = env.str("SEARCH_CLUSTER_URL", "")  # https://user:password@host:9200, commas between several
SEARCH_CLUSTER_CA = env.str("SEARCH_CLUSTER_CA", "")  # certificate of its authority, when the system does not know it
SEARCH_CLUSTER_INDEX = env.str("SEARCH_CLUSTER_INDEX", "zhixing")  # how the names of its indexes begin
SEARCH_CLUSTER_SHARDS = env.int("SEARCH_CLUSTER_SHARDS", 1)
SEARCH_CLUSTER_SECONDS = env.float("SEARCH_CLUSTER_SECONDS", 0.8)  # then a search turns to PostgreSQL

# Celery carries work, the database carries the truth: a lost queue costs time, never work.
CELERY_BROKER_URL = REDIS_URL or "folder://localhost//"  # infra.broker
OUTBOX_SWEEP_SECONDS = env.float("OUTBOX_SWEEP_SECONDS", 30)  # how often events are looked for whose message was lost
CELERY_BROKER_DIR = VAR_DIR / "broker"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {
        "visibility_timeout": 4 * 3600,
        # a broker that is down must not hold up a request: one quick try, the sweep does the rest
        "max_retries": 1,
        "interval_start": 0,
        "interval_max": 0.2,
        "socket_connect_timeout": 1,
        "socket_timeout": 3,
    }
    if REDIS_URL
    else {
        "data_folder_in": str(CELERY_BROKER_DIR / "queue"),
        "data_folder_out": str(CELERY_BROKER_DIR / "queue"),
        "control_folder": str(CELERY_BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.1,  # the default of a second is the time that every single message would take
    }
)
SILENCED_SYSTEM_CHECKS = ["django_tasks_celery.W001", "django_tasks_celery.W002"]  # nobody asks for results
TASKS = {"default": {"BACKEND": "django_tasks_celery.CeleryBackend", "OPTIONS": {"CELERY_APP": "infra.celery.app"}}}

# Everything comes from the site itself; nothing is written into the page. Wagtail's admin has its own, looser policy.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "media-src": [CSP.SELF, "blob:"],
    "worker-src": [CSP.SELF, "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
if MEDIA_ORIGIN:  # signed addresses of the bucket
    SECURE_CSP |= {
        "img-src": [*SECURE_CSP["img-src"], MEDIA_ORIGIN],
        "media-src": [*SECURE_CSP["media-src"], MEDIA_ORIGIN],
        "connect-src": [CSP.SELF, MEDIA_ORIGIN],
    }
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"

# Everything that went wrong is on standard error with its trace; whoever runs the processes keeps it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": [], "propagate": True, "level": "WARNING"}},
}

# search
SEARCH_QUERY_DAYS = env.int("SEARCH_QUERY_DAYS", 180)  # so long are counts of queries kept; they name no person
