"""``manage.py backup FOLDER``: copy database and files into a new folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from foundation.errors import DomainError
from infra.backup.services import take_backup


class Command(BaseCommand):
    """Take a backup."""

    help = "把数据库和文件备份到一个新文件夹"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--without-library", action="store_true", help="不含视频和讲义（var/library），另用磁盘的工具备份")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the backup and say where it is."""
        try:
            folder = take_backup(options["folder"], with_library=not options["without_library"])
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"已备份到 {folder}")
