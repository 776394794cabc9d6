"""Teachers' public profiles."""

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images.models import Image

from accounts.api import Person
from foundation.api import InvalidInput, NotAllowed, NotFound, check_picture, make_code, publish, record_audit, set_focus
from organisations.enums import TEACHER
from organisations.events import TeacherProfileChanged
from organisations.teachers.models import TeacherProfile
from organisations.teachers.policies import may_edit_profile
from search.api import index_documents

SLUG_LENGTH = 8
PORTRAIT_SIDE = 240
LENGTHS = {"display_name": 50, "job_title": 80, "introduction": 2000}
"""What a teacher may write, and how long each may be."""


def open_profile(person: Person) -> TeacherProfile:
    """Return *person*'s profile; a first one carries their name under an address that cannot be guessed."""
    profile, _created = TeacherProfile.objects.get_or_create(
        person=person,
        defaults={"display_name": person.full_name or str(person.pk), "slug": make_code("teacher", SLUG_LENGTH).lower()},
    )
    return profile


def refresh_teacher(person_id: int) -> None:
    """Describe a teacher anew for search: the role began or ended, or the account was closed."""
    index_documents(TEACHER, TeacherProfile.objects.filter(person_id=person_id).values_list("pk", flat=True))


@transaction.atomic
def update_profile(profile: TeacherProfile, *, actor: Person, values: Mapping[str, str]) -> TeacherProfile:
    """Change what *values* names of *profile* (keys of ``LENGTHS``) and return it; saving the same again changes nothing."""
    row = _open(profile, actor)
    wanted = {name: _clean(name, text) for name, text in values.items() if name in LENGTHS}
    _refuse_unfit(wanted)
    changes = {name: [getattr(row, name), text] for name, text in wanted.items() if getattr(row, name) != text}
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    if changes:
        _save(row, actor, changes)
    return row


@transaction.atomic
def set_portrait(profile: TeacherProfile, *, actor: Person, file: UploadedFile) -> TeacherProfile:
    """Make the picture in *file* the teacher's portrait."""
    row = _open(profile, actor)
    check_picture(file, min_side=PORTRAIT_SIDE)
    before, row.portrait = row.portrait_id, Image.objects.create(title=row.display_name, file=file, uploaded_by_user=actor)
    _save(row, actor, {"portrait": [before, row.portrait.pk]})
    return row


@transaction.atomic
def set_portrait_focus(profile: TeacherProfile, *, actor: Person, x: int, y: int) -> None:
    """Keep the point *x*, *y* (per cent from the left and the top) of the portrait in view: the face."""
    row = _open(profile, actor)
    if row.portrait is None:
        raise NotFound(_("还没有上传照片。"))
    set_focus(row.portrait, x=x, y=y)


@transaction.atomic
def remove_portrait(profile: TeacherProfile, *, actor: Person) -> None:
    """Show no portrait any more; twice changes nothing more."""
    row = _open(profile, actor)
    if row.portrait_id is not None:
        before, row.portrait = row.portrait_id, None
        _save(row, actor, {"portrait": [before, None]})


def _open(profile: TeacherProfile, actor: Person) -> TeacherProfile:
    if not may_edit_profile(actor, profile):
        raise NotAllowed(_("只有老师本人和所在机构的管理员可以修改这份资料。"))
    return TeacherProfile.objects.select_for_update(of=("self",)).select_related("person", "portrait").get(pk=profile.pk)


def _clean(name: str, text: str) -> str:
    """Return *text* without control characters; only an introduction has lines."""
    lines = ["".join(sign for sign in line if sign.isprintable()).strip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip() if name == "introduction" else " ".join(" ".join(lines).split())


def _refuse_unfit(wanted: Mapping[str, str]) -> None:
    problems = {
        name: _("最多 %(limit)s 个字，现在 %(n)s 个。") % {"limit": LENGTHS[name], "n": len(text)}
        for name, text in wanted.items()
        if len(text) > LENGTHS[name]
    }
    if "display_name" in wanted and not wanted["display_name"]:
        problems["display_name"] = _("请写展示给学员看的姓名。")
    if problems:
        raise InvalidInput(_("有几处需要改一下。"), fields=problems)


def _save(row: TeacherProfile, actor: Person, changes: dict[str, list[object]]) -> None:
    row.save(update_fields=list(changes))
    index_documents(TEACHER, [row.pk])
    entry = record_audit(actor=actor, action="organisations.update_teacher_profile", subject=row, changes=changes)
    publish(TeacherProfileChanged(profile_id=row.pk, person_id=row.person_id, by_id=actor.pk, entry_id=entry.pk))
