"""The Content-Security-Policy: nothing inline on the site's pages, a looser rule for the admin and for it alone."""

import pytest


def policy_of(answer) -> dict[str, str]:
    parts = answer["Content-Security-Policy"].split("; ")
    return {part.split(" ")[0]: " ".join(part.split(" ")[1:]) for part in parts}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/preferences/", "/no-such-page/", "/administration/"])
def test_pages_run_only_what_the_site_itself_serves(client, address):
    policy = policy_of(client.get(address))

    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "media-src": "'self' blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }


@pytest.mark.django_db
def test_the_admin_may_use_inline_script_and_style(client):
    policy = policy_of(client.get("/admin/login/"))

    assert (policy["script-src"], policy["style-src"]) == ("'self' 'unsafe-inline'", "'self' 'unsafe-inline'")
    assert policy["default-src"] == "'self'"
