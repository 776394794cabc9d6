"""Addresses of credentials."""

from django.urls import path

from credentials.views import certificates, hours, verify

app_name = "credentials"
urlpatterns = [
    path("verify/", verify.form, name="verify"),
    path("verify/<str:code>/", verify.verdict, name="verify_code"),
    path("certificates/<str:code>.pdf", certificates.pdf, name="certificate_pdf"),
    path("certificates/<str:code>/", certificates.show, name="certificate"),
    path("my/certificates/", certificates.mine, name="my_certificates"),
    path("my/hours/", hours.mine, name="my_hours"),
    path("my/hours/export/", hours.export, name="my_hours_export"),
]
