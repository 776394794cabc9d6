"""What there is to measure in a filled database: ``python -m benchmarks.facts`` prints addresses, a session and query counts."""

import json
import sys
from typing import Any

WORDS = "/courses/?q=%E5%AD%A6%E4%B9%A0"


def main() -> None:
    """Print the facts as JSON."""
    import django

    django.setup()
    facts = {"pages": _pages(), "session": _session()}
    sys.stdout.write(json.dumps(facts | {"queries": _count_queries(facts)}))


def _pages() -> dict[str, str]:
    """Return the addresses to measure: the course is the one that the first learner takes, its first lesson has a video."""
    from courses.models import CoursePage, LessonPage

    course = CoursePage.objects.order_by("pk")[0]
    lesson = LessonPage.objects.child_of(course).order_by("path")[0]
    address = f"/courses/{course.slug}/"
    return {
        "home": "/",
        "catalogue": "/courses/",
        "search": WORDS,
        "course": address,
        "lesson": f"{address}{lesson.slug}/",
    }


def _session() -> str:
    """Return the key of a session in which the first learner is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.api import Person

    person = Person.objects.filter(phone__startswith="+86137").order_by("pk")[0]
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _count_queries(facts: dict[str, Any]) -> dict[str, int]:
    """Return the number of queries of each page for each reader, with nothing remembered of any page and with everything."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from foundation.publication.memory import PAGES, PARTS

    counts = {}
    for name, path in facts["pages"].items():
        for reader, key in (("visitor", ""), ("signed in", facts["session"])):
            client = Client(SERVER_NAME="127.0.0.1")
            if key:
                client.cookies["sessionid"] = key
            client.get(path)  # what Django itself keeps, such as content types, is there from now on
            for memory in ("empty", "full"):
                if memory == "empty":
                    PAGES.clear()
                    PARTS.clear()
                with CaptureQueriesContext(connection) as queries:
                    client.get(path)
                counts[f"{name}, {reader}, memory {memory}"] = len(queries)
    return counts


if __name__ == "__main__":
    main()
