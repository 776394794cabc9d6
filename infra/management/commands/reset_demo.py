"""``manage.py reset_demo --yes``: empty the site and load the demo city anew."""

import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.api import Person
from infra.demo.loading.reset import empty_site


class Command(BaseCommand):
    """Start the demo from the beginning."""

    help = "清空整个网站的数据和文件，重新装入演示城市（必须加 --yes；公开运行的网站拒绝执行）"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the word that everything may go."""
        parser.add_argument("--yes", action="store_true", help="确认清空")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        """Refuse without ``--yes`` or on a public site; else empty, migrate and load."""
        if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production"):
            raise CommandError("这是公开运行的网站，不能清空。")
        if not yes:
            people = Person.objects.count()
            raise CommandError(f"这会删除全部数据：{people} 个账号、他们的学时和证书，以及所有上传的文件。确定的话加上 --yes。")
        empty_site()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_demo", verbosity=options["verbosity"])
