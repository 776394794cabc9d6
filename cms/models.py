"""Models of the app, gathered for Django."""

from cms.frame.models import NavigationLink, SiteDetails
from cms.pages.models import HomePage, NewsIndexPage, NewsPage, ServiceKindIndexPage, ServiceKindPage, StandardPage
from cms.saved.models import SavedSearch

__all__ = [
    "HomePage",
    "NavigationLink",
    "NewsIndexPage",
    "NewsPage",
    "SavedSearch",
    "ServiceKindIndexPage",
    "ServiceKindPage",
    "SiteDetails",
    "StandardPage",
]
