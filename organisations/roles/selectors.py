"""Who holds which role where. Every function costs one query at most, however deep the tree is."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from accounts.api import Person
from organisations.directory.models import Organisation
from organisations.enums import Role
from organisations.roles.models import RoleGrant

type MaybePerson = object
"""A ``Person`` or Django's anonymous user; the latter holds no role."""


def _grants_of(person: MaybePerson) -> QuerySet[RoleGrant]:
    """Return the grants that count for *person* now: none for visitors and closed accounts."""
    if not isinstance(person, Person) or not person.is_active:
        return RoleGrant.objects.none()
    return RoleGrant.objects.filter(person=person, ended_at__isnull=True)


def _is_almighty(person: MaybePerson) -> bool:
    return isinstance(person, Person) and person.is_active and person.is_superuser


def is_platform_manager(person: MaybePerson) -> bool:
    """Return whether *person* manages the whole platform; superusers do."""
    return _is_almighty(person) or _grants_of(person).filter(role=Role.PLATFORM_MANAGER).exists()


def has_role(person: MaybePerson, role: str, organisation: Organisation) -> bool:
    """Return whether *person* holds *role* in *organisation* or above it. Platform managers hold every role everywhere."""
    if _is_almighty(person):
        return True
    here = Q(role=role, organisation__path__in=organisation.path_and_above())
    return _grants_of(person).filter(here | Q(role=Role.PLATFORM_MANAGER)).exists()


def has_any_role(person: MaybePerson, *roles: str) -> bool:
    """Return whether *person* holds one of *roles* anywhere; without *roles*, any granted role at all."""
    if _is_almighty(person):
        return True
    grants = _grants_of(person)
    return grants.filter(role__in=[*roles, Role.PLATFORM_MANAGER]).exists() if roles else grants.exists()


def organisations_where(person: MaybePerson, *roles: str) -> QuerySet[Organisation]:
    """Return the organisations in which *person* holds one of *roles*, with all below them; all for platform managers.

    The result is lazy and works as a subquery: ``courses.filter(organisation__in=organisations_where(…))``.
    """
    if _is_almighty(person):
        return Organisation.objects.all()
    grants = _grants_of(person)
    outer_path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    covering = grants.filter(role__in=roles).alias(below=outer_path).filter(below__startswith=F("organisation__path"))
    return Organisation.objects.filter(Exists(covering) | Exists(grants.filter(role=Role.PLATFORM_MANAGER)))


def people_with_role(organisation: Organisation, role: str) -> QuerySet[Person]:
    """Return the people who hold *role* in *organisation* or above it.

    Platform managers are not counted in unless *role* is theirs: this answers "whom does it concern", not "who may".
    """
    grants = RoleGrant.objects.filter(
        person=OuterRef("pk"), role=role, ended_at__isnull=True, organisation__path__in=organisation.path_and_above()
    )
    return Person.objects.filter(Exists(grants), is_active=True)


def grants_in(organisation: Organisation, *, search: str = "", role: str = "") -> QuerySet[RoleGrant]:
    """Return the current grants in *organisation* and below, by name, narrowed by a part of the name or phone number."""
    grants = RoleGrant.objects.filter(
        organisation__path__startswith=organisation.path, ended_at__isnull=True, person__is_active=True
    ).exclude(role=Role.PLATFORM_MANAGER)
    if role:
        grants = grants.filter(role=role)
    if search := search.strip():
        digits = "".join(search.split())
        by_phone = Q(person__phone__contains=digits) if digits.isdecimal() and len(digits) >= 4 else Q()
        grants = (
            grants.filter(Q(person__full_name__icontains=search) | by_phone)
            if by_phone
            else grants.filter(person__full_name__icontains=search)
        )
    return grants.select_related("person__teacher_profile", "organisation").order_by("person__full_name", "person_id", "pk")
