"""One of everything on the running product: the world of the policy matrix, and a way in for each of its people.

Run as a command it builds that world in the product's own database and prints it as one JSON object.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import requests

from tests.e2e.product import ROOT, Product

CROWD = 12
TOKEN = "a" * 32


@dataclass(frozen=True)
class World:
    """``sessions``: session cookie by part; ``crowd``: those of learners in the live course; ``pages``: path by route;
    ``let_in``: parts by route; ``ids``: what else a test has to name.
    """

    url: str
    sessions: dict[str, str]
    crowd: list[str]
    pages: dict[str, str]
    let_in: dict[str, list[str]]
    ids: dict[str, Any]

    def visitor(self, session: str) -> requests.Session:
        """Return a client that is signed in by the cookie *session* and may post."""
        client = requests.Session()
        client.cookies.update({"sessionid": session, "csrftoken": TOKEN})
        client.headers.update({"X-CSRFToken": TOKEN})
        return client


def build(product: Product) -> World:
    """Build the world on *product*."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.e2e.world"]
    result = subprocess.run(command, cwd=ROOT, env=product.environment, capture_output=True, text=True, timeout=180)
    assert result.returncode == 0, result.stderr
    return World(product.url, **json.loads(result.stdout))


def main() -> None:
    """Build the world of the policy matrix, with news and a crowd of learners, and sign everybody in."""
    import django

    django.setup()
    from courses.models import CoursePage
    from organisations.models import Organisation
    from tests.architecture.policy_matrix import ROWS
    from tests.architecture.policy_world import build_world
    from tests.architecture.test_policy_matrix import path_of
    from tests.factories import cms, learning

    count_from(5000)
    cms.site_with_pages()
    news = cms.NewsPageFactory.create_batch(2)[0]
    world = build_world()
    world.people["platform"].is_staff = True
    world.people["platform"].save()
    values = world.values["learn/"]
    live = CoursePage.objects.get(pk=values["course_id"])
    crowd = [learning.EnrolmentFactory(course=live).person for _ in range(CROWD)]
    pages = {address: path_of(address, world.values_for(address)) for address, row in ROWS.items() if row.method == "get"}
    told = {
        "sessions": {part: sign_in(person) for part, person in world.people.items() if person},
        "crowd": [sign_in(person) for person in crowd],
        "pages": pages,
        "let_in": {address: sorted(ROWS[address].let_in) for address in pages},
        "ids": {
            **values,
            "college": Organisation.objects.get(slug="college").pk,
            "course": live.slug,
            "news": news.pk,
            "news_title": news.title,
            "news_index": news.get_parent().pk,
            "draft": world.values["teach/"]["course_id"],
        },
    }
    sys.stdout.write(json.dumps(told))


def count_from(number: int) -> None:
    """Let the factories number what they make from *number* on: other walks on this product begin with nought."""
    from tests.factories import accounts, cms, courses, organisations

    for module in (accounts, cms, courses, organisations):
        for value in vars(module).values():
            if hasattr(value, "reset_sequence") and value.__module__ == module.__name__:
                value.reset_sequence(number, force=True)


def sign_in(person: Any) -> str:
    """Sign *person* in and return the session's cookie."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
