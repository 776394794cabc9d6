"""Fixed vocabularies of organisations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ORGANISATION, TEACHER = "organisation", "teacher"
"""Kinds of documents that search knows organisations and teachers by."""


class OrganisationKind(TextChoices):
    """What an organisation is."""

    AUTHORITY = "authority", _("主管部门")
    COLLEGE = "college", _("职业院校")
    COMMUNITY_COLLEGE = "community_college", _("社区学院")
    SENIOR_UNIVERSITY = "senior_university", _("老年大学")
    ASSOCIATION = "association", _("行业协会")
    COMPANY = "company", _("企业")
    LEARNING_POINT = "learning_point", _("学习中心")


class Role(TextChoices):
    """What a person is in an organisation. Everyone signed in is a resident; the others are granted.

    A role counts in its organisation and all below it in the tree. ``PLATFORM_MANAGER`` is granted at the root.
    """

    RESIDENT = "resident", _("学员")
    TEACHER = "teacher", _("教师")
    REVIEWER = "reviewer", _("审核员")
    ORGANISATION_MANAGER = "organisation_manager", _("机构管理员")
    PLATFORM_MANAGER = "platform_manager", _("平台管理员")
