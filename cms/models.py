"""Models of the app, gathered for Django."""

from cms.frame.models import NavigationLink, SiteDetails
from cms.pages.models import HomePage, NewsIndexPage, NewsPage, ServiceKindIndexPage, ServiceKindPage, StandardPage

__all__ = [
    "HomePage",
    "NavigationLink",
    "NewsIndexPage",
    "NewsPage",
    "ServiceKindIndexPage",
    "ServiceKindPage",
    "SiteDetails",
    "StandardPage",
]
