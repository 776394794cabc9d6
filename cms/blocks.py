"""What editors build pages from. Each block has its template under ``cms/blocks/``."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, StreamBlock, StructBlock, StructValue
from wagtail.blocks.field_block import CharBlock, ChoiceBlock, FloatBlock, RegexBlock, RichTextBlock, TextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(StructBlock):
    """A heading inside the text; the page's title is above it, so it starts at the second level."""

    text = CharBlock(label=_("文字"), max_length=60)
    level = ChoiceBlock(label=_("级别"), choices=[("h2", _("大标题")), ("h3", _("小标题"))], default="h2")

    class Meta:
        icon = "title"
        label = _("标题")
        template = "cms/blocks/heading.html"


class PictureBlock(StructBlock):
    """A picture with words for those who cannot see it."""

    image = ImageChooserBlock(label=_("图片"))
    alt = CharBlock(label=_("图上是什么"), max_length=150, help_text=_("读给看不见图的人听；纯装饰的图请不要放"))
    caption = CharBlock(label=_("图下的说明"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("图片")
        template = "cms/blocks/picture.html"


class QuoteBlock(StructBlock):
    """Somebody's words."""

    text = TextBlock(label=_("原话"), max_length=500)
    source = CharBlock(label=_("谁说的"), max_length=80, required=False)

    class Meta:
        icon = "openquote"
        label = _("引文")
        template = "cms/blocks/quote.html"


TONES = [("info", _("说明")), ("good", _("好消息")), ("warn", _("注意")), ("bad", _("紧急"))]


class CalloutBlock(StructBlock):
    """A note that must not be missed."""

    tone = ChoiceBlock(label=_("性质"), choices=TONES, default="info")
    title = CharBlock(label=_("一句话"), max_length=60)
    text = RichTextBlock(label=_("内容"), features=["bold", "link"], required=False)

    class Meta:
        icon = "warning"
        label = _("提示")
        template = "cms/blocks/callout.html"


class AccordionBlock(StructBlock):
    """Questions whose answers open at a press."""

    items = ListBlock(
        StructBlock(
            [
                ("question", CharBlock(label=_("问"), max_length=80)),
                ("answer", RichTextBlock(label=_("答"), features=TEXT_FEATURES)),
            ]
        ),
        label=_("问答"),
        min_num=1,
    )

    class Meta:
        icon = "help"
        label = _("问答")
        template = "cms/blocks/accordion.html"


class ContactBlock(StructBlock):
    """Where and whom to ask."""

    who = CharBlock(label=_("单位或人"), max_length=60)
    phone = RegexBlock(
        label=_("电话"), regex=r"^\+?[\d\s\-]{3,29}$", required=False, error_messages={"invalid": _("只填数字、空格和短横")}
    )
    address = CharBlock(label=_("地址"), max_length=120, required=False)
    hours = CharBlock(label=_("时间"), max_length=120, required=False)

    class Meta:
        icon = "mail"
        label = _("联系方式")
        template = "cms/blocks/contact.html"

    def get_context(self, value: StructValue, parent_context: dict[str, object] | None = None) -> dict[str, object]:
        """Add the number as phones dial it."""
        context: dict[str, object] = super().get_context(value, parent_context=parent_context)
        context["dial"] = "".join(c for c in value["phone"] or "" if c.isdigit() or c == "+")
        return context


class FileBlock(StructBlock):
    """A file to download, with its kind and size."""

    document = DocumentChooserBlock(label=_("文件"))
    title = CharBlock(label=_("名称"), max_length=80, required=False, help_text=_("不填就用文件自己的名称"))

    class Meta:
        icon = "doc-full"
        label = _("文件")
        template = "cms/blocks/file.html"


class BodyBlock(StreamBlock):
    """The text of a page."""

    heading = HeadingBlock()
    paragraph = RichTextBlock(label=_("正文"), icon="pilcrow", features=TEXT_FEATURES, template="cms/blocks/paragraph.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    table = TypedTableBlock(
        [
            ("text", CharBlock(label=_("文字"), required=False)),
            ("number", FloatBlock(label=_("数字"), required=False)),
        ],
        label=_("表格"),
        template="cms/blocks/table.html",
    )
    accordion = AccordionBlock()
    contact = ContactBlock()
    file = FileBlock()
