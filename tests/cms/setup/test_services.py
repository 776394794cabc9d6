"""Setting up a new site: complete, and harmless when repeated."""

import pytest
from wagtail.models import Page, Site

from cms.api import Menu, NavigationLink, ServiceKindPage, SiteDetails, StandardPage, set_up_site
from courses.api import ServiceKind

pytestmark = pytest.mark.django_db


def everything() -> list[tuple[str, str]]:
    return list(Page.objects.order_by("path").values_list("path", "title"))


def test_a_new_site_has_its_pages_and_no_welcome_for_developers():
    home = set_up_site(hostname="study.example.org", port=443)

    site = Site.objects.get(is_default_site=True)
    assert (site.root_page_id, site.hostname, site.port, site.site_name) == (home.pk, "study.example.org", 443, "知行学堂")
    assert list(home.get_parent().get_children().values_list("pk", flat=True)) == [home.pk]
    assert set(home.get_children().values_list("slug", flat=True)) == {
        "courses",
        "news",
        "services",
        "help",
        "privacy",
        "accessibility",
    }
    assert set(ServiceKindPage.objects.values_list("kind", flat=True)) == set(ServiceKind.values)


def test_a_second_run_changes_nothing():
    set_up_site()
    before = everything()

    set_up_site()

    assert everything() == before
    assert NavigationLink.objects.count() == 1 + StandardPage.objects.count()


def test_what_editors_wrote_and_arranged_stays():
    set_up_site()
    StandardPage.objects.filter(slug="help").update(introduction="我们自己写的")
    details = SiteDetails.objects.get()
    details.links.all().delete()
    NavigationLink.objects.create(details=details, menu=Menu.FOOTER, label="投诉", address="/complaints/")

    set_up_site()

    assert StandardPage.objects.get(slug="help").introduction == "我们自己写的"
    assert list(NavigationLink.objects.values_list("label", flat=True)) == ["投诉"]


@pytest.mark.parametrize("address", ["/", "/services/", "/services/health/", "/help/", "/privacy/", "/accessibility/", "/news/"])
def test_every_page_can_be_read(client, address):
    set_up_site()

    assert client.get(address).status_code == 200
