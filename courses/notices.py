"""The notices that courses send. Context values are plain text."""

from django.utils.translation import gettext_lazy as _

from accounts.api import NoticeKind, register_notice

SUBMITTED = register_notice(
    NoticeKind(
        "courses.submitted",
        title=_("有一门课等您审核：%(course)s"),
        body=_("%(teacher)s 提交了“%(course)s”第 %(version)s 版，请在 %(due)s 前答复。"),
    )
)
RETURNED = register_notice(
    NoticeKind(
        "courses.returned",
        title=_("退回修改：%(course)s"),
        body=_("审核员说：%(reason)s。改好后可以再次提交。"),
    )
)
PUBLISHED = register_notice(
    NoticeKind(
        "courses.published",
        title=_("已通过并发布：%(course)s"),
        body=_("“%(course)s”第 %(version)s 版已经发布，学员现在就能看到。"),
    )
)
SCHEDULED = register_notice(
    NoticeKind(
        "courses.scheduled",
        title=_("已通过，定时发布：%(course)s"),
        body=_("“%(course)s”已经通过审核，%(day)s 自动发布。"),
    )
)
TEACHER_ADDED = register_notice(
    NoticeKind(
        "courses.teacher_added",
        title=_("您现在是“%(course)s”的教师"),
        body=_("%(by)s 把您加为“%(course)s”的教师，您可以一起编辑这门课，不能再审核它。"),
    )
)
TEACHER_REMOVED = register_notice(
    NoticeKind(
        "courses.teacher_removed",
        title=_("您不再是“%(course)s”的教师"),
        body=_("%(by)s 把您移出了“%(course)s”的教师名单。您写过的内容还在课里。"),
    )
)
VIDEO_DAMAGED = register_notice(
    NoticeKind(
        "courses.video_damaged",
        title=_("视频缺了一段：%(lesson)s"),
        body=_("“%(lesson)s”的视频应有 %(expected)s，实际只有 %(length)s，少了 %(missing)s。请决定：就用现有的，还是重新上传。"),
    )
)
UNPUBLISHED = register_notice(
    NoticeKind(
        "courses.unpublished",
        title=_("课程已下架：%(course)s"),
        body=_("“%(course)s”已下架，原因：%(reason)s。学员的学习记录都还在。"),
    )
)
VIDEO_REFUSED = register_notice(
    NoticeKind(
        "courses.video_refused",
        title=_("视频没有收下：%(file)s"),
        body=_("“%(lesson)s”的视频没有收下。%(reason)s%(next)s"),
    )
)
VIDEO_READY = register_notice(
    NoticeKind(
        "courses.video_ready",
        title=_("视频可以播放了：%(lesson)s"),
        body=_("“%(course)s”里“%(lesson)s”的视频处理好了。"),
        default_channels=("inbox",),
    )
)
ENROLLED = register_notice(
    NoticeKind(
        "courses.enrolled",
        title=_("报名成功：%(course)s"),
        body=_("您已报名“%(course)s”。学到哪里都记着，换手机也能接着看。"),
        default_channels=("inbox",),
    )
)
COMPLETED = register_notice(
    NoticeKind(
        "courses.completed",
        title=_("学完了：%(course)s"),
        body=_("恭喜您学完“%(course)s”，记 %(hours)s 学时。学时和证书在“我的学习”里。"),
    )
)
