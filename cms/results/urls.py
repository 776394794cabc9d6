"""Addresses of the results page."""

from django.urls import path

from cms.results import views

app_name = "results"
urlpatterns = [
    path("courses/", views.courses, name="courses"),
    path("search/", views.everything, name="everything"),
]
