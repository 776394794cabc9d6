"""Addresses of courses: the public page, teaching, and review. Each list belongs to one subject."""

from django.urls import path

from courses.views import (
    captions_editor,
    course_editor,
    course_page,
    course_settings,
    enrol,
    handout,
    learners,
    learners_export,
    learning,
    lesson,
    lesson_editor,
    my_learning,
    narration,
    preview,
    protection,
    review_queue,
    teach_home,
    teach_videos,
    uploads,
)

app_name = "courses"

PUBLIC = [
    path("courses/<slug:slug>/", course_page.course_page, name="course"),
    path("courses/<slug:slug>/enrol/", enrol.enrol_in_course, name="enrol"),
]

TEACHING = [
    path("teach/", teach_home.teach_home, name="teach_home"),
    path("teach/files/", teach_home.teach_files, name="teach_files"),
    path("teach/files/<int:asset_id>/dismiss/", teach_home.teach_dismiss, name="teach_dismiss"),
    path("teach/videos/", teach_videos.teach_videos, name="teach_videos"),
    path("teach/videos/<int:asset_id>/retry/", teach_videos.teach_video_retry, name="teach_video_retry"),
    path("teach/videos/<int:asset_id>/delete/", teach_videos.teach_video_delete, name="teach_video_delete"),
    path("teach/new/", teach_home.teach_new, name="teach_new"),
    path("teach/<int:course_id>/", course_editor.teach_course, name="teach_course"),
    path("teach/<int:course_id>/edit/", course_editor.teach_course_edit, name="teach_course_edit"),
    path("teach/<int:course_id>/cover/", course_editor.teach_cover, name="teach_cover"),
    path("teach/<int:course_id>/cover/focus/", course_editor.teach_cover_focus, name="teach_cover_focus"),
    path("teach/<int:course_id>/cover/generated/", course_editor.teach_cover_generated, name="teach_cover_generated"),
    path("teach/<int:course_id>/arrange/", course_editor.teach_arrange, name="teach_arrange"),
    path("teach/<int:course_id>/submit/", course_editor.teach_submit, name="teach_submit"),
    path("teach/<int:course_id>/withdraw/", course_editor.teach_withdraw, name="teach_withdraw"),
    path("teach/<int:course_id>/unpublish/", course_editor.teach_unpublish, name="teach_unpublish"),
    path("teach/<int:course_id>/protection/", protection.teach_protection, name="teach_protection"),
    path("teach/<int:course_id>/schedule/cancel/", course_editor.teach_cancel_schedule, name="teach_cancel_schedule"),
    path("teach/<int:course_id>/rules/", course_settings.teach_rules, name="teach_rules"),
    path("teach/<int:course_id>/teachers/", course_settings.teach_teachers, name="teach_teachers"),
    path("teach/<int:course_id>/teachers/<int:person_id>/add/", course_settings.teach_add_teacher, name="teach_add_teacher"),
    path(
        "teach/<int:course_id>/teachers/<int:person_id>/remove/",
        course_settings.teach_remove_teacher,
        name="teach_remove_teacher",
    ),
    path("teach/<int:course_id>/preview/", preview.teach_preview, name="teach_preview"),
    path("teach/<int:course_id>/preview/<int:lesson_id>/", preview.teach_preview_lesson, name="teach_preview_lesson"),
    path("teach/<int:course_id>/uploads/", uploads.teach_upload, name="teach_upload"),
    path("teach/<int:course_id>/lessons/", course_editor.teach_add_lesson, name="teach_add_lesson"),
    path("teach/<int:course_id>/lessons/<int:lesson_id>/", lesson_editor.teach_lesson, name="teach_lesson"),
    path("teach/<int:course_id>/lessons/<int:lesson_id>/move/", course_editor.teach_move_lesson, name="teach_move_lesson"),
    path("teach/<int:course_id>/lessons/<int:lesson_id>/remove/", course_editor.teach_remove_lesson, name="teach_remove_lesson"),
    path("teach/<int:course_id>/lessons/<int:lesson_id>/restore/", course_editor.teach_restore_lesson, name="teach_restore_lesson"),
    path("teach/<int:course_id>/lessons/<int:lesson_id>/upload/", uploads.teach_upload, name="teach_lesson_upload"),
    path(
        "teach/<int:course_id>/lessons/<int:lesson_id>/video/remove/", lesson_editor.teach_remove_video, name="teach_remove_video"
    ),
    path(
        "teach/<int:course_id>/lessons/<int:lesson_id>/video/accept/", lesson_editor.teach_accept_video, name="teach_accept_video"
    ),
    path("teach/<int:course_id>/lessons/<int:lesson_id>/captions/", lesson_editor.teach_captions, name="teach_captions"),
    path("teach/<int:course_id>/lessons/<int:lesson_id>/dictation/", captions_editor.teach_dictate, name="teach_dictate"),
    path(
        "teach/<int:course_id>/lessons/<int:lesson_id>/captions/<str:language>/",
        captions_editor.teach_caption_editor,
        name="teach_caption_editor",
    ),
    path("teach/<int:course_id>/lessons/<int:lesson_id>/handouts/", lesson_editor.teach_handout, name="teach_handout"),
    path(
        "teach/<int:course_id>/lessons/<int:lesson_id>/handouts/<int:file_id>/remove/",
        lesson_editor.teach_remove_handout,
        name="teach_remove_handout",
    ),
]

