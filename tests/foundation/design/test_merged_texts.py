"""Merged texts answer as Django's own catalogues do."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, ngettext, npgettext, pgettext, trans_real

from foundation.design.merged_texts import MergedTexts, merge_texts

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(autouse=True)
def merged() -> None:
    merge_texts()


def read_anew(language: str) -> trans_real.DjangoTranslation:
    """Return the translation as Django builds it, without ours in its place."""
    return trans_real.DjangoTranslation(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_and_every_form_is_djangos_own(language):
    original, ours = read_anew(language), trans_real.translation(language)
    links = [original]
    while links[-1]._fallback:
        links.append(links[-1]._fallback)
    keys = {key for link in links for key in link._catalog.keys()}  # noqa: SIM118  (Django's catalogue is not iterable)
    texts = {key[0] if isinstance(key, tuple) else key for key in keys}
    forms = {key[0] for key in keys if isinstance(key, tuple)}

    assert isinstance(ours._catalog, MergedTexts)
    assert [t for t in texts if ours.gettext(t) != original.gettext(t)] == []
    assert [(t, n) for t in forms for n in (0, 1, 2, 5) if ours.ngettext(t, t, n) != original.ngettext(t, t, n)] == []


def test_texts_of_django_are_translated_and_unknown_texts_stay():
    lazy = gettext_lazy("January")
    with translation.override("zh-hans"):
        assert (gettext("January"), str(lazy), gettext("没有这样一句话")) == ("一月", "一月", "没有这样一句话")
    with translation.override("en"):
        assert (gettext("January"), str(lazy), gettext("没有这样一句话")) == ("January", "January", "没有这样一句话")


def test_contexts_and_numbers_keep_their_forms():
    with translation.override("zh-hans"):
        assert pgettext("alt. month", "January") == "一月"
        assert ngettext("%(num)d minute", "%(num)d minutes", 2) == ngettext("%(num)d minute", "%(num)d minutes", 1)
        assert npgettext("没有", "一件", "多件", 1) == "一件"
        assert npgettext("没有", "一件", "多件", 2) == "多件"
    with translation.override("en"):
        assert ngettext("a thing", "things", 1) == "a thing"
        assert ngettext("a thing", "things", 2) == "things"


def test_a_language_beyond_the_sites_own_still_falls_back_to_chinese():
    with translation.override("fr"):
        assert gettext("January") == "janvier"


def test_merging_again_changes_nothing():
    before = trans_real.translation("zh-hans")._catalog
    merge_texts()
    assert trans_real.translation("zh-hans")._catalog is before
