"""Addresses of the design system."""

from django.urls import path, register_converter

from foundation.design import views


class LookConverter:
    """Eight hexadecimal digits: the number that a generated picture is drawn from."""

    regex = "[0-9a-f]{8}"

    def to_python(self, value: str) -> str:
        """Keep the digits as they are; they are part of the signature."""
        return value

    def to_url(self, value: str) -> str:
        """Keep the digits as they are."""
        return value


register_converter(LookConverter, "look")

app_name = "design"
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("covers/book/<slug:kind>/<look:look>/<slug:signature>/<str:words>.svg", views.book, name="book"),
    path(
        "covers/plate/<slug:kind>/<look:look>/<int:image_id>/<slug:version>/<slug:signature>/<str:words>.svg",
        views.book_with_plate,
        name="book_with_plate",
    ),
    path("media/images/<str:name>", views.rendition, name="rendition"),
    path("covers/face/<slug:kind>/<look:look>/<slug:signature>/<str:character>.svg", views.face, name="face"),
]
