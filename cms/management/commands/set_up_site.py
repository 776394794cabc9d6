"""``manage.py set_up_site``: put a new site's own pages in place."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.setup.services import set_up_site

PORTS = {"http": 80, "https": 443}


class Command(BaseCommand):
    """Make the pages that every site has; a second run changes nothing."""

    help = "建好首页、课程目录、通知、十类学习服务和帮助等页面；已有的不动"

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up the default site under ``BASE_URL``."""
        address = urlsplit(settings.BASE_URL)
        set_up_site(hostname=address.hostname or "localhost", port=address.port or PORTS.get(address.scheme, 80))
        self.stdout.write(self.style.SUCCESS(f"页面已就绪：{settings.BASE_URL}/"))
