"""The frame of a page: menus, phone number, what waits for the signed-in reader."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from accounts.api import Person, unread_count
from cms.enums import Menu
from cms.frame.models import NavigationLink, SiteDetails
from foundation.api import remember
from organisations.api import Role, RoleGrant


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One link of a menu. ``label`` may be lazy: it is written in the reader's language."""

    label: object
    url: str
    icon: str = "link"
    is_current: bool = False

    def at(self, path: str) -> "MenuItem":
        """Return the item as it looks on the page *path*: current there and on everything below it."""
        return replace(self, is_current=path == self.url or (self.url != "/" and path.startswith(self.url)))


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is the same for every reader of one site."""

    phone: str = ""
    opening_hours: str = ""
    host: str = ""
    organiser: str = ""
    record_number: str = ""
    menus: dict[str, tuple[MenuItem, ...]] = field(default_factory=dict)


DEFAULT_MENUS: dict[str, tuple[MenuItem, ...]] = {
    Menu.MAIN: (MenuItem(_("课程"), "/courses/", "book-open"), MenuItem(_("我的学习"), "/my/learning/", "user-round")),
    Menu.QUICK: (
        MenuItem(_("我的证书"), "/my/hours/", "award"),
        MenuItem(_("核验证书"), "/verify/", "badge-check"),
        MenuItem(_("调大字号"), "/preferences/", "a-large-small"),
    ),
    Menu.FOOTER: (MenuItem(_("证书核验"), "/verify/"),),
}
HOME = MenuItem(_("首页"), "/", "house")
TEACHING = MenuItem(_("教学台"), "/teach/", "clipboard-check")
REVIEWING = MenuItem(_("审核"), "/review/", "shield-check")


def site_facts(request: HttpRequest) -> SiteFacts:
    """Return the facts of the site that *request* came to. They are the same for everybody and remembered until they change."""
    return remember(request, ("site facts", request.get_host(), request.get_port()), lambda: _site_facts(request))


def _site_facts(request: HttpRequest) -> SiteFacts:
    site = Site.find_for_request(request)
    return _read_site_facts(site) if site else SiteFacts(menus=DEFAULT_MENUS)


def _read_site_facts(site: Site) -> SiteFacts:
    details = SiteDetails.objects.filter(site=site).first()
    if details is None:
        return SiteFacts(menus=DEFAULT_MENUS)
    links = list(NavigationLink.objects.filter(details=details).select_related("page"))
    menus: dict[str, tuple[MenuItem, ...]] = {}
    for menu in Menu:
        menus[menu] = tuple(_items(link for link in links if link.menu == menu)) or DEFAULT_MENUS[menu]
    return SiteFacts(
        phone=details.phone,
        opening_hours=details.opening_hours,
        host=details.host,
        organiser=details.organiser,
        record_number=details.record_number,
        menus=menus,
    )


def _items(links: Iterable[NavigationLink]) -> Iterable[MenuItem]:
    """Turn rows into links; a page that is not public is left out."""
    for link in links:
        address = link.address if link.page is None else (link.page.url if link.page.live else None)
        if address:
            yield MenuItem(link.label, address, link.icon)


class Frame:
    """The frame of one answer. Nothing is asked of the database before a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def facts(self) -> SiteFacts:
        """Return what every reader of this site sees."""
        return site_facts(self.request)

    @property
    def phone(self) -> str:
        """Return the number as people write it."""
        return self.facts.phone

    @property
    def phone_link(self) -> str:
        """Return the number as phones dial it."""
        return "tel:" + "".join(c for c in self.facts.phone if c.isdigit() or c == "+")

    @property
    def opening_hours(self) -> str:
        """Return when somebody answers the phone."""
        return self.facts.opening_hours

    @property
    def record_number(self) -> str:
        """Return the number under which the site is registered."""
        return self.facts.record_number

    @property
    def organiser(self) -> str:
        """Return who runs the site, in one line."""
        names = {"host": self.facts.host, "organiser": self.facts.organiser}
        if self.facts.host and self.facts.organiser:
            return gettext("%(host)s主办，%(organiser)s承办") % names
        if self.facts.host:
            return gettext("%(host)s主办") % names
        return gettext("%(organiser)s承办") % names if self.facts.organiser else ""

    @cached_property
    def main_menu(self) -> list[MenuItem]:
        """Return the links beside the name of the site."""
        return self._menu(Menu.MAIN)

    @cached_property
    def quick_menu(self) -> list[MenuItem]:
        """Return what people often come for, shown on the home page."""
        return self._menu(Menu.QUICK)

    @cached_property
    def footer_menu(self) -> list[MenuItem]:
        """Return the links at the foot of every page."""
        return self._menu(Menu.FOOTER)

    @cached_property
    def tab_menu(self) -> list[MenuItem]:
        """Return the places under the thumb on a phone: home and the main menu."""
        return [HOME.at(self.request.path), *self.main_menu[:4]]

    @cached_property
    def staff_menu(self) -> list[MenuItem]:
        """Return the work places of the signed-in reader: teaching, reviewing, both or none."""
        user = self.request.user
        roles = remember(self.request, ("roles", user.pk), lambda: roles_of(user))
        works = [TEACHING] if Role.TEACHER in roles else []
        works += [REVIEWING] if Role.REVIEWER in roles else []
        return [item.at(self.request.path) for item in works]

    @cached_property
    def unread(self) -> int:
        """Return how many notices wait for the signed-in reader."""
        user = self.request.user
        return unread_count(user) if isinstance(user, Person) else 0

    def _menu(self, menu: Menu) -> list[MenuItem]:
        return [item.at(self.request.path) for item in self.facts.menus.get(menu, ())]


def roles_of(user: object) -> set[str]:
    """Return the roles that *user* holds anywhere; platform managers and superusers hold all."""
    if not isinstance(user, Person):
        return set()
    if user.is_superuser:
        return set(Role.values)
    held = set(RoleGrant.objects.filter(person=user, ended_at__isnull=True).values_list("role", flat=True).distinct())
    return set(Role.values) if Role.PLATFORM_MANAGER in held else held
