"""Why a recording was not taken, or a deck not composed, as plain sentences with what to do next. Codes are stable."""

from django.utils.translation import gettext_lazy as _

from media_pipeline.assets.reasons import Reason

_CHOOSE = _("请另选一个录音文件。")
_RECORD = _("请重新录一遍，或者用手机自带的录音机另存后再传。")

RECORDING_REFUSALS: dict[str, Reason] = {
    "empty": Reason(_("这个文件是空的，里面什么都没有。"), _("请检查原来的录音，重新拷贝后再传。")),
    "is_video": Reason(_("这是一段视频，不是录音。"), _("请另选一个录音文件；要用整段视频，请在这一课的“视频”里上传。")),
    "web_page": Reason(_("这个文件里是一个网页，不是录音。多半是从网盘下载时没有登录。"), _("请登录网盘重新下载，再传。")),
    "text": Reason(_("这个文件里是文字，不是录音。"), _CHOOSE),
    "picture": Reason(_("这个文件是一张图片，不是录音。"), _CHOOSE),
    "document": Reason(_("这个文件是一份文档，不是录音。"), _CHOOSE),
    "archive": Reason(_("这个文件是压缩包，不是录音。"), _("请先解压，再传里面的录音。")),
    "program": Reason(_("这个文件是一个程序，不是录音。"), _CHOOSE),
    "playlist": Reason(_("这个文件只是一张播放清单，里面没有声音本身。"), _CHOOSE),
    "unknown_type": Reason(_("认不出这个文件，它不是常见的录音格式。"), _RECORD),
    "cut_off": Reason(_("这段录音不完整，多半是录制或拷贝时中断了。"), _RECORD),
    "undecodable": Reason(_("这段录音放不出声音，里面是空的或者已经损坏。"), _RECORD),
    "protected": Reason(_("这段录音加了密，放不出来。"), _CHOOSE),
    "no_streams": Reason(_("这个文件里没有声音。"), _RECORD),
    "too_short": Reason(_("这段录音太短，几乎没有内容。"), _RECORD),
    "too_long": Reason(_("这段录音超过 60 分钟，一页放不下。"), _("请剪短，或者分到几页上。")),
    "too_large": Reason(_("这个文件超过 200 MB。"), _("请存成 M4A 或 MP3 再传。")),
    "too_many_pixels": Reason(_("这是一段视频，不是录音。"), _CHOOSE),
    "too_many_streams": Reason(_("这个文件里的音轨太多。"), _RECORD),
    "infected": Reason(_("这个文件里查出了病毒，没有收下。"), _("请先给电脑或手机杀毒，再重新录一遍。")),
    "too_costly": Reason(_("检查这个文件用的时间太长，它可能已经损坏。"), _RECORD),
    "not_checked": Reason(_("检查这段录音时连着出了几次意外。"), _("请再传一次；再不行请联系管理员。")),
}
COMPOSING_FAILURES: dict[str, Reason] = {
    "deck_changed": Reason(_("合成的时候，课件或录音变了。"), _("看看下面每一页对不对，再按一次“合成这节课”。")),
    "quota_full": Reason(_("本机构的视频空间已经用完，放不下这节课。"), _("请删掉不用的视频，或请平台管理员增加空间，再按一次。")),
    "disk_full": Reason(_("服务器的存储空间不够，合成停在这里。"), _("录音都在。请联系管理员腾出空间，再按一次。")),
    "killed": Reason(_("连续合成三次都中断了。"), _("录音都在。请再按一次；再不行请联系管理员。")),
    "cancelled": Reason(_("合成已经取消。"), _("录音都在，需要时再按“合成这节课”。")),
}
_UNKNOWN_RECORDING = Reason(_("这段录音没有收下。"), _RECORD)
_UNKNOWN_FAILURE = Reason(_("合成时出了意外。"), _("录音都在。请再按一次；再不行请联系管理员。"))


def refusal_of(code: str) -> Reason:
    """Return the sentence for a recording that was refused with *code*."""
    return RECORDING_REFUSALS.get(code, _UNKNOWN_RECORDING)


def failure_of(code: str) -> Reason:
    """Return the sentence for composing that stopped with *code*."""
    return COMPOSING_FAILURES.get(code, _UNKNOWN_FAILURE)
