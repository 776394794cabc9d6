"""The site's own pages for tests."""

from typing import Any

import factory

from cms.api import HomePage, NewsIndexPage, NewsPage, set_up_site
from tests.factories.courses import root_page


def site_with_pages() -> HomePage:
    """Return the home page of a site that has all its own pages; what is missing is made."""
    root_page()
    return set_up_site()


class NewsPageFactory(factory.django.DjangoModelFactory):
    """A published piece of news."""

    class Meta:
        model = NewsPage

    title = factory.Sequence(lambda n: f"第{n}号通知")
    slug = factory.Sequence(lambda n: f"news-{n}")
    summary = "春季课程从三月一日开始报名。"
    body = factory.LazyFunction(lambda: [("paragraph", "<p>带身份证到前台登记。</p>")])

    @classmethod
    def _create(cls, model_class: type[NewsPage], *args: Any, **kwargs: Any) -> NewsPage:
        return NewsIndexPage.objects.get().add_child(instance=model_class(*args, **kwargs))
