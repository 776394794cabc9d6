"""News for feed readers."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from cms.pages.models import NewsPage

ITEMS = 30


class NewsFeed(Feed):
    """The newest news as RSS."""

    feed_type = Rss201rev2Feed

    def title(self) -> str:
        """Return the name of the feed."""
        return _("%(site)s 通知") % {"site": settings.SITE_NAME}

    def link(self) -> str:
        """Return the site's address."""
        return "/"

    def description(self) -> str:
        """Return what the feed is about."""
        return _("课程、证书和服务的通知")

    def items(self) -> list[NewsPage]:
        """Return the newest pages."""
        return list(NewsPage.objects.open()[:ITEMS])

    def item_title(self, item: NewsPage) -> str:
        """Return the page's title."""
        return item.title

    def item_description(self, item: NewsPage) -> str:
        """Return the page's summary."""
        return item.summary

    def item_link(self, item: NewsPage) -> str:
        """Return the page's address."""
        return item.url or "/"

    def item_pubdate(self, item: NewsPage) -> datetime:
        """Return the beginning of the page's day."""
        return timezone.make_aware(datetime.combine(item.published_on, time.min))
