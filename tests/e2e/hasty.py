"""Celery as the product runs it, in a hurry: leases end and lost messages are looked for within seconds. Arguments are Celery's.

``python -m tests.e2e.hasty --app infra.celery worker …``
"""

import sys
from datetime import timedelta

import django


def main() -> None:
    """Shorten the waits of the media pipeline, then be Celery."""
    django.setup()
    from celery.bin.celery import main as be_celery

    from infra.celery import app
    from media_pipeline.assets import leases
    from media_pipeline.processing import pipeline, sweeping

    leases.LEASE = timedelta(seconds=8)
    leases.RENEW_SECONDS = 1.0
    leases.RING_AGAIN = sweeping.RING_AGAIN = timedelta(seconds=8)
    pipeline.AGAIN_AFTER = timedelta(seconds=1)
    app.conf.beat_schedule["media_pipeline.sweep"]["schedule"] = 3.0
    sys.argv[0] = "celery"
    sys.exit(be_celery())


if __name__ == "__main__":
    main()
