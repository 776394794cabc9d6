"""Addresses of the foundation for machines that watch the site."""

from django.urls import path

from foundation import views

app_name = "foundation"
urlpatterns = [
    path("health/", views.health, name="health"),
    path("metrics", views.metrics, name="metrics"),
]
