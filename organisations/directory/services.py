"""Adding and changing organisations."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import Person
from foundation.api import NotAllowed, publish, record_audit
from organisations.directory.models import Organisation
from organisations.directory.policies import may_add_organisation, may_edit_organisation
from organisations.enums import ORGANISATION
from organisations.events import OrganisationChanged
from search.api import index_documents

PUBLIC_FIELDS = ("name", "short_name", "slug", "kind", "introduction", "phone", "address")
MANAGED_FIELDS = ("short_name", "introduction", "phone", "address")
"""What an organisation's own managers may change; the rest is the platform's to say."""


@transaction.atomic
def add_organisation(*, actor: Person, parent: Organisation | None, **facts: Any) -> Organisation:
    """Add an organisation below *parent* (at the top without one) and return it."""
    if not may_add_organisation(actor):
        raise NotAllowed(_("只有平台管理员可以新增机构"))
    if parent is None:
        organisation = Organisation.add_root(**facts)
    else:
        organisation = Organisation.objects.select_for_update().get(pk=parent.pk).add_child(**facts)
    index_documents(ORGANISATION, [organisation.pk])
    record_audit(actor=actor, action="organisations.add", subject=organisation, changes={"name": [None, organisation.name]})
    return organisation


@transaction.atomic
def update_organisation(organisation: Organisation, *, actor: Person, **facts: Any) -> Organisation:
    """Change *facts* of *organisation* and return it. Its own managers change only how it presents itself."""
    if not may_edit_organisation(actor, organisation):
        raise NotAllowed(_("您不能修改这个机构的资料"))
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changes = {field: [getattr(locked, field), value] for field, value in facts.items() if getattr(locked, field) != value}
    if set(changes) - set(MANAGED_FIELDS) and not may_add_organisation(actor):
        raise NotAllowed(_("名称、网址段、类型和启用状态由平台管理员修改"))
    for field, (_before, after) in changes.items():
        setattr(locked, field, after)
    if changes:
        locked.save(update_fields=list(changes))
        index_documents(ORGANISATION, [locked.pk])
        record_audit(actor=actor, action="organisations.update", subject=locked, changes=changes)
        publish(OrganisationChanged(organisation_id=locked.pk))
    return locked
