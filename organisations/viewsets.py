"""Organisations, roles and teachers in Wagtail's admin."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from accounts.api import Person, mask_phone, normalise_phone
from foundation.api import DomainError, NotFound
from organisations.directory.models import Organisation
from organisations.directory.policies import may_add_organisation
from organisations.directory.services import MANAGED_FIELDS, PUBLIC_FIELDS, add_organisation, update_organisation
from organisations.enums import Role
from organisations.roles.models import RoleGrant
from organisations.roles.services import end_role, grant_role
from organisations.teachers.models import TeacherProfile
from organisations.teachers.services import LENGTHS, update_profile


def _actor(request: HttpRequest) -> Person:
    """Return who is using the admin, which lets nobody else in."""
    assert isinstance(request.user, Person)  # noqa: S101
    return request.user


class ShowsRefusals:
    """Show what a service refuses on the form instead of on an error page."""

    produced_error_message: str | None = None

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        """Save; put the refusal on the form when there is one."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except DomainError as error:
            form.add_error(None, error.message)
            self.produced_error_message = error.message
            return self.form_invalid(form)  # type: ignore[attr-defined]


class OrganisationForm(forms.ModelForm[Organisation]):
    """An organisation's facts; its parent is chosen when it is added."""

    parent = forms.ModelChoiceField(Organisation.objects.order_by("path"), label=_("上级机构"), required=False)

    class Meta:
        model = Organisation
        fields = (*PUBLIC_FIELDS, "is_active")

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["parent"]
            if for_user is not None and not may_add_organisation(for_user):
                for name in set(self.fields) - set(MANAGED_FIELDS):
                    self.fields[name].disabled = True


class ForUser:
    """Tell the form who is using it."""

    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the person to what the form is built from."""
        return {**super().get_form_kwargs(), "for_user": self.request.user}  # type: ignore[misc]


class OrganisationIndexView(generic.IndexView):
    """Organisations in the order of the tree, those that the person manages."""

    is_searchable = True
    default_ordering = "path"

    @cached_property
    def columns(self) -> list[Column]:
        """Name (indented by depth), kind, state and the way to its people."""
        return [
            TitleColumn("name", accessor=lambda org: "　" * (org.depth - 1) + org.name, label=_("名称"), get_url=self.get_edit_url),
            Column("kind", accessor="get_kind_display", label=_("类型")),
            BooleanColumn("is_active", label=_("启用")),
            TitleColumn("people", accessor=lambda _org: gettext("人员"), label=_("人员"), get_url=self._people_url),
        ]

    @staticmethod
    def _people_url(organisation: Organisation) -> str:
        return reverse("organisation_people", args=[organisation.slug])

    def get_base_queryset(self) -> QuerySet[Organisation]:
        """Return what the policy lets the person see."""
        policy = policy_registry.get_by_type(Organisation)
        shown: QuerySet[Organisation] = policy.instances_user_has_permission_for(self.request.user, "change")
        return shown

    def search_queryset(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Keep those whose name holds the words."""
        words = (self.search_query or "").strip()
        return queryset.filter(Q(name__icontains=words) | Q(short_name__icontains=words)) if words else queryset


class OrganisationCreateView(ShowsRefusals, ForUser, generic.CreateView):
    """Add through the service."""

    def save_instance(self) -> Organisation:
        """Add the organisation as the actor."""
        return add_organisation(actor=_actor(self.request), **self.form.cleaned_data)


class OrganisationEditView(ShowsRefusals, ForUser, generic.EditView):
    """Change through the service."""

    def get_object(self, queryset: QuerySet[Organisation] | None = None) -> Organisation:
        """Return the organisation if the person manages it."""
        organisation: Organisation = super().get_object(queryset)
        if not self.user_has_permission_for_instance("change", organisation):
            raise PermissionDenied
        return organisation

    def save_instance(self) -> Organisation:
        """Change the organisation as the actor."""
        return update_organisation(self.form.instance, actor=_actor(self.request), **self.form.cleaned_data)


class OrganisationViewSet(ModelViewSet):
    """The tree of organisations."""

    model = Organisation
    index_view_class = OrganisationIndexView
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView
    icon = "group"
    menu_label = _("机构")
    menu_order = 300
    add_to_admin_menu = True
    copy_view_enabled = False
    search_fields = ("name", "short_name")
    list_filter = ("kind", "is_active")

    def get_form_class(self, for_update: bool = False) -> type[OrganisationForm]:
        """Return the form with its own rules."""
        return OrganisationForm


