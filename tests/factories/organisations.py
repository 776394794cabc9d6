"""Organisations and roles for tests."""

import factory

from organisations.access.groups import GROUP_NAMES, sync_admin_groups
from organisations.enums import OrganisationKind, Role
from organisations.models import Organisation, RoleGrant, TeacherProfile
from tests.factories.accounts import PersonFactory


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An organisation at the top of the tree, or below ``parent=``."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"第{n}社区学院")
    slug = factory.Sequence(lambda n: f"organisation-{n}")
    kind = OrganisationKind.COMMUNITY_COLLEGE

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        if parent is None:
            return model_class.add_root(**kwargs)
        parent.refresh_from_db()
        return parent.add_child(**kwargs)


class RoleGrantFactory(factory.django.DjangoModelFactory):
    """A role that counts now: a teacher's unless another is given."""

    class Meta:
        model = RoleGrant
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.TEACHER

    @factory.post_generation
    def open_admin(grant, create, extracted, **kwargs):  # noqa: N805
        if create and grant.role in GROUP_NAMES:
            sync_admin_groups(grant.person)


class TeacherProfileFactory(factory.django.DjangoModelFactory):
    """A teacher's public profile."""

    class Meta:
        model = TeacherProfile

    person = factory.SubFactory(PersonFactory)
    display_name = factory.SelfAttribute("person.full_name")
    job_title = "高级讲师"
    slug = factory.Sequence(lambda n: f"teacher-{n}")
