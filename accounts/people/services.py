"""What the staff change about people."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import Person
from foundation.api import Conflict, NotAllowed, record_audit

EDITABLE = ("full_name", "is_active")


@transaction.atomic
def correct_person(person: Person, *, actor: Person, full_name: str, is_active: bool) -> Person:
    """Correct a name and open or close an account, for staff with the permission ``accounts.change_person``.

    Phone and e-mail are changed by the person alone, who proves them. Nobody closes their own account here.
    """
    if not actor.has_perm("accounts.change_person"):
        raise NotAllowed(_("您不能修改人员资料，请联系平台管理员"))
    if person.pk == actor.pk and not is_active:
        raise Conflict(_("不能停用自己的账号"))
    locked = Person.objects.select_for_update().get(pk=person.pk)
    wanted = {"full_name": " ".join(full_name.split()), "is_active": is_active}
    changes = {field: [getattr(locked, field), value] for field, value in wanted.items() if getattr(locked, field) != value}
    for field, (_before, after) in changes.items():
        setattr(locked, field, after)
    if changes:
        locked.save(update_fields=list(changes))
        record_audit(actor=actor, action="accounts.correct_person", subject=locked, changes=changes)
    return locked
