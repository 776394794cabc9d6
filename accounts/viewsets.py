"""Accounts in Wagtail's admin: people, consent texts and the log of messages."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.views.users import EditView, IndexView, UserViewSet

from accounts.consents.models import ConsentPurpose
from accounts.outgoing.models import OutgoingMessage
from accounts.people.masking import mask_email, mask_phone
from accounts.people.models import Person
from accounts.people.services import correct_person
from accounts.sign_in.addresses import mask_address


def _actor(request: HttpRequest) -> Person:
    """Return who is using the admin, which lets nobody else in."""
    assert isinstance(request.user, Person)  # noqa: S101
    return request.user


class PersonForm(forms.ModelForm[Person]):
    """What the staff may correct."""

    class Meta:
        model = Person
        fields = ("full_name", "is_active")

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_active"].disabled = editing_self


class PersonIndexView(IndexView):
    """People with masked numbers, found by name or by a piece of the number."""

    is_searchable = True
    page_title = _("人员")
    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "wagtailadmin/generic/index_results.html"

    @cached_property
    def columns(self) -> list[Column]:
        """Name, masked number and address, state and last visit; no bulk actions, which would pass by the rules."""
        return [
            TitleColumn("name", accessor=str, label=_("姓名"), get_url=self.get_edit_url),
            Column("phone", accessor=lambda person: mask_phone(person.phone), label=_("手机号")),
            Column("email", accessor=lambda person: mask_email(person.email), label=_("电子邮箱")),
            BooleanColumn("is_active", label=_("可以登录"), sort_key="is_active"),
            DateColumn("last_login", label=_("上次登录"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> QuerySet[Person]:
        """Return everybody but those who closed their account."""
        return Person.objects.exclude(email__endswith="@closed.invalid")

    def search_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        """Keep those whose name holds the words, or whose number holds the digits (four at least)."""
        words = (self.search_query or "").strip()
        digits = "".join(words.split())
        wanted = Q(full_name__icontains=words)
        if digits.isdecimal() and len(digits) >= 4:
            wanted |= Q(phone__contains=digits)
        return queryset.filter(wanted) if words else queryset


class PersonEditView(EditView):
    """Save through the service."""

    def save_instance(self) -> Person:
        """Correct the person as the actor."""
        return correct_person(self.get_object(), actor=_actor(self.request), **self.form.cleaned_data)


class PersonViewSet(UserViewSet):
    """People. They sign up themselves; the staff correct names and close accounts."""

    index_view_class = PersonIndexView
    edit_view_class = PersonEditView
    template_prefix = "accounts/person_admin/"
    copy_view_enabled = False
    ordering = "full_name"
    search_fields = ("full_name", "phone")
    menu_label = _("人员")

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        """Return the one form there is."""
        return PersonForm


class OutgoingIndexView(generic.IndexView):
    """The log of codes, invitations and other messages, newest first."""

    default_ordering = "-created_at"

    @cached_property
    def columns(self) -> list[Column]:
        """Time, masked address, text without secrets, state and reason."""
        return [
            DateColumn("created_at", label=_("时间"), sort_key="created_at"),
            Column("channel", accessor="get_channel_display", label=_("渠道")),
            Column("address", accessor=lambda message: mask_address(message.address), label=_("收件人")),
            Column("text_for_log", label=_("内容")),
            Column("state", accessor="get_state_display", label=_("状态")),
            Column("attempts", label=_("已尝试次数")),
            Column("error", label=_("原因")),
        ]


class OutgoingMessageViewSet(ModelViewSet):
    """The message log: to be read only."""

    model = OutgoingMessage
    index_view_class = OutgoingIndexView
    icon = "mail"
    menu_label = _("短信和邮件")
    menu_order = 650
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    list_filter = ("channel", "state")
    form_fields = ()


class ConsentPurposeViewSet(ModelViewSet):
    """The texts that people agree to: a change is a new version, so there is adding and reading."""

    model = ConsentPurpose
    icon = "clipboard-list"
    menu_label = _("同意事项")
    menu_order = 660
    add_to_settings_menu = True
    copy_view_enabled = True
    inspect_view_enabled = True
    list_display = ("title", "key", "version", "is_required", "valid_from")
    form_fields = ("key", "version", "title", "text", "is_required", "valid_from")
    ordering = ("key", "-version")
    add_to_reference_index = False
