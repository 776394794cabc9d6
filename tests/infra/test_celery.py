"""Every thread of the web server hands its tasks to our broker."""

import threading

from celery import current_app

from infra.celery import app


def test_a_new_thread_uses_our_application():
    seen = []

    thread = threading.Thread(target=lambda: seen.append((current_app.main, current_app.conf.broker_url)))
    thread.start()
    thread.join()

    assert seen == [(app.main, app.conf.broker_url)]
