"""``python -m benchmarks.media.tokens``: what it costs to let one media request through; prints one JSON object."""

import json
import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.packaging")

import django

django.setup()

from media_pipeline.delivery import tokens  # noqa: E402

ROUNDS = 20_000


def main() -> None:
    """Read one token and one viewer's cookie, again and again."""
    token = tokens.make_token("asset/x/1-00000000", person_id=7, lifetime=7200)
    cookie = tokens.viewer_cookie(7, 2**31, "session")
    begun = time.process_time()
    for _round in range(ROUNDS):
        grant = tokens.read_token(token, "asset/x/1-00000000")
        if grant is None or tokens.read_viewer(cookie, "session") != 7:
            raise RuntimeError("the token was not accepted")
    print(json.dumps({"milliseconds": (time.process_time() - begun) / ROUNDS * 1000}))


if __name__ == "__main__":
    main()
