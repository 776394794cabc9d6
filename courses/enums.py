"""Fixed vocabularies of courses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ServiceKind(TextChoices):
    """The ten kinds of learning service that the city counts; a course serves one or more of them."""

    CITIZEN = "citizen", _("公民素质")
    CAREER = "career", _("职业能力")
    SKILL = "skill", _("职业技能")
    CULTURE = "culture", _("文化技艺")
    COMMUNITY = "community", _("社区工作者")
    STARTUP = "startup", _("创新创业")
    HEALTH = "health", _("健康养生")
    FAMILY = "family", _("家庭教育")
    MIND = "mind", _("心理健康")
    VOLUNTEER = "volunteer", _("志愿服务")

    @property
    def mark(self) -> str:
        """Return the one character that stands for the kind on book spines and covers."""
        return dict(zip(ServiceKind, "民能技艺社创养家心志", strict=True))[self]


class Level(TextChoices):
    """How much a learner should know beforehand."""

    BEGINNER = "beginner", _("入门")
    INTERMEDIATE = "intermediate", _("进阶")
    ADVANCED = "advanced", _("提高")


class Mode(TextChoices):
    """How a course is taken."""

    SELF_PACED = "self_paced", _("随时自学")


class Licence(TextChoices):
    """On what right the platform shows the material, and what others may do with it."""

    OWN = "own", _("本人或本单位原创，授权本平台使用")
    CC_BY = "cc_by", _("知识共享 署名（CC BY 4.0）")
    CC_BY_NC = "cc_by_nc", _("知识共享 署名—非商业性使用（CC BY-NC 4.0）")
    PERMITTED = "permitted", _("使用他人作品，已取得授权")
    PUBLIC_DOMAIN = "public_domain", _("公有领域")


class SubmissionState(TextChoices):
    """Where a submission stands in its review."""

    WAITING = "waiting", _("等待审核")
    RETURNED = "returned", _("退回修改")
    WITHDRAWN = "withdrawn", _("已撤回")
    APPROVED = "approved", _("已通过")
