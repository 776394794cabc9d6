"""Background work of the site's own pages, and when it runs by itself."""

from celery import shared_task

from cms.pages.schedule import close_due_pages, open_due_pages
from cms.saved import services

SEARCHES_A_SWEEP = 200
SCHEDULE = {
    "cms.look_for_news": {"task": "cms.tasks.look_for_news", "schedule": 600.0, "options": {"expires": 600.0}},
    "cms.keep_page_schedule": {"task": "cms.tasks.keep_page_schedule", "schedule": 60.0, "options": {"expires": 60.0}},
}


@shared_task
def look_for_news() -> int:
    """Run the kept searches that are due and tell their people what is new; return how many were run."""
    due = services.due_searches(SEARCHES_A_SWEEP)
    for pk in due:
        services.look_again(pk)
    return len(due)


@shared_task
def keep_page_schedule() -> None:
    """Publish and take off the pages whose day has come."""
    open_due_pages()
    close_due_pages()
