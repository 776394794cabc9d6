"""Organisations, people and their roles."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.api import Person
from infra.demo.content.reading import courses, read
from organisations.api import Organisation, Role, TeacherProfile, grant_role
from organisations.roles.services import appoint_first_manager

SEED = 20261122
TODAY = dt.date(2026, 11, 22)  # the demo city's history ends on this day
PASSWORD = "zhixing-2026"  # noqa: S105  printed for whoever tries the demo; never used outside it
TEACHER_PHONES = "+86138000010{number}"
RESIDENT_PHONES = "+86138000{number:05}"
FIRST_RESIDENT = 20_001


@dataclass(frozen=True)
class City:
    """The organisations by slug, teachers and staff by key, and the residents in their order."""

    organisations: dict[str, Organisation]
    people: dict[str, Person]
    residents: list[Person]

    @property
    def manager(self) -> Person:
        """Return the platform manager, who grants roles."""
        return self.people["tang-zhiyuan"]

    @property
    def reviewer(self) -> Person:
        """Return the reviewer of the whole city."""
        return self.people["zhao-wenyuan"]


@dataclass(frozen=True)
class Account:
    """Someone to sign in as."""

    label: str
    name: str
    phone: str


def demo_accounts() -> list[Account]:
    """Return one account for each role, in the order to try them."""
    return [Account(item["label"], item["person"], item["phone"]) for item in read("people.toml")["accounts"]]


def resident_facts() -> list[tuple[str, str, dt.datetime]]:
    """Return phone, name and day of joining of each resident: the same on every machine. The first has an account to try."""
    raw = read("people.toml")["residents"]
    dice = random.Random(SEED)  # noqa: S311
    first = next(account for account in demo_accounts() if account.name == raw["first"])
    facts = [(first.phone, first.name, at_noon(TODAY - dt.timedelta(days=300)))]
    for number in range(FIRST_RESIDENT, FIRST_RESIDENT + raw["count"] - 1):
        name = dice.choice(raw["family_names"]) + dice.choice(raw["given_names"])
        joined = at_noon(TODAY - dt.timedelta(days=dice.randrange(3, 320)), minutes=dice.randrange(-240, 480))
        facts.append((RESIDENT_PHONES.format(number=number), name, joined))
    return facts


def staff_facts() -> dict[str, tuple[str, str]]:
    """Return phone and name of each teacher and member of staff by key."""
    raw = read("people.toml")
    fixed = {account.name: account.phone for account in demo_accounts()}
    everybody = enumerate([*raw["teachers"], *raw["staff"]], start=10)
    return {
        item["key"]: (fixed.get(item["name"]) or TEACHER_PHONES.format(number=number), item["name"]) for number, item in everybody
    }


def find_city() -> City | None:
    """Return the demo city as it was loaded, without its residents; ``None`` when it is not there."""
    slugs = [item["slug"] for item in read("organisations.toml")["organisations"]]
    organisations = {row.slug: row for row in Organisation.objects.filter(slug__in=slugs)}
    phones = {phone: key for key, (phone, _name) in staff_facts().items()}
    people = {phones[row.phone]: row for row in Person.objects.filter(phone__in=phones) if row.phone}
    if len(organisations) < len(slugs) or len(people) < len(phones):
        return None
    return City(organisations, people, [])


def at_noon(day: dt.date, *, minutes: int = 0) -> dt.datetime:
    """Return noon of *day* in the site's time zone, *minutes* later."""
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=timezone.get_default_timezone())
    return noon + dt.timedelta(minutes=minutes)


@transaction.atomic
def load_city() -> City:
    """Put organisations, people, teacher profiles and roles in place; return them."""
    organisations = _load_organisations()
    people = _load_staff()
    residents = _load_residents()
    root = next(iter(organisations.values()))
    _appoint_manager(people["tang-zhiyuan"], root)
    city = City(organisations, people, residents)
    _grant_roles(city)
    return city


def _load_organisations() -> dict[str, Organisation]:
    found = {organisation.slug: organisation for organisation in Organisation.objects.all()}
    loaded: dict[str, Organisation] = {}
    for item in read("organisations.toml")["organisations"]:
        facts = dict(item)
        parent = facts.pop("parent", None)
        if facts["slug"] not in found:
            # the parent is read again: its row counts the children it has
            above = Organisation.objects.get(slug=parent) if parent else None
            found[facts["slug"]] = above.add_child(**facts) if above else Organisation.add_root(**facts)
        loaded[facts["slug"]] = found[facts["slug"]]
    return loaded


def _load_staff() -> dict[str, Person]:
    raw = read("people.toml")
    phones = {account.phone for account in demo_accounts()}
    loaded = {}
    for key, (phone, name) in staff_facts().items():
        person = Person.objects.filter(phone=phone).first()
        if person is None:
            password = PASSWORD if phone in phones else None
            person = Person.objects.create_user(phone=phone, full_name=name, password=password)
        loaded[key] = person
    for item in raw["teachers"]:
        TeacherProfile.objects.get_or_create(
            person=loaded[item["key"]],
            defaults={
                "slug": item["key"],
                "display_name": item["name"],
                "job_title": item["job_title"],
                "introduction": item["introduction"],
            },
        )
    return loaded


def _load_residents() -> list[Person]:
    facts = resident_facts()
    phones = [phone for phone, _name, _joined in facts]
    known = set(Person.objects.filter(phone__in=phones).values_list("phone", flat=True))
    for phone, name, joined in facts:
        if phone not in known:
            password = PASSWORD if phone == phones[0] else None
            Person.objects.create_user(phone=phone, full_name=name, password=password, date_joined=joined)
    by_phone = {person.phone: person for person in Person.objects.filter(phone__in=phones)}
    return [by_phone[phone] for phone in phones]


def _appoint_manager(person: Person, root: Organisation) -> None:
    """Make *person* platform manager; on a site that has another one already, by that one's hand."""
    grants = root.role_grants.filter(role=Role.PLATFORM_MANAGER, ended_at__isnull=True).select_related("person")
    holders = [grant.person for grant in grants.order_by("pk")]
    if not holders:
        appoint_first_manager(person, organisation=root)
    elif person not in holders:
        grant_role(person, role=Role.PLATFORM_MANAGER, organisation=root, actor=holders[0])


def _grant_roles(city: City) -> None:
    present = set(
        city.manager.role_grants.model.objects.filter(ended_at__isnull=True).values_list("person_id", "organisation_id", "role")
    )
    for person, role, organisation in _wanted_roles(city):
        if (person.pk, organisation.pk, str(role)) not in present:
            grant_role(person, role=role, organisation=organisation, actor=city.manager)


def _wanted_roles(city: City) -> Iterable[tuple[Person, Role, Organisation]]:
    """Return who is what where: staff as listed, teachers at home and wherever a course of theirs is offered."""
    raw: dict[str, Any] = read("people.toml")
    pairs = {(item["key"], item["organisation"]): None for item in raw["teachers"]}
    pairs |= {(key, course.organisation): None for course in courses() for key in course.teachers}
    for key, slug in pairs:
        yield city.people[key], Role.TEACHER, city.organisations[slug]
    for item in raw["staff"]:
        if item["role"] != Role.PLATFORM_MANAGER:
            yield city.people[item["key"]], Role(item["role"]), city.organisations[item["organisation"]]
