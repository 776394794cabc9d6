"""Gathers the models of the sub-packages for Django."""

from courses.catalogue.models import CatalogueIndexPage, CoursePage, CourseTeacher, LessonHandout, LessonPage, Subject

__all__ = ["CatalogueIndexPage", "CoursePage", "CourseTeacher", "LessonHandout", "LessonPage", "Subject"]
