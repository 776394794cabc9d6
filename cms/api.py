"""The door to the site's own pages for the composition root."""

from cms.enums import Menu, MenuIcon
from cms.frame.models import NavigationLink, SiteDetails
from cms.pages.models import HomePage, NewsIndexPage, NewsPage, ServiceKindIndexPage, ServiceKindPage, StandardPage
from cms.setup.services import set_up_site

__all__ = [
    "HomePage",
    "Menu",
    "MenuIcon",
    "NavigationLink",
    "NewsIndexPage",
    "NewsPage",
    "ServiceKindIndexPage",
    "ServiceKindPage",
    "SiteDetails",
    "StandardPage",
    "set_up_site",
]
