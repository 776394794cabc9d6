"""Every address of the site, gathered from the apps' own ``urls.py``.

Django tries them in this order, so what is asked most stands first.
"""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from infra.rest import api

urlpatterns = [
    path("", include("cms.results.urls")),
    path("", include("courses.urls")),
    path("api/", api.urls),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("accounts.urls")),
    path("", include("organisations.urls")),
    path("", include("foundation.urls")),
    path("", include("foundation.design.urls")),
    path("", include("media_pipeline.urls")),
    path("", include("credentials.urls")),
    path("", include("search.urls")),
    path("", include("cms.urls")),
    path("", include(wagtail_urls)),
]
