"""``manage.py watch_verify``: prove that nobody touched the ledger of watched time, or replay one lesson of a person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.completion.wording import clock
from courses.progress.chain import size
from courses.progress.selectors import lesson_ledger, replay_lesson, verify_watch_chain


class Command(BaseCommand):
    """Walk the ledger and name the first row that does not fit. Ends with status 1 when there is one."""

    help = "Prove the ledger of watched time; with --person and --lesson also print each credited piece."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a person and a lesson to narrow the walk."""
        parser.add_argument("--person", type=int, help="id of a person")
        parser.add_argument("--lesson", type=int, help="id of a lesson")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, report, and replay where one person's lesson was asked for."""
        person, lesson = options["person"], options["lesson"]
        report = verify_watch_chain(person_id=person, lesson_id=lesson)
        if report.reason:
            where = f"entry {report.broken}: " if report.broken else ""
            raise CommandError(f"watch ledger broken: {where}{report.reason}")
        if person and lesson:
            self._replay(person, lesson)
        self.stdout.write(f"watch ledger whole: {report.entries} entries, {report.seconds} s")

    def _replay(self, person: int, lesson: int) -> None:
        for entry in lesson_ledger(person, lesson):
            spans = " ".join(f"{clock(low)}-{clock(high)}" for low, high in entry.credited)
            self.stdout.write(f"{entry.number}\t{entry.recorded_ms}\t{spans}\t{entry.seconds} s\t{bytes(entry.seal).hex()}")
        watched, spent = replay_lesson(person, lesson)
        self.stdout.write(f"replayed: {size(watched)} s of video in {size(spent) / 1000:.1f} s of real time")
