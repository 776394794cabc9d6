"""What Wagtail's admin lets people do with courses and lessons.

Publishing, unpublishing, moving and deleting are not offered there: a course becomes public through its review only,
and its outline is part of its draft. The services of authoring and review do these things under their own rules.
"""

from typing import Any

from wagtail.models import PagePermissionTester

from organisations.api import Role, has_role


class CoursePermissionTester(PagePermissionTester):
    """Permissions by role in the course's organisation, for a course and for its lessons."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self._manages: bool | None = None

    def manages(self) -> bool:
        """Say whether the user manages the organisation of the course."""
        if self._manages is None:
            course = self.page if hasattr(self.page, "organisation") else self.page.get_parent().specific
            self._manages = has_role(self.user, Role.ORGANISATION_MANAGER, course.organisation)
        return self._manages

    def can_edit(self) -> bool:
        """Managers of the organisation may edit the draft."""
        return self.manages()

    def can_add_subpage(self) -> bool:
        """Managers may add lessons to a course."""
        return bool(self.page.specific_class.creatable_subpage_models()) and self.manages()

    def can_publish(self) -> bool:
        """Nobody publishes past the review."""
        return False

    def can_publish_subpage(self) -> bool:
        """Nobody publishes past the review."""
        return False

    def can_unpublish(self) -> bool:
        """Taking a course off needs a reason; the course's own page in the teaching section asks for it."""
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Only drafts that never were public may be deleted."""
        return self.manages() and self.page.first_published_at is None and not self.page.get_descendants().live().exists()

    def can_move(self) -> bool:
        """A course stays in the catalogue and a lesson in its course."""
        return False

    def can_reorder_children(self) -> bool:
        """The order of lessons is part of the draft; it changes in the outline editor."""
        return False

    def can_copy(self) -> bool:
        """A copy would carry no teachers and share files; there is none."""
        return False

    def can_submit_for_moderation(self) -> bool:
        """Courses are handed in with their checklist, from the teaching section."""
        return False
