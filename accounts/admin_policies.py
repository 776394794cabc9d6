"""What Wagtail's admin allows on models that nobody changes by hand, not even a superuser."""

from wagtail.permission_policies import ModelPermissionPolicy


class OnlyActions(ModelPermissionPolicy):
    """Django's permissions, cut down to *actions*."""

    def __init__(self, model: object, *actions: str) -> None:
        super().__init__(model)
        self._actions = frozenset(actions)

    def user_has_permission(self, user: object, action: str) -> bool:
        """Refuse every action that is not offered, whoever asks."""
        return action in self._actions and super().user_has_permission(user, action)
