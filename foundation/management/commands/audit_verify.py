"""``manage.py audit_verify``: prove that nobody touched the audit log."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.api import verify_audit_chain
from foundation.audit.services import seal_entries


class Command(BaseCommand):
    """Walk the audit chain and name the first entry that does not fit. Ends with status 1 when there is one."""

    help = "Prove that the audit log is whole; keep the head it prints and give it back with --head next time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the head that an earlier run printed."""
        parser.add_argument("--head", default="", help="SEQUENCE:HASH as printed by an earlier run")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal what is left over, walk, report."""
        while seal_entries():
            pass
        report = verify_audit_chain(known_head=options["head"])
        if report.reason:
            where = f"entry {report.broken_entry}: " if report.broken_entry else ""
            raise CommandError(f"audit log broken: {where}{report.reason}")
        self.stdout.write(f"audit log whole: {report.sealed} sealed, {report.unsealed} not yet sealed, head {report.head}")
