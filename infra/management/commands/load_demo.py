"""``manage.py load_demo``: put the demo city in place."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from infra.demo.loading.city import PASSWORD, demo_accounts
from infra.demo.loading.everything import Report, load_everything, transcode_now
from infra.demo.videos.building import SILENT_NOTE


class Command(BaseCommand):
    """Load the demo content; a second run adds nothing."""

    help = "装入演示城市：机构、老师、课程、视频、学员和他们的进度；已有的不动"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to transcode the videos here and now."""
        parser.add_argument("--transcode", action="store_true", help="在本命令里转码并发布视频，不等后台任务")

    def handle(self, *args: Any, transcode: bool, verbosity: int, **options: Any) -> None:
        """Load, and print who may sign in."""
        started = time.monotonic()
        report = load_everything()
        if transcode:
            transcode_now(report.city)
        if verbosity:
            self._tell(report, time.monotonic() - started)
        self._print_accounts()

    def _tell(self, report: Report, seconds: float) -> None:
        self.stdout.write(
            f"新装入：{report.courses} 门课，{report.enrolments} 次报名，{report.videos} 个视频，用时 {seconds:.1f} 秒"
        )
        if not report.narrated:
            self.stdout.write(f"没有找到 espeak-ng：{SILENT_NOTE}，配的是轻音乐")

    def _print_accounts(self) -> None:
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}）：")
        for account in demo_accounts():
            self.stdout.write(f"  {account.phone.removeprefix('+86')}  {account.label}　{account.name}")