class RoleGrantForm(forms.Form):
    """Who gets which role where. It behaves like a model form as far as Wagtail's views look."""

    phone = forms.CharField(label=_("手机号"), max_length=30)
    organisation = forms.ModelChoiceField(Organisation.objects.order_by("path"), label=_("机构"))
    role = forms.ChoiceField(label=_("角色"), choices=[choice for choice in Role.choices if choice[0] != Role.RESIDENT])

    def __init__(self, *args: Any, instance: RoleGrant | None = None, for_user: Any = None, **kwargs: Any) -> None:
        self.instance = instance or RoleGrant()
        super().__init__(*args, **kwargs)


class RoleGrantIndexView(generic.IndexView):
    """The roles that count now, in organisations that the person manages."""

    is_searchable = True
    default_ordering = "-granted_at"

    @cached_property
    def columns(self) -> list[Column]:
        """Person, masked number, role, organisation and since when."""
        return [
            TitleColumn("person", accessor="person", label=_("人员"), get_url=self.get_delete_url),
            Column("phone", accessor=lambda grant: mask_phone(grant.person.phone), label=_("手机号")),
            Column("role", accessor="get_role_display", label=_("角色")),
            Column("organisation", accessor="organisation", label=_("机构")),
            DateColumn("granted_at", label=_("授予时间"), sort_key="granted_at"),
        ]

    def get_base_queryset(self) -> QuerySet[RoleGrant]:
        """Return what the policy lets the person see."""
        policy = policy_registry.get_by_type(RoleGrant)
        shown: QuerySet[RoleGrant] = policy.instances_user_has_permission_for(self.request.user, "view")
        return shown

    def search_queryset(self, queryset: QuerySet[RoleGrant]) -> QuerySet[RoleGrant]:
        """Keep those whose person's name or organisation holds the words, or whose number holds the digits."""
        words = (self.search_query or "").strip()
        wanted = Q(person__full_name__icontains=words) | Q(organisation__name__icontains=words)
        digits = "".join(words.split())
        if digits.isdecimal() and len(digits) >= 4:
            wanted |= Q(person__phone__contains=digits)
        return queryset.filter(wanted) if words else queryset


class RoleGrantCreateView(ShowsRefusals, ForUser, generic.CreateView):
    """Grant through the service."""

    def save_instance(self) -> RoleGrant:
        """Grant the role, as the actor, to whoever has the phone."""
        facts = self.form.cleaned_data
        person = Person.objects.filter(phone=normalise_phone(facts["phone"])).first()
        if person is None:
            raise NotFound(gettext("这个手机号还没有账号，请到机构的人员页用手机号邀请"))
        return grant_role(person, role=facts["role"], organisation=facts["organisation"], actor=_actor(self.request))


class RoleGrantEndView(generic.DeleteView):
    """End a role; the grant stays on record."""

    page_title = _("结束角色")
    success_message = _("“%(object)s”已结束")

    @property
    def confirmation_message(self) -> str:
        """Say what will happen."""
        return gettext("结束以后，对方马上失去这个角色的权限，并收到通知。")

    def get_object(self, queryset: QuerySet[RoleGrant] | None = None) -> RoleGrant:
        """Return the grant if the person may end it."""
        grant: RoleGrant = super().get_object(queryset)
        if not self.user_has_permission_for_instance("delete", grant):
            raise PermissionDenied
        return grant

    def delete_action(self) -> None:
        """End the role as the actor."""
        end_role(self.object, actor=_actor(self.request))


class RoleGrantViewSet(ModelViewSet):
    """Who holds which role."""

    model = RoleGrant
    index_view_class = RoleGrantIndexView
    add_view_class = RoleGrantCreateView
    delete_view_class = RoleGrantEndView
    icon = "key"
    menu_label = _("角色")
    menu_order = 310
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_fields = ("person__full_name",)
    list_filter = ("role",)

    def get_form_class(self, for_update: bool = False) -> type[RoleGrantForm]:
        """Return the form for granting."""
        return RoleGrantForm


class TeacherProfileEditView(ShowsRefusals, generic.EditView):
    """Change the texts of a profile through the service."""

    def save_instance(self) -> TeacherProfile:
        """Change the texts as the actor."""
        facts, actor = self.form.cleaned_data, _actor(self.request)
        return update_profile(self.form.instance, actor=actor, values={name: facts[name] for name in LENGTHS})


class TeacherProfileViewSet(ModelViewSet):
    """The public profiles of teachers."""

    model = TeacherProfile
    edit_view_class = TeacherProfileEditView
    icon = "user"
    menu_label = _("教师资料")
    menu_order = 320
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ("display_name", "job_title", "slug")
    search_fields = ("display_name", "job_title")
    form_fields = ("display_name", "job_title", "introduction")
    ordering = ("display_name",)
