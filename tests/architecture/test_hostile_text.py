"""Hostile text in every text field of every model, then every page of the site: nowhere may it become markup."""

import gc
import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models, transaction
from django.test import Client
from wagtail.fields import StreamField

from cms.models import SiteDetails
from courses.models import CoursePage, LessonPage
from tests.architecture.hostile_blocks import poisoners
from tests.architecture.policy_matrix import ROWS
from tests.architecture.policy_world import World, build_world
from tests.architecture.test_policy_matrix import path_of
from tests.factories.cms import NewsPageFactory, site_with_pages
from tests.factories.credentials import hour_entry

OURS = ("accounts", "organisations", "search", "media_pipeline", "credentials", "courses", "cms")
FOR_MACHINES = re.compile(
    "slug|_?key|kind|kind_key|code|state|status|series|channel|language|phone|url|url_path|path|digest|password|content_type|folder|"
    "sha256|completed_by|licence|level|role|mac|address|email|parts_id|engine|visibility|number_template|wording|version|source|"
    "place|theme|owner|protocol|app_label|name_key|initials|sound|failed_state|error_code|entity|purpose|reason_key"
)
MUST_SHOW = {
    "accounts.Person.full_name",
    "cms.HomePage.headline",
    "cms.NewsPage.summary",
    "cms.SiteDetails.host",
    "courses.CoursePage.licence_note",
    "courses.CoursePage.outcomes",
    "courses.CoursePage.summary",
    "courses.CoursePage.title",
    "courses.LessonNote.text",
    "courses.LessonPage.title",
    "courses.Subject.name",
    "organisations.Organisation.introduction",
    "organisations.Organisation.name",
    "organisations.TeacherProfile.display_name",
    "organisations.TeacherProfile.introduction",
    "organisations.TeacherProfile.job_title",
}
WRITTEN = ("cms.NewsPage.body", "courses.LessonPage.body")
ORDER = ("holder", "teacher", "reviewer", "manager", "platform", "resident", "visitor")


def text_fields() -> list[tuple[type[models.Model], Any]]:
    """Return every field of our models in which words for people stand."""
    found = []
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                plain = getattr(field, "base_field", field) if isinstance(field, ArrayField) else field
                is_text = isinstance(plain, models.CharField | models.TextField) and not plain.choices
                if is_text and not FOR_MACHINES.fullmatch(field.name) and (plain.max_length or 99) >= 12:
                    found.append((model, field))
    return found


def poison(model: type[models.Model], field: Any, mark: str) -> bool:
    """Put *mark* into *field* of every row; return whether there was a row that took it; ledgers refuse."""
    value: Any = [mark] if isinstance(field, ArrayField) else mark
    try:
        with transaction.atomic():
            rows = model._default_manager.all()
            if not field.unique:
                return bool(rows.update(**{field.name: value}))
            for row in rows:
                model._default_manager.filter(pk=row.pk).update(**{field.name: f"{mark}{row.pk}"})
            return rows.exists()
    except DatabaseError:
        return False


def poison_streams() -> dict[str, str]:
    """Put hostile text into every block of every page that has any; return the marks by model, field and place."""
    models_with_streams = [model for model in apps.get_models() if model._meta.app_label in OURS]
    fields = [(model, field) for model in models_with_streams for field in model._meta.fields if isinstance(field, StreamField)]
    marks = {}
    for (model, field), poisoner in zip(fields, poisoners(len(fields)), strict=True):
        stream = field.stream_block.to_python(poisoner.stream(field.stream_block))
        if model._default_manager.update(**{field.name: stream}):
            marks |= {f"{model._meta.label}.{field.name}.{place}": mark for place, mark in poisoner.marks.items()}
    return marks


def show_everything(world: World) -> dict[str, str]:
    """Return every page as two of the people it is for see it, by path and person."""
    clients = {}
    for part, person in world.people.items():
        clients[part] = Client()
        if person is not None:
            person.refresh_from_db()
            clients[part].force_login(person)
    paths = {path_of(address, world.values_for(address)): row for address, row in ROWS.items() if row.method == "get"}
    paths |= dict.fromkeys(("/help/", "/news/", "/news/news-0/"), ROWS["search/"])
    seen = {}
    for path, row in paths.items():
        for part in [part for part in ORDER if part in row.let_in][:2]:
            answer = clients[part].get(path)
            if answer.status_code == 200 and re.match(r"text/(html|xml)|(application|image)/(\w+\+)?xml", answer["Content-Type"]):
                seen[f"{path} as {part}"] = b"".join(answer).decode()
            for close in answer._resource_closers:  # answer.close() would end the transaction's connection too
                close()
    return seen


@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")  # Wagtail leaves pictures' buffers open
@pytest.mark.django_db
def test_no_text_of_anybody_becomes_markup() -> None:
    site_with_pages()
    NewsPageFactory(slug="news-0")
    SiteDetails.objects.update(phone="6812 3456")
    world = build_world()
    hour_entry(world.people["holder"], title="\"'><xledger>")
    marks = {}
    for number, (model, field) in enumerate(text_fields()):
        if poison(model, field, f"\"'><x{number}>"):
            marks[f"{model._meta.label}.{field.name}"] = f"x{number}"
    marks |= poison_streams()
    for page in [*CoursePage.objects.all(), *LessonPage.objects.all()]:
        page.save_revision()

    pages = show_everything(world)
    gc.collect()

    broken = {
        place: found
        for place, text in pages.items()
        if (found := sorted(set(re.findall(r"<x(?:\d+(?:y\d+)?|ledger|picture|document)>", text))))
    }
    everything = "".join(pages.values())
    shown = {name for name, mark in marks.items() if re.search(rf"(&lt;|u003C|%3C){mark}(&gt;|\\u003E|%3E)", everything)}
    assert broken == {}
    assert sorted(MUST_SHOW - shown) == []
    assert {name for name in marks if name.startswith(WRITTEN)} - shown == set()
    assert len(pages) > 60
