"""``manage.py restore FOLDER --yes``: replace database and files by a backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.errors import DomainError
from infra.backup.services import check_backup, restore_backup


class Command(BaseCommand):
    """Put a backup back."""

    help = "用备份替换现在的数据库和文件"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--yes", action="store_true", help="真的替换；不加时只检查备份是否完好")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the backup and, when told to, put it back."""
        try:
            taken_at = check_backup(options["folder"])
            if not options["yes"]:
                self.stdout.write(f"备份完好，时间 {taken_at:%Y-%m-%d %H:%M} UTC。加 --yes 才会替换现在的数据。")
                return
            restore_backup(options["folder"])
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write("已恢复。请重新启动网站。")
