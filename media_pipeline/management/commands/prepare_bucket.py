"""``manage.py prepare_bucket``: make the bucket, let the site's pages use it, and try it with a small file."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from media_pipeline import storage


class Command(BaseCommand):
    """Can be run again at any time; exit code 1 with one line when the bucket cannot be used."""

    help = "Make the S3 bucket of the settings ready for the site."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, write, read, delete."""
        if storage.is_local():
            raise CommandError(_("没有设 MEDIA_BUCKET，文件存在本机，不需要准备。"))
        try:
            notes = storage.media_bucket().prepare([settings.BASE_URL])
            self._try_it()
        except OSError as error:
            raise CommandError(_("桶不能用：%(error)s") % {"error": error}) from error
        for note in notes:
            words = {"origin": settings.BASE_URL, "note": note}
            self.stdout.write(_("请在存储服务里为 %(origin)s 设跨域（GET、HEAD、PUT）：%(note)s") % words)
        self.stdout.write(_("桶已经可以用。"))

    def _try_it(self) -> None:
        store, name = storage.media_storage(), f"health/{uuid4().hex}"
        store.save(name, ContentFile(b"zhixing"))
        if storage.read_text(name) != "zhixing":
            raise OSError(_("读回来的内容不一样"))
        store.delete(name)
