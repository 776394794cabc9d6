"""A developer's or a demo machine: one command, no outside services."""

from infra.settings.base import *  # noqa: F403

DEBUG = env.bool("DEBUG", False)  # noqa: F405
SECRET_KEY = env.str("SECRET_KEY", "local-only-and-public")  # noqa: F405
ALLOWED_HOSTS = ["*"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost; anywhere else browsers ask for https
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": VAR_DIR / "mail"},  # noqa: F405
    }
}
