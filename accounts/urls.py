"""Addresses of accounts. Names with ``account_`` are those that django-allauth looks up."""

from django.urls import include, path, re_path

from accounts.views import identity, notices, password, profile, sign_in

urlpatterns = [
    path("accounts/login/", sign_in.sign_in, name="account_login"),
    path("accounts/login/code/", sign_in.sign_in_code, name="account_login_code"),
    path("accounts/login/password/", sign_in.sign_in_by_password, name="account_login_password"),
    path("accounts/welcome/", sign_in.welcome, name="account_welcome"),
    path("accounts/signup/", sign_in.sign_up_page, name="account_signup"),
    path("accounts/inactive/", sign_in.inactive, name="account_inactive"),
    path("accounts/logout/", profile.sign_out, name="account_logout"),
    path("accounts/reauthenticate/", identity.confirm_identity, name="account_reauthenticate"),
    path("accounts/password/reset/", password.forgotten, name="account_reset_password"),
    path("accounts/password/reset/code/", password.reset, name="account_reset_password_code"),
    path("accounts/password/change/", password.change, name="account_change_password"),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("my/profile/", profile.profile, name="my_profile"),
    path("my/profile/channels/", profile.save_channels, name="my_channels"),
    path("my/profile/code/", profile.new_address_code, name="my_new_address_code"),
    path("my/profile/data.json", profile.download, name="my_data"),
    path("my/profile/close/", profile.closure, name="my_closure"),
    re_path(r"^my/profile/(?P<kind>phone|email)/$", profile.new_address, name="my_new_address"),
    path("my/consents/", profile.consents, name="my_consents"),
    path("my/notices/", notices.notices, name="my_notices"),
    path("my/notices/mark/", notices.mark, name="my_notices_mark"),
    path("my/notices/<int:pk>/open/", notices.open_notice, name="my_notice_open"),
    path("my/notices/kinds/", notices.notice_preview, name="notice_preview"),
]
