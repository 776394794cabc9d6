"""``manage.py create_manager``: appoint the first platform manager of a new site."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.api import Person, normalise_phone
from foundation.api import DomainError
from organisations.directory.models import Organisation
from organisations.enums import OrganisationKind
from organisations.roles.services import appoint_first_manager


class Command(BaseCommand):
    """Make an account the first platform manager; it signs in by code to its phone."""

    help = "Appoint the first platform manager"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take phone and name, and the name of the top organisation where there is none yet."""
        parser.add_argument("--phone", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--organisation", default="主管部门", help="name of the top organisation, made if there is none")

    def handle(self, *args: Any, phone: str, name: str, organisation: str, **options: Any) -> None:
        """Create what is missing and appoint; refused when the site has a platform manager already."""
        try:
            with transaction.atomic():
                top = Organisation.get_first_root_node() or Organisation.add_root(
                    name=organisation, slug="authority", kind=OrganisationKind.AUTHORITY
                )
                number = normalise_phone(phone)
                person = Person.objects.filter(phone=number).first() or Person.objects.create_user(phone=number, full_name=name)
                appoint_first_manager(person, organisation=top)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{person} 现在是平台管理员，用 {number} 收验证码登录。")
