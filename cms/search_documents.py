"""How news is found, and when it is described anew: whenever Wagtail publishes, takes off or deletes a page of news."""

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_delete
from wagtail.signals import page_published, page_slug_changed, page_unpublished

from cms.pages.models import NewsPage
from search.api import SearchDocument, index_documents, register_documents, remove_documents

NEWS = "news"


def load_news(ids: list[int]) -> Iterable[SearchDocument]:
    """Describe those of the news *ids* that anybody may see."""
    for page in NewsPage.objects.open().filter(pk__in=ids):
        yield SearchDocument(
            kind=NEWS,
            pk=page.pk,
            title=page.title,
            body="\n".join([page.summary, *page.body.stream_block.get_searchable_content(page.body)]),
            url=page.get_url() or "",
            published_at=page.first_published_at,
        )


def describe_anew(sender: type, instance: Any, **facts: Any) -> None:
    """Put what was published in, and take what was taken off out."""
    index_documents(NEWS, [instance.pk])


def forget(sender: type, instance: Any, **facts: Any) -> None:
    """Take deleted news out."""
    remove_documents(NEWS, [instance.pk])


register_documents(NEWS, load=load_news, all_ids=lambda: NewsPage.objects.open().values_list("pk", flat=True))
for signal in (page_published, page_unpublished, page_slug_changed):
    signal.connect(describe_anew, sender=NewsPage, dispatch_uid=f"cms.news.{id(signal)}")
post_delete.connect(forget, sender=NewsPage, dispatch_uid="cms.news.deleted")
