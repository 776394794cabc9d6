"""The yardstick: a Django site of one view that renders one static template, without middleware or database.

``BARE_TEMPLATES`` is the folder with the templates; the path of a request is the name of one.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

if not settings.configured:
    settings.configure(
        SECRET_KEY="bare",  # noqa: S106  nothing is signed here
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [os.environ.get("BARE_TEMPLATES", ".")],
                "OPTIONS": {"context_processors": []},
            }
        ],
    )


def show(request: HttpRequest, name: str) -> HttpResponse:
    """Render the template *name*."""
    return render(request, name)


urlpatterns = [path("<slug:name>.html", lambda request, name: show(request, f"{name}.html"))]
application = get_wsgi_application()
