"""Saves that a script sends while somebody types, and the button that ends them: those of one open form follow each other."""

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest

from courses.authoring.drafts import edit_token, lock_course
from courses.catalogue.models import CoursePage, LessonPage

KEPT_SECONDS = 600
ENDED = "ended"  # no draft's token


def save_in_sitting[Draft: CoursePage | LessonPage](
    request: HttpRequest, course: CoursePage, save: Callable[[str | None], Draft], *, ends: bool = False
) -> Draft:
    """Call *save* with the token that the form was opened with, and return the draft that it saved.

    A page that is left sends what it holds without knowing whether the save before it arrived. When that one did, and nobody
    else has saved since, this one follows it: the token is no longer the latest, but what replaced it was this form's own.
    The button's save *ends* the sitting: one of the script's that comes in later still holds older words, and is refused.
    """
    with transaction.atomic():
        lock_course(course.pk)
        token = request.POST.get("token")
        sitting = request.POST.get("sitting", "")
        key = "sitting:" + hashlib.sha256(repr((request.user.pk, request.path, sitting, token)).encode()).hexdigest()
        draft = save(cache.get(key, token) if sitting else token)
        if sitting:
            cache.set(key, ENDED if ends else edit_token(draft), KEPT_SECONDS)
    return draft
