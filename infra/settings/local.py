"""A developer's or a demo machine: one command, no outside services."""

from infra.settings.base import *  # noqa: F403

DEBUG = env.bool("DEBUG", False)  # noqa: F405
SECRET_KEY = env.str("SECRET_KEY", "local-only-and-public")  # noqa: F405
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"  # noqa: F405
