"""The order of lessons in a draft."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from courses.authoring.outline import add_lesson, arrange_lessons, move_lesson, remove_lesson, rename_lesson, restore_lesson
from courses.authoring.selectors import outline_of, removed_lessons
from courses.catalogue.models import CoursePage, LessonPage
from foundation.api import Conflict, NotAllowed, NotFound
from tests.courses.people import Town, make_town
from tests.factories.courses import catalogue_page


def titles(course: CoursePage) -> list[str]:
    return [lesson.title for lesson in outline_of(CoursePage.objects.get(pk=course.pk))]


def fill(course: CoursePage, town: Town, *names: str) -> list[int]:
    return [add_lesson(course, actor=town.teacher, title=name).pk for name in names]


def test_lessons_are_added_moved_removed_and_put_back(draft: CoursePage, town: Town) -> None:
    first, second, third = fill(draft, town, "一", "二", "三")
    move_lesson(draft, third, actor=town.teacher, position=0)
    remove_lesson(draft, first, actor=town.teacher)
    assert titles(draft) == ["三", "二"]
    assert [lesson.title for lesson in removed_lessons(CoursePage.objects.get(pk=draft.pk))] == ["一"]

    restore_lesson(draft, first, actor=town.teacher, position=1)
    restore_lesson(draft, first, actor=town.teacher)
    rename_lesson(draft, second, actor=town.teacher, title="二，改过名")

    assert titles(draft) == ["三", "一", "二，改过名"]


def test_positions_beyond_the_ends_mean_the_ends(draft: CoursePage, town: Town) -> None:
    first, _second, third = fill(draft, town, "一", "二", "三")
    move_lesson(draft, first, actor=town.teacher, position=99)
    move_lesson(draft, third, actor=town.teacher, position=-5)

    assert titles(draft) == ["三", "二", "一"]


def test_an_order_that_misses_a_lesson_is_refused(draft: CoursePage, town: Town) -> None:
    first, second, third = fill(draft, town, "一", "二", "三")

    for wrong in ([third, first], [third, first, second, second], [third, first, second, 999_999]):
        with pytest.raises(Conflict):
            arrange_lessons(draft, wrong, actor=town.teacher)

    assert titles(draft) == ["一", "二", "三"]


def test_a_lesson_of_another_course_is_out_of_reach(draft: CoursePage, town: Town) -> None:
    from courses.authoring.services import create_course

    other = create_course(town.college, actor=town.manager, title="别的课")
    foreign = add_lesson(other, actor=town.manager, title="别的一课").pk

    for act in (remove_lesson, restore_lesson):
        with pytest.raises(NotFound):
            act(draft, foreign, actor=town.teacher)
    with pytest.raises(NotFound):
        rename_lesson(draft, foreign, actor=town.teacher, title="抢来的名字")

    assert LessonPage.objects.get(pk=foreign).title == "别的一课"


@pytest.mark.parametrize("who", ["stranger", "colleague", "reviewer", "resident"])
def test_others_change_no_outline(draft: CoursePage, town: Town, who: str) -> None:
    first, second = fill(draft, town, "一", "二")
    actor = getattr(town, who)
    acts: list[Callable[[], object]] = [
        lambda: add_lesson(draft, actor=actor, title="多出来的"),
        lambda: move_lesson(draft, first, actor=actor, position=1),
        lambda: arrange_lessons(draft, [second, first], actor=actor),
        lambda: remove_lesson(draft, first, actor=actor),
        lambda: restore_lesson(draft, first, actor=actor),
        lambda: rename_lesson(draft, first, actor=actor, title="改名"),
    ]

    for act in acts:
        with pytest.raises(NotAllowed):
            act()

    assert titles(draft) == ["一", "二"]


@pytest.mark.usefixtures("standard")
def test_adding_and_moving_at_once_loses_no_lesson() -> None:
    from courses.authoring.services import create_course

    town = make_town()
    catalogue_page()
    draft = create_course(town.college, actor=town.teacher, title="居家照护")
    order = fill(draft, town, "一", "二", "三", "四")
    gate = Barrier(6)
    failures: list[Exception] = []

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait()
            act()
        except Conflict:
            pass  # a whole order that came too late is refused; nothing of it may be kept
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    acts: list[Callable[[], object]] = [
        lambda: add_lesson(draft, actor=town.teacher, title="同名的课"),
        lambda: add_lesson(draft, actor=town.teacher, title="同名的课"),
        lambda: add_lesson(draft, actor=town.teacher, title="同名的课"),
        lambda: move_lesson(draft, order[3], actor=town.teacher, position=0),
        lambda: move_lesson(draft, order[0], actor=town.teacher, position=3),
        lambda: arrange_lessons(draft, list(reversed(order)), actor=town.teacher),
    ]
    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = titles(draft)
    slugs = list(LessonPage.objects.child_of(draft).filter(title="同名的课").order_by("slug").values_list("slug", flat=True))
    assert failures == []
    assert sorted(found) == sorted(["一", "二", "三", "四", "同名的课", "同名的课", "同名的课"])
    assert slugs == ["tong-ming-de-ke", "tong-ming-de-ke-2", "tong-ming-de-ke-3"]
    assert CoursePage.objects.get(pk=draft.pk).numchild == 7
