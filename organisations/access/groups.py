"""Who may do what in Wagtail's admin.

Wagtail asks Django groups, and ours follow the roles: platform managers and organisation managers are each in one
group. The groups are brought up to date whenever a role is granted or ended, which is rare.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.api import Person
from organisations.enums import Role
from organisations.roles.models import RoleGrant

GROUP_NAMES = {Role.PLATFORM_MANAGER: "role:platform_manager", Role.ORGANISATION_MANAGER: "role:organisation_manager"}
"""Names for machines: nobody edits these groups by hand."""

OUR_APPS = ("organisations", "accounts", "courses", "credentials", "media_pipeline", "search", "cms", "foundation")
WAGTAIL_APPS = ("wagtailcore", "wagtailimages", "wagtaildocs", "wagtailredirects", "wagtailforms")
NEVER_BY_HAND = (
    *("add_person", "delete_person", "add_rolegrant", "change_rolegrant", "delete_rolegrant", "delete_organisation"),
    *("add_teacherprofile", "delete_teacherprofile"),
)
"""Services and the tree do these; a form would pass by the rules and the audit log."""


def sync_admin_groups(person: Person) -> None:
    """Put *person* into exactly the admin groups that their current roles ask for."""
    held = set(RoleGrant.objects.filter(person=person, ended_at__isnull=True).values_list("role", flat=True))
    for role, name in GROUP_NAMES.items():
        if role in held:
            person.groups.add(_group(role, name))
        else:
            person.groups.remove(*Group.objects.filter(name=name))


def _group(role: Role, name: str) -> Group:
    """Return the group for *role* with all its permissions; made when it is missing."""
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.set(_permissions(role))
    if role == Role.PLATFORM_MANAGER:
        _open_pages_and_collections(group)
    return group


def _permissions(role: Role) -> list[Permission]:
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    if role == Role.PLATFORM_MANAGER:
        wanted |= Q(content_type__app_label__in=[*OUR_APPS, *WAGTAIL_APPS])
    else:
        wanted |= Q(
            content_type__app_label="organisations", codename__in=["view_organisation", "change_organisation", "view_rolegrant"]
        )
        wanted |= Q(content_type__app_label="credentials", codename__in=["view_certificate", "view_hourentry"])
    return list(Permission.objects.filter(wanted).exclude(codename__in=NEVER_BY_HAND))


def _open_pages_and_collections(group: Group) -> None:
    root_page, root_collection = Page.objects.filter(depth=1).first(), Collection.get_first_root_node()
    page_rights = Permission.objects.filter(content_type__app_label="wagtailcore", content_type__model="page")
    for permission in page_rights if root_page else ():
        GroupPagePermission.objects.get_or_create(group=group, page=root_page, permission=permission)
    file_rights = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], content_type__model__in=["image", "document"]
    )
    for permission in file_rights if root_collection else ():
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root_collection, permission=permission)
