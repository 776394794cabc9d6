"""What the text of a lesson is made of: plain words only, so that nothing in it can run."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, StreamBlock
from wagtail.blocks.field_block import CharBlock, TextBlock


class LessonBodyBlock(StreamBlock):
    """Headings, paragraphs and lists; every value is escaped when shown."""

    heading = CharBlock(label=_("小标题"), max_length=120, icon="title", template="courses/blocks/heading.html")
    paragraph = TextBlock(label=_("段落"), icon="pilcrow", template="courses/blocks/paragraph.html")
    list = ListBlock(CharBlock(label=_("一条")), label=_("列表"), icon="list-ul", template="courses/blocks/list.html")