NARRATION = [
    path("teach/<int:course_id>/lessons/<int:lesson_id>/narration/", narration.teach_narration, name="teach_narration"),
    path(
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/recordings/",
        narration.teach_narration_record,
        name="teach_narration_record",
    ),
    path(
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/pages/<int:number>/",
        narration.teach_narration_page,
        name="teach_narration_page",
    ),
    path(
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/deck/", narration.teach_narration_deck, name="teach_narration_deck"
    ),
    path(
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/compose/",
        narration.teach_narration_compose,
        name="teach_narration_compose",
    ),
    path(
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/stop/", narration.teach_narration_stop, name="teach_narration_stop"
    ),
]

REVIEW = [
    path("review/", review_queue.review_queue, name="review_queue"),
    path("review/<int:submission_id>/", review_queue.review_item, name="review_item"),
    path("review/<int:submission_id>/approve/", review_queue.review_approve, name="review_approve"),
    path("review/<int:submission_id>/return/", review_queue.review_return, name="review_return"),
    path("review/<int:submission_id>/preview/", preview.review_preview, name="review_preview"),
    path("review/<int:submission_id>/preview/<int:lesson_id>/", preview.review_preview_lesson, name="review_preview_lesson"),
]

LEARNING = [
    path("courses/<slug:course_slug>/<slug:lesson_slug>/", lesson.lesson_page, name="lesson"),
    path("courses/<slug:course_slug>/<slug:lesson_slug>/files/<int:file_id>/", handout.handout_page, name="handout"),
    path("my/learning/", my_learning.my_learning, name="my_learning"),
    path("learn/courses/<int:course_id>/withdraw/", learning.withdraw_view, name="withdraw"),
    path("learn/lessons/<int:lesson_id>/read/", learning.mark_read_view, name="mark_read"),
    path("learn/lessons/<int:lesson_id>/notes/", learning.write_note_view, name="write_note"),
    path("learn/notes/<int:note_id>/delete/", learning.delete_note_view, name="delete_note"),
    path("learn/enrolments/<int:enrolment_id>/claim/", learning.claim_view, name="claim"),
]

LEARNERS = [
    path("teach/<int:course_id>/learners/", learners.learners, name="learners"),
    path("teach/<int:course_id>/learners.xlsx", learners_export.learners_xlsx, name="learners_xlsx"),
    path("teach/<int:course_id>/learners/<int:person_id>/", learners.learner, name="learner"),
    path("teach/<int:course_id>/learners/<int:person_id>/done/", learners.mark_done_view, name="mark_done"),
]

urlpatterns = [*PUBLIC, *LEARNING, *TEACHING, *NARRATION, *LEARNERS, *REVIEW]
