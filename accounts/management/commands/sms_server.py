"""``manage.py sms_server``: run the development SMS gateway."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.sms.server import SmsServer


class Command(BaseCommand):
    """Show text messages on a page instead of sending them."""

    help = "Run a small SMS gateway that shows the messages instead of sending them"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the port; by default the one that the settings send to."""
        parser.add_argument("--port", type=int, default=urlsplit(str(settings.SMS_GATEWAY["url"])).port)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Serve until interrupted."""
        server = SmsServer(port=port, key=str(settings.SMS_GATEWAY["key"]), secret=str(settings.SMS_GATEWAY["secret"]))
        self.stdout.write(f"SMS gateway: {server.url}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()
