"""The picture on a course's cover."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images.models import Image

from courses.authoring.covers import set_cover, set_cover_focus, use_generated_cover
from courses.authoring.drafts import course_draft
from courses.catalogue.models import CoursePage
from courses.forms import CoverForm
from foundation.api import InvalidInput, NotAllowed, NotFound, focus_of
from tests.courses.people import Town


def picture(width: int = 800, height: int = 600, kind: str = "PNG") -> SimpleUploadedFile:
    """A real picture, opened by the form as the view does."""
    written = io.BytesIO()
    Picture.new("RGB", (width, height), "teal").save(written, kind)
    return opened(SimpleUploadedFile(f"封面.{kind.lower()}", written.getvalue()))


def opened(file: SimpleUploadedFile) -> SimpleUploadedFile:
    """Return *file* as the form leaves it; a file that is no picture has no ``image``."""
    form = CoverForm(None, {"file": file})
    return form.cleaned_data["file"] if form.is_valid() else file


def cover_state(course: CoursePage) -> tuple[object, bool, int]:
    """Return what a refused attempt must not change: the draft's cover, the choice of a drawn one, and the pictures kept."""
    draft = course_draft(CoursePage.objects.get(pk=course.pk))
    return draft.cover_id, draft.generated_cover_accepted, Image.objects.count()


def test_a_picture_becomes_the_drafts_cover_and_not_yet_the_public_one(draft: CoursePage, town: Town) -> None:
    CoursePage.objects.filter(pk=draft.pk).update(live=True)

    set_cover(draft, actor=town.teacher, file=picture())

    saved = course_draft(CoursePage.objects.get(pk=draft.pk))
    assert (saved.cover.width, saved.cover.height, saved.cover.uploaded_by_user) == (800, 600, town.teacher)
    assert CoursePage.objects.get(pk=draft.pk).cover_id is None


def test_the_drawn_cover_is_chosen_instead_of_the_picture(draft: CoursePage, town: Town) -> None:
    set_cover(draft, actor=town.teacher, file=picture())

    use_generated_cover(CoursePage.objects.get(pk=draft.pk), actor=town.teacher)

    assert cover_state(draft)[:2] == (None, True)


@pytest.mark.parametrize(("x", "y"), [(0, 0), (50, 50), (20, 90), (100, 100)])
def test_the_point_that_stays_in_view_is_kept(draft: CoursePage, town: Town, x: int, y: int) -> None:
    set_cover(draft, actor=town.teacher, file=picture())

    saved = set_cover_focus(CoursePage.objects.get(pk=draft.pk), actor=town.teacher, x=x, y=y)

    image = Image.objects.get(pk=saved.cover.pk)
    kept = focus_of(image)
    assert abs(kept[0] - x) <= 17
    assert abs(kept[1] - y) <= 23
    assert 0 <= image.focal_point_x <= image.width
    assert 0 <= image.focal_point_y <= image.height


def test_a_picture_without_a_chosen_point_is_kept_in_its_middle(draft: CoursePage, town: Town) -> None:
    assert focus_of(set_cover(draft, actor=town.teacher, file=picture()).cover) == (50, 50)


def test_there_is_no_point_without_a_picture(draft: CoursePage, town: Town) -> None:
    with pytest.raises(NotFound):
        set_cover_focus(draft, actor=town.teacher, x=1, y=1)


@pytest.mark.parametrize(
    "file",
    [
        lambda: picture(399, 800),
        lambda: picture(kind="GIF"),
        lambda: SimpleUploadedFile("a.png", b"\x89PNG not really"),
        lambda: SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>"),
        lambda: opened(SimpleUploadedFile("a.png", picture().read()[:200])),
    ],
    ids=["too small", "gif", "renamed text", "svg", "cut short"],
)
def test_an_unfit_file_is_refused_and_the_draft_stays(draft: CoursePage, town: Town, file: object) -> None:
    before = cover_state(draft)

    with pytest.raises(InvalidInput) as refused:
        set_cover(draft, actor=town.teacher, file=file())

    assert list(refused.value.fields) == ["file"]
    assert cover_state(draft) == before


@pytest.mark.parametrize("who", ["colleague", "stranger", "reviewer", "resident"])
def test_nobody_else_touches_the_cover(draft: CoursePage, town: Town, who: str) -> None:
    set_cover(draft, actor=town.teacher, file=picture())
    course, actor = CoursePage.objects.get(pk=draft.pk), getattr(town, who)
    before = cover_state(draft), focus_of(Image.objects.get())

    for attempt in (
        lambda: set_cover(course, actor=actor, file=picture()),
        lambda: use_generated_cover(course, actor=actor),
        lambda: set_cover_focus(course, actor=actor, x=1, y=1),
    ):
        with pytest.raises(NotAllowed):
            attempt()

    assert (cover_state(draft), focus_of(Image.objects.get())) == before


def test_a_refused_picture_is_told_on_the_page(draft: CoursePage, town: Town, client: object) -> None:
    client.force_login(town.teacher)

    answer = client.post(reverse("courses:teach_cover", args=[draft.pk]), {"file": SimpleUploadedFile("a.png", b"no")}, follow=True)

    assert answer.status_code == 200
    assert Image.objects.count() == 0
    assert 'class="' in answer.content.decode()
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
