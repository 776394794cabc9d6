"""The site's own pages: home, the ten kinds of service, standard pages and news."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks.field_block import CharBlock
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet

from accounts.api import Person
from cms.blocks import BodyBlock
from cms.pages.course_shelf import courses_of_kind, new_courses, shelf
from courses.api import ServiceKind, continue_learning
from credentials.api import hours_in_year
from foundation.api import paginate
from foundation.pages.models import BasePage

LATEST_NEWS = 4
NEWS_ON_A_PAGE = 20


class HomePage(BasePage):
    """The first page: a search box, then what there is to learn."""

    headline = models.CharField(_("大标题"), max_length=30, default="找课程和老师")
    lead = models.CharField(_("大标题下的一句话"), max_length=80, blank=True)
    search_hints = StreamField(
        [("word", CharBlock(label=_("词"), max_length=12))],
        verbose_name=_("大家在找"),
        blank=True,
        max_num=6,
        help_text=_("放在搜索框下面的几个词"),
    )

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("search_hints"),
    ]
    template = "cms/pages/home.html"
    max_count = 1  # type: ignore[assignment]  # Wagtail's own default is None
    parent_page_types: list[Any] = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("首页")
        verbose_name_plural = _("首页")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows beside its own words; it is read only when the page is not remembered."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context |= {
            "today": timezone.localdate(),
            "spines": SimpleLazyObject(lambda: shelf(ServiceKindPage.addresses(request))),
            "new_courses": SimpleLazyObject(new_courses),
            "news": SimpleLazyObject(lambda: list(NewsPage.objects.open()[:LATEST_NEWS])),
        }
        return context | self._of_the_reader(request)

    def _of_the_reader(self, request: HttpRequest) -> dict[str, Any]:
        """Return what only the signed-in reader sees: the course to go on with, and this year's hours."""
        user = request.user
        if not isinstance(user, Person):
            return {}
        learning = continue_learning(user, request)
        return {"learning": learning, "hours_this_year": hours_in_year(user.pk, timezone.localdate().year)} if learning else {}


class StandardPage(BasePage):
    """A page of text: help, privacy, accessibility and the like."""

    introduction = models.CharField(_("导语"), max_length=200, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("正文"), blank=True)

    content_panels: list[Any] = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    template = "cms/pages/standard.html"
    parent_page_types: list[Any] = ["cms.HomePage", "cms.StandardPage"]
    subpage_types: list[Any] = ["cms.StandardPage"]

    class Meta:
        verbose_name = _("普通页面")
        verbose_name_plural = _("普通页面")


class NewsIndexPage(BasePage):
    """Where all news stands, newest first."""

    template = "cms/pages/news_index.html"
    max_count = 1  # type: ignore[assignment]  # Wagtail's own default is None
    parent_page_types: list[Any] = ["cms.HomePage"]
    subpage_types: list[Any] = ["cms.NewsPage"]

    class Meta:
        verbose_name = _("通知栏目")
        verbose_name_plural = _("通知栏目")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of news."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"listing": paginate(NewsPage.objects.open(), request, NEWS_ON_A_PAGE)}


class NewsQuerySet(PageQuerySet):
    """Queries for news."""

    def open(self) -> "NewsQuerySet":
        """Return what anybody may see, newest first."""
        return self.live().public().order_by("-published_on", "-pk")


class NewsPage(BasePage):
    """One piece of news."""

    published_on = models.DateField(_("日期"), default=timezone.localdate)
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("正文"), blank=True)

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("published_on"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    objects: ClassVar[Any] = PageManager.from_queryset(NewsQuerySet)()
    template = "cms/pages/news.html"
    parent_page_types: list[Any] = ["cms.NewsIndexPage"]
    subpage_types: list[Any] = []

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        indexes: ClassVar = [models.Index(fields=["-published_on", "-page_ptr"], name="news_newest_first")]


class ServiceKindIndexPage(BasePage):
    """The shelf with all ten kinds of service."""

    introduction = models.CharField(_("导语"), max_length=200, blank=True)

    content_panels: list[Any] = [*BasePage.content_panels, FieldPanel("introduction")]
    template = "cms/pages/service_kind_index.html"
    max_count = 1  # type: ignore[assignment]  # Wagtail's own default is None
    parent_page_types: list[Any] = ["cms.HomePage"]
    subpage_types: list[Any] = ["cms.ServiceKindPage"]

    class Meta:
        verbose_name = _("十类学习服务")
        verbose_name_plural = _("十类学习服务")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the ten spines with their counts."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"spines": shelf(ServiceKindPage.addresses(request))}


class ServiceKindPage(BasePage):
    """The landing page of one kind of service: what it is for, and its courses."""

    kind = models.CharField(_("类型"), max_length=12, choices=ServiceKind, unique=True)
    introduction = models.CharField(_("导语"), max_length=200, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("正文"), blank=True)

    content_panels: list[Any] = [
        *BasePage.content_panels,
        FieldPanel("kind"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    template = "cms/pages/service_kind.html"
    parent_page_types: list[Any] = ["cms.ServiceKindIndexPage"]
    subpage_types: list[Any] = []

    class Meta:
        verbose_name = _("学习服务类型")
        verbose_name_plural = _("学习服务类型")

    @classmethod
    def addresses(cls, request: HttpRequest) -> dict[str, str]:
        """Return the addresses of the landing pages by kind. The addresses of the sites are looked up once for *request*."""
        found = {page.kind: page.get_url(request) for page in cls.objects.live()}
        return {kind: address for kind, address in found.items() if address}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of the kind's courses."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        kind = ServiceKind(self.kind)
        return context | {"service_kind": kind, "listing": courses_of_kind(kind, request)}
