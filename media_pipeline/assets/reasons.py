"""Why a video was not taken or did not get through, as plain sentences with what to do next.

Codes are stable: they are stored, sent in events and asked for by programs. ``REFUSALS`` are about the file and final;
``FAILURES`` are about us or the moment and can be tried again.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Reason:
    """What is wrong, and what the teacher can do now."""

    text: "str | _StrPromise"
    next_step: "str | _StrPromise"


_CHOOSE_ANOTHER = _("请在电脑上确认能放出画面，再上传这个视频文件。")
_EXPORT_AGAIN = _("请用录制或剪辑软件重新导出为 MP4，再上传。")

REFUSALS: dict[str, Reason] = {
    "empty": Reason(_("这个文件是空的，里面什么都没有。"), _("请检查原文件的大小，重新拷贝或导出后再上传。")),
    "web_page": Reason(
        _("这个文件里是一个网页，不是视频。多半是从网盘下载时没有登录，存下来的是登录页。"),
        _("请登录网盘重新下载，能在电脑上放出来，再上传。"),
    ),
    "text": Reason(_("这个文件里是文字，不是视频。"), _CHOOSE_ANOTHER),
    "picture": Reason(_("这个文件是一张图片，不是视频。"), _("请上传视频文件；图片可以放进课文或讲义。")),
    "document": Reason(_("这个文件是一份文档，不是视频。"), _("请把它作为讲义上传，视频另选一个文件。")),
    "archive": Reason(_("这个文件是压缩包，不是视频。"), _("请先解压，再上传里面的视频文件。")),
    "program": Reason(_("这个文件是一个程序，不是视频。"), _CHOOSE_ANOTHER),
    "playlist": Reason(_("这个文件只是一张播放清单，里面没有视频本身。"), _("请上传完整的视频文件，例如 MP4。")),
    "unknown_type": Reason(_("认不出这个文件，它不是常见的视频格式。"), _EXPORT_AGAIN),
    "cut_off": Reason(_("这个视频不完整，文件的索引丢了，多半是录制或拷贝时中断。"), _("请重新拷贝原文件，或重新导出后再上传。")),
    "undecodable": Reason(_("这个视频打不开，画面数据已经损坏或用了不支持的编码。"), _EXPORT_AGAIN),
    "protected": Reason(_("这个视频加了密，没有密钥放不出来。"), _("请上传没有加密的版本。")),
    "no_streams": Reason(_("这个文件里既没有画面，也没有声音。"), _EXPORT_AGAIN),
    "too_short": Reason(_("这个视频太短，几乎没有内容。"), _CHOOSE_ANOTHER),
    "too_long": Reason(_("这个视频超过 6 小时。"), _("请剪成几段，每段作为一课上传。")),
    "too_large": Reason(_("这个文件超过 8 GB。"), _("请导出为较小的 MP4（1080p 就够），或剪成几段再上传。")),
    "too_many_pixels": Reason(_("这个视频的画面太大，超过 4096×2304。"), _("请导出为 1080p 再上传。")),
    "too_many_streams": Reason(_("这个文件里的音轨和画面轨太多，超过 64 条。"), _EXPORT_AGAIN),
    "infected": Reason(_("这个文件里查出了病毒，没有收下。"), _("请先给电脑杀毒，重新导出视频，再上传。")),
    "too_costly": Reason(_("检查这个文件用的时间太长，它可能已经损坏。"), _EXPORT_AGAIN),
}

FAILURES: dict[str, Reason] = {
    "disk_full": Reason(_("服务器的存储空间不够，处理停在这里。"), _("视频没有丢。请联系管理员腾出空间，再点“重试”。")),
    "stalled": Reason(_("处理卡住了，一分钟没有进展。"), _("请点“重试”；再失败就重新导出为 MP4 上传。")),
    "killed": Reason(
        _("同一段连续处理三次都中断了，可能内存不够，也可能文件有问题。"), _("请点“重试”；再失败就重新导出为 MP4 上传。")
    ),
    "encode_failed": Reason(_("转码出错，这一段画面没有处理成功。"), _("请点“重试”；再失败就重新导出为 MP4 上传。")),
    "inspect_failed": Reason(_("转码后的成品没有通过检查，没有发布。"), _("请点“重试”；再失败请联系管理员。")),
    "source_missing": Reason(_("服务器上找不到上传的原文件。"), _("请重新上传这个视频。")),
    "source_changed": Reason(_("存下来的文件和上传的大小不一样。"), _("请重新上传这个视频。")),
    "storage_waits": Reason(_("存储暂时不能用，处理停一停。"), _("视频没有丢。不用做什么，恢复以后会自动接着处理。")),
    "storage_failed": Reason(_("存储好几个小时都不能用，处理停在这里。"), _("视频没有丢。请联系管理员，存储恢复后点“重试”。")),
    "upload_expired": Reason(_("上传没有完成，放了太久，已经清理。"), _("请重新上传这个视频。")),
    "upload_cancelled": Reason(_("上传已经取消。"), _("需要时请重新上传这个视频。")),
    "scanner_down": Reason(_("杀毒服务暂时不能用，这个文件在等着检查。"), _("不用做什么，恢复以后会自动接着处理。")),
    "compose_failed": Reason(
        _("课件和录音没有合成成功，录音都在。"), _("请打开这一课的“课件配音”，看看原因，再按一次“合成这节课”。")
    ),
    "internal": Reason(_("处理时出了意外。"), _("请点“重试”；再失败请联系管理员。")),
}

_UNKNOWN = Reason(_("处理时出了意外。"), _("请联系管理员。"))
_DAMAGED = Reason(_("视频比文件头里写的短，后面一段丢了。"), _("请重新上传完整的文件；如果现在这样就够用，请点“就用现有的”。"))


def reason_of(code: str) -> Reason | None:
    """Return the sentence for *code*; ``None`` when nothing is wrong."""
    if not code:
        return None
    if code == "damaged":
        return _DAMAGED
    return REFUSALS.get(code) or FAILURES.get(code) or _UNKNOWN
