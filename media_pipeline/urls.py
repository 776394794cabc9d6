"""Addresses of uploads and media."""

from django.urls import path, register_converter

from media_pipeline.views import delivery, rooms, uploads


class FolderConverter:
    """``<version>-<plan hash>`` of a package."""

    regex = r"[0-9]{1,9}-[0-9a-f]{8,16}"

    def to_python(self, value: str) -> str:
        """Keep the text."""
        return value

    def to_url(self, value: str) -> str:
        """Keep the text."""
        return value


register_converter(FolderConverter, "folder")

app_name = "media_pipeline"
urlpatterns = [
    path("uploads/", uploads.UploadsView.as_view(), name="uploads"),
    path("uploads/<uuid:key>/", uploads.UploadView.as_view(), name="upload"),
    path("m/poster/<str:mac>/<uuid:key>/<folder:folder>/poster.jpg", delivery.poster, name="poster"),
    path("m/pages/<str:token>/<uuid:key>/<int:number>-<int:bound>.jpg", delivery.page, name="page"),
    path("m/recordings/<str:token>/<uuid:key>.m4a", delivery.recording, name="recording"),
    path("m/<str:token>/<uuid:key>/<folder:folder>/<str:name>", delivery.media, name="media"),
    path("storage/", rooms.rooms, name="rooms"),
    path("storage/<slug:slug>/", rooms.room, name="room"),
    path("files/<str:token>/<uuid:key>/", delivery.handout, name="handout"),
]
