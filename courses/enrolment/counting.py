"""How many people learn a course, as the search index knows it: brought up to date in batches, not with every enrolment."""

from django.db import transaction

from courses.enrolment.models import StaleLearnerCount
from search.api import index_documents

BATCH = 200


def note_stale_count(course_id: int) -> None:
    """Remember that the number of learners of a course has changed; once is enough, however many come."""
    StaleLearnerCount.objects.bulk_create([StaleLearnerCount(course_id=course_id)], ignore_conflicts=True)


def index_stale_counts() -> int:
    """Describe the courses whose numbers have changed anew; return how many.

    A batch is forgotten in the transaction that writes its documents, so a crash loses none. Two workers take different ones.
    """
    done = 0
    while indexed := _index_batch():
        done += indexed
    return done


@transaction.atomic
def _index_batch() -> int:
    rows = StaleLearnerCount.objects.select_for_update(skip_locked=True).order_by("course_id")
    ids = list(rows.values_list("course_id", flat=True)[:BATCH])
    if ids:
        StaleLearnerCount.objects.filter(course_id__in=ids).delete()
        index_documents("course", ids)
    return len(ids)
