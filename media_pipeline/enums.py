"""Fixed vocabularies of the media pipeline."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AssetState(TextChoices):
    """How far a video has come. Only ``READY`` is shown to residents."""

    UPLOADING = "uploading", _("上传中")
    COMPOSING = "composing", _("合成中")
    STORED = "stored", _("等待检查")
    PROBED = "probed", _("已检查")
    PLANNED = "planned", _("等待转码")
    ENCODING = "encoding", _("转码中")
    PACKAGED = "packaged", _("已打包")
    READY = "ready", _("可用")
    DAMAGED = "damaged", _("不完整")
    REJECTED = "rejected", _("没有收下")
    FAILED = "failed", _("处理失败")
    DELETING = "deleting", _("删除中")


# States in which the worker has something left to do.
WORKING_STATES = (
    AssetState.STORED,
    AssetState.PROBED,
    AssetState.PLANNED,
    AssetState.ENCODING,
    AssetState.PACKAGED,
    AssetState.DELETING,
)
# States in which nothing happens until a person acts.
RESTING_STATES = (AssetState.READY, AssetState.DAMAGED, AssetState.REJECTED, AssetState.FAILED)


class PieceKind(TextChoices):
    """What one unit of encoding makes."""

    VIDEO = "video", _("画面")
    SOUND = "sound", _("声音")


class StepOutcome(TextChoices):
    """How one attempt at a step ended."""

    RUNNING = "running", _("进行中")
    DONE = "done", _("完成")
    WAITS = "waits", _("等待")
    AGAIN = "again", _("中断，会再试")
    LOST = "lost", _("被接手或取消")
    REFUSED = "refused", _("没有收下")
    FAILED = "failed", _("失败")


class ArtifactKind(TextChoices):
    """What one stored file is for."""

    PIECE = "piece", _("转码中间件")
    MASTER = "master", _("主播放列表")
    PLAYLIST = "playlist", _("播放列表")
    MEDIA = "media", _("媒体文件")
    PLAIN = "plain", _("普通 MP4")
    POSTER = "poster", _("封面图")
    SPRITE = "sprite", _("缩略图")
    PREVIEW = "preview", _("预览")


# Files that a version needs only until it is ready.
PASSING_KINDS = (ArtifactKind.PIECE, ArtifactKind.PREVIEW)


class CaptionState(TextChoices):
    """Whether a person stands for the words."""

    DRAFT = "draft", _("草稿")
    APPROVED = "approved", _("已校对")


class UploadProtocol(TextChoices):
    """How the bytes of an upload come in: through the site by tus, or in parts straight into the bucket."""

    TUS = "tus", "tus"
    PARTS = "parts", _("分片")


class UploadState(TextChoices):
    """What became of one upload."""

    OPEN = "open", _("上传中")
    FINISHED = "finished", _("已传完")
    TERMINATED = "terminated", _("已取消")
    EXPIRED = "expired", _("已过期")


class HandoutText(TextChoices):
    """Whether the text of a hand-out can be found."""

    NONE = "none", _("不按页检索")
    WAITING = "waiting", _("等待读取")
    READ = "read", _("可以搜到")
    SCANNED = "scanned", _("是扫描件，搜不到里面的字")
    UNREADABLE = "unreadable", _("打不开或有密码，搜不到里面的字")


class HandoutPages(TextChoices):
    """Whether the pages of a hand-out can be looked at in the browser."""

    NONE = "none", _("不按页显示")
    WAITING = "waiting", _("正在准备页面预览")
    READY = "ready", _("可以在线看")
    NO_CONVERTER = "no_converter", _("预览暂时做不了，可以下载")
    FAILED = "failed", _("做不出页面预览，可以下载")


class DictationState(TextChoices):
    """How far a machine is with writing down what is said in a video."""

    OFF = "off", _("没有装模型")
    NOT_ASKED = "not_asked", _("没有听写")
    LISTENING = "listening", _("正在听写")
    WRITTEN = "written", _("听写好了")
    SILENT = "silent", _("没有听到人说话")
    FAILED = "failed", _("没有听写成功")


class RecordingState(TextChoices):
    """How far one recording of a narration has come."""

    WAITING = "waiting", _("正在检查")
    READY = "ready", _("可以用")
    REFUSED = "refused", _("没有收下")


class NarrationState(TextChoices):
    """How far a deck with its recordings has come on its way to a video."""

    OPEN = "open", _("还没有合成")
    COMPOSING = "composing", _("合成中")
    COMPOSED = "composed", _("已合成")
    STOPPED = "stopped", _("合成没有成功")
