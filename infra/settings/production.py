"""A public site behind a TLS proxy: every secret comes from the environment, and a missing one stops the start."""

from infra.settings.base import *  # noqa: F403

SECRET_KEY = env.str("SECRET_KEY")  # noqa: F405
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")  # noqa: F405
CSRF_TRUSTED_ORIGINS = [BASE_URL]  # noqa: F405
MFA_REQUIRED_FOR_STAFF = True

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)  # noqa: F405
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)  # noqa: F405
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.str("MAIL_HOST", "localhost"),  # noqa: F405
            "port": env.int("MAIL_PORT", 25),  # noqa: F405
            "username": env.str("MAIL_USER", ""),  # noqa: F405
            "password": env.str("MAIL_PASSWORD", ""),  # noqa: F405
            "use_tls": env.bool("MAIL_USE_TLS", False),  # noqa: F405
        },
    }
}

SMS_GATEWAY |= {  # noqa: F405
    "url": env.str("SMS_GATEWAY_URL"),  # noqa: F405
    "key": env.str("SMS_GATEWAY_KEY"),  # noqa: F405
    "secret": env.str("SMS_GATEWAY_SECRET"),  # noqa: F405
}
