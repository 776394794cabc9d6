"""Addresses that are not pages in the tree, and last the tree itself."""

from django.templatetags.static import static
from django.urls import path, re_path
from django.views.generic import RedirectView
from wagtail.contrib.sitemaps.views import index, sitemap
from wagtail.urls import serve_pattern

from cms.views import saved
from cms.views.feeds import NewsFeed
from cms.views.pages import serve
from cms.views.robots import robots
from cms.views.sitemaps import SITEMAPS


class IconRedirect(RedirectView):
    """Answer browsers that ask for the icon by its old name."""

    permanent = False

    def get_redirect_url(self, *args: object, **kwargs: object) -> str:
        """Return where the icon is."""
        return static("foundation/mark-192.png")


app_name = "cms"
urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", IconRedirect.as_view(), name="icon"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "cms:sitemap_section"}, name="sitemap"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap_section"),
    path("news/feed.xml", NewsFeed(), name="news_feed"),
    path("my/searches/", saved.searches, name="my_searches"),
    path("my/searches/save/", saved.save, name="save_search"),
    path("my/searches/<int:pk>/stop/", saved.stop, name="stop_search"),
    re_path(serve_pattern, serve, name="page"),
]
