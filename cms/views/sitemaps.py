"""The map of the site for search engines."""

from django.db.models import QuerySet
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from courses.api import LessonPage


class SiteMap(Sitemap):
    """Every page that anybody may read. Lessons are left out: they open to those who have enrolled."""

    limit = 5000

    def items(self) -> QuerySet[Page]:
        """Return the pages, oldest first, so that a page keeps its place in the map."""
        return (
            self.get_wagtail_site()
            .root_page.get_descendants(inclusive=True)
            .live()
            .public()
            .not_type(LessonPage)
            .order_by("path")
            .defer_streamfields()
            .specific()
        )


SITEMAPS = {"pages": SiteMap}
