"""Addresses of organisations."""

from django.urls import path

from organisations.views import people, people_export, profiles, public

urlpatterns = [
    path("organisations/invitations/<int:pk>/", people.invitation, name="invitation"),
    path("organisations/<slug:slug>/", public.organisation, name="organisation"),
    path("organisations/<slug:slug>/people/", people.people, name="organisation_people"),
    path("organisations/<slug:slug>/people/export.xlsx", people_export.export, name="organisation_people_export"),
    path("organisations/<slug:slug>/people/<int:pk>/end/", people.end, name="organisation_people_end"),
    path("organisations/<slug:slug>/invitations/<int:pk>/withdraw/", people.withdraw, name="invitation_withdraw"),
    path("teachers/<slug:slug>/", public.teacher, name="teacher"),
    path("teachers/<slug:slug>/edit/", profiles.edit, name="teacher_edit"),
    path("teachers/<slug:slug>/portrait/", profiles.portrait, name="teacher_portrait"),
    path("teachers/<slug:slug>/portrait/focus/", profiles.portrait_focus, name="teacher_portrait_focus"),
    path("teachers/<slug:slug>/portrait/remove/", profiles.portrait_remove, name="teacher_portrait_remove"),
    path("my/teacher/", profiles.mine, name="my_teacher_profile"),
]
