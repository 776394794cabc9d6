"""The Celery application. What runs by itself is gathered in ``infra.schedules``."""

import os

from celery import Celery

from infra import broker  # noqa: F401  registers the scheme folder://

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.local")

app = Celery("zhixing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # for the threads of the web server too: Celery keeps the current application per thread
app.autodiscover_tasks()
