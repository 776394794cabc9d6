"""Addresses of search."""

from django.urls import path

from search.views import clicks

app_name = "search"
urlpatterns = [path("search/clicked/", clicks.clicked, name="clicked")]
