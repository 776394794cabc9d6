"""The abstract page that every page of the site is built on."""

from wagtail.models import Page


class BasePage(Page):
    """A page of the site. It adds no table and no field of its own."""

    class Meta:
        abstract = True
