"""The first version of what people are asked to agree to."""

from django.db import migrations

PURPOSES = [
    (
        "terms",
        "用户协议",
        True,
        "知行学堂由本市主办，供市民免费学习。\n\n"
        "一人一个账号，用自己的手机号登录，姓名与身份证一致。学时和证书记在本人名下，不能转让，不能由他人代学。\n\n"
        "请不要上传或发布违法、侵权、广告和不文明的内容。违反的，我们会先提醒，情节严重的停用账号，并说明理由。\n\n"
        "课程内容的版权属于制作它的机构和老师，可以个人学习使用，不能复制出售。\n\n"
        "协议有修改时，会提前在本站公布，并再次征求您的同意。",
    ),
    (
        "privacy",
        "个人信息保护说明",
        True,
        "我们只收集办学需要的信息：手机号（登录和通知）、姓名（印在证书上）、学习记录（计算学时、发放证书）。填不填邮箱由您决定。\n\n"
        "信息保存在本市的服务器上，工作人员按职责查看，每次查看和修改都有记录。除法律规定以外，不向任何第三方提供，不用于广告。\n\n"
        "证书核验页对外公开，上面的姓名只显示一部分。\n\n"
        "您可以随时在“我的资料”里查看、更正、下载自己的信息，撤回同意，或者申请注销账号。注销后，姓名、手机号和邮箱会被删除，"
        "已发证书的编号和学时按规定保留。\n\n"
        "有疑问，请拨打本站的服务电话。",
    ),
    (
        "improvement",
        "用学习数据改进课程",
        False,
        "同意后，我们会把您的观看和练习记录去掉姓名和手机号，与其他学员的合在一起，分析哪些地方讲得不清楚，并告诉制作课程的老师。\n\n"
        "不同意也可以正常使用全部课程，随时可以撤回。",
    ),
]


def add_purposes(apps, schema_editor):
    """Add the purposes unless a version of theirs is there already."""
    ConsentPurpose = apps.get_model("accounts", "ConsentPurpose")
    for key, title, is_required, text in PURPOSES:
        ConsentPurpose.objects.get_or_create(
            key=key, version=1, defaults={"title": title, "is_required": is_required, "text": text}
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sign_in_and_invitations")]

    operations = [migrations.RunPython(add_purposes, migrations.RunPython.noop)]
