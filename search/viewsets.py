"""Search in Wagtail's admin: the operators' synonyms."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from search.synonyms.models import Synonym


class SynonymViewSet(SnippetViewSet):
    """Words that mean the same; a change holds from the next search on."""

    model = Synonym
    icon = "search"
    menu_label = _("同义词")
    menu_name = "synonyms"
    add_to_settings_menu = True
    list_display = ["word", "others", "is_one_way", "is_active"]
    list_filter = ["is_active", "is_one_way"]
    search_fields = ["word"]
    search_backend_name = None
    panels = [FieldPanel("word"), FieldPanel("others"), FieldPanel("is_one_way"), FieldPanel("is_active")]
