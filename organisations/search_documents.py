"""How organisations and teachers are found."""

from collections.abc import Iterable

from organisations.directory.models import Organisation
from organisations.directory.selectors import shown_organisations
from organisations.enums import ORGANISATION, TEACHER, Role
from organisations.roles.models import RoleGrant
from organisations.teachers.selectors import shown_teachers
from search.api import SearchDocument, register_documents


def load_organisations(ids: list[int]) -> Iterable[SearchDocument]:
    """Describe those of the organisations *ids* that have a public page."""
    return [_describe_organisation(found) for found in shown_organisations().filter(pk__in=ids)]


def load_teachers(ids: list[int]) -> Iterable[SearchDocument]:
    """Describe those of the teachers *ids* who have a public page, with where they teach."""
    profiles = list(shown_teachers().filter(pk__in=ids))
    places: dict[int, list[Organisation]] = {}
    grants = RoleGrant.objects.filter(role=Role.TEACHER, ended_at=None, person__in=[profile.person_id for profile in profiles])
    for grant in grants.filter(organisation__is_active=True).select_related("organisation"):
        places.setdefault(grant.person_id, []).append(grant.organisation)
    for profile in profiles:
        where = places.get(profile.person_id, [])
        yield SearchDocument(
            kind=TEACHER,
            pk=profile.pk,
            title=profile.display_name,
            tags=[profile.job_title, *(place.name for place in where)],
            body=profile.introduction,
            url=profile.get_absolute_url(),
            facets={"provider": [place.slug for place in where]},
        )


def _describe_organisation(found: Organisation) -> SearchDocument:
    return SearchDocument(
        kind=ORGANISATION,
        pk=found.pk,
        title=found.name,
        tags=[found.short_name, str(found.get_kind_display())],
        body="\n".join(filter(None, [found.introduction, found.address])),
        url=f"/organisations/{found.slug}/",
        facets={"provider": [found.slug]},
    )


register_documents(
    ORGANISATION, load=load_organisations, all_ids=lambda: shown_organisations().order_by("pk").values_list("pk", flat=True)
)
register_documents(TEACHER, load=load_teachers, all_ids=lambda: shown_teachers().values_list("pk", flat=True))
