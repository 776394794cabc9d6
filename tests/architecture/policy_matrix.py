"""Who is let in where: one row for every address of the site. An address without a row fails the test.

A row names the parts that are let in; everybody else is asked to sign in (visitors) or turned away (403 or 404). Let in
means that the view runs its rule: a page, a redirect, or a complaint about the missing form.

``holder`` is enrolled in the live course and owns its note; ``resident`` owns nothing. ``teacher`` owns the courses,
``colleague`` teaches in the same college, ``outsider`` in another. ``manager`` manages the college, ``platform`` everything.
"""

from dataclasses import dataclass

PARTS = ("visitor", "resident", "holder", "outsider", "colleague", "reviewer", "teacher", "manager", "platform")

EVERYONE = frozenset(PARTS)
SIGNED_IN = EVERYONE - {"visitor"}
TEACHING = frozenset({"outsider", "colleague", "teacher", "manager", "platform"})
MAKERS = frozenset({"teacher", "manager", "platform"})
REVIEWING = frozenset({"reviewer", "platform"})
MANAGERS = frozenset({"manager", "platform"})
HOLDER = frozenset({"holder"})
OWNER = frozenset({"teacher"})
STAFF = frozenset({"manager", "platform"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Row:
    """The parts that are let in, and how the address is asked."""

    let_in: frozenset[str]
    method: str = "get"


def shown(let_in: frozenset[str], *addresses: str) -> dict[str, Row]:
    """Rows for pages."""
    return {address: Row(let_in) for address in addresses}


def posted(let_in: frozenset[str], *addresses: str) -> dict[str, Row]:
    """Rows for addresses that are only ever posted to."""
    return {address: Row(let_in, "post") for address in addresses}


ROWS: dict[str, Row] = {
    # made for machines and for everyone
    **shown(
        EVERYONE,
        "api/openapi.json",
        "api/search/suggestions",
        "health/",
        "robots.txt",
        "favicon.ico",
        "sitemap.xml",
        "sitemap-<section>.xml",
        "news/feed.xml",
        "manifest.webmanifest",
        "preferences/",
        "organisations/<slug:slug>/",
        "teachers/<slug:slug>/",
        "courses/",
        "search/",
        "courses/<slug:slug>/",
        "courses/<slug:course_slug>/<slug:lesson_slug>/",
        "courses/<slug:course_slug>/<slug:lesson_slug>/files/<int:file_id>/",
        "verify/",
        "uploads/",
        r"^((?:[\w\-]+/)*)$",
    ),
    # a person's own things
    **shown(
        SIGNED_IN,
        "my/learning/",
        "my/hours/",
        "my/certificates/",
        "my/profile/",
        "my/profile/data.json",
        "my/notices/",
        "my/consents/",
        "api/media/progress",
        "api/media/uploads",
    ),
    **shown(SIGNED_IN, "my/searches/"),
    **posted(SIGNED_IN, "my/searches/save/", "my/searches/<int:pk>/stop/"),
    **posted(EVERYONE, "search/clicked/"),
    **posted(SIGNED_IN, "my/notices/mark/", "my/profile/channels/", "my/profile/code/"),
    # learning
    **posted(SIGNED_IN - {"teacher"}, "courses/<slug:slug>/enrol/"),
    **posted(HOLDER, "learn/courses/<int:course_id>/withdraw/", "learn/lessons/<int:lesson_id>/read/"),
    **posted(HOLDER, "learn/notes/<int:note_id>/delete/", "learn/enrolments/<int:enrolment_id>/claim/"),
    # teaching: the course belongs to the college
    **shown(TEACHING, "teach/", "teach/new/", "teach/videos/"),
    # the video belongs to the college; a lesson uses it: a complaint, but only its people learn that it is there
    **shown(MAKERS, "teach/videos/<int:asset_id>/delete/"),
    **posted(MAKERS, "teach/videos/<int:asset_id>/retry/"),
    **shown(SIGNED_IN, "teach/files/"),
    **shown(
        MAKERS,
        "teach/<int:course_id>/",
        "teach/<int:course_id>/edit/",
        "teach/<int:course_id>/rules/",
        "teach/<int:course_id>/teachers/",
        "teach/<int:course_id>/preview/",
        "teach/<int:course_id>/preview/<int:lesson_id>/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/captions/<str:language>/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/",
        "teach/<int:course_id>/learners/",
        "teach/<int:course_id>/learners.xlsx",
        "teach/<int:course_id>/learners/<int:person_id>/",
    ),
    **shown(MAKERS, "teach/<int:course_id>/protection/"),
    **posted(
        MAKERS,
        "teach/<int:course_id>/cover/",
        "teach/<int:course_id>/cover/focus/",
        "teach/<int:course_id>/cover/generated/",
        "teach/<int:course_id>/arrange/",
        "teach/<int:course_id>/submit/",
        "teach/<int:course_id>/withdraw/",
        "teach/<int:course_id>/uploads/",
        "teach/<int:course_id>/lessons/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/move/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/remove/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/restore/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/upload/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/video/remove/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/captions/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/dictation/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/handouts/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/recordings/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/pages/<int:number>/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/deck/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/compose/",
        "teach/<int:course_id>/lessons/<int:lesson_id>/narration/stop/",
    ),
    **posted(
        MAKERS, "teach/<int:course_id>/teachers/<int:person_id>/add/", "teach/<int:course_id>/teachers/<int:person_id>/remove/"
    ),
    # nothing waits for its day and there is no damaged video: refused or not found for everyone; who may: tests/courses
    **posted(NOBODY, "teach/<int:course_id>/schedule/cancel/"),
    **posted(MAKERS, "teach/<int:course_id>/lessons/<int:lesson_id>/video/accept/"),
    **posted(MANAGERS, "teach/<int:course_id>/unpublish/"),
    # review: never by whoever had a hand in the course
    **shown(REVIEWING, "review/", "review/<int:submission_id>/", "review/<int:submission_id>/preview/"),
    **shown(REVIEWING, "review/<int:submission_id>/preview/<int:lesson_id>/"),
    **posted(REVIEWING, "review/<int:submission_id>/approve/", "review/<int:submission_id>/return/"),
    # managing an organisation
    **shown(MANAGERS, "storage/"),
    **shown(frozenset({"platform"}), "storage/<slug:slug>/"),
    **shown(MANAGERS, "organisations/<slug:slug>/people/", "organisations/<slug:slug>/people/export.xlsx"),
    # a teacher's public profile: the teacher and who manages them
    **shown(OWNER | MANAGERS, "teachers/<slug:slug>/edit/"),
    **posted(OWNER | MANAGERS, "teachers/<slug:slug>/portrait/", "teachers/<slug:slug>/portrait/remove/"),
    **posted(OWNER | MANAGERS, "teachers/<slug:slug>/portrait/focus/"),
    **shown(OWNER, "my/teacher/"),
    # addresses that carry their own proof: a wrong one opens nothing, whoever asks
    **shown(
        NOBODY,
        "covers/book/<slug:kind>/<look:look>/<slug:signature>/<str:words>.svg",
        "covers/face/<slug:kind>/<look:look>/<slug:signature>/<str:character>.svg",
        "covers/plate/<slug:kind>/<look:look>/<int:image_id>/<slug:version>/<slug:signature>/<str:words>.svg",
        "files/<str:token>/<uuid:key>/",
        "m/recordings/<str:token>/<uuid:key>.m4a",
        "m/pages/<str:token>/<uuid:key>/<int:number>-<int:bound>.jpg",
        "media/images/<str:name>",
        "m/<str:token>/<uuid:key>/<folder:folder>/<str:name>",
        "m/poster/<str:mac>/<uuid:key>/<folder:folder>/poster.jpg",
        "api/",
    ),
    **posted(NOBODY, "api/learning/beats/<token>"),
    # a certificate: its holder and who manages the organisation; its proof is for everyone
    **shown(EVERYONE, "verify/<str:code>/"),
    **shown(HOLDER | MANAGERS, "certificates/<str:code>/", "certificates/<str:code>.pdf"),
    # the rest of a person's own things
    **shown(SIGNED_IN, "my/hours/export/", "my/profile/close/", r"^my/profile/(?P<kind>phone|email)/$"),
    **posted(SIGNED_IN, "my/notices/<int:pk>/open/"),
    **posted(HOLDER | MAKERS | REVIEWING, "learn/lessons/<int:lesson_id>/notes/"),
    **shown(SIGNED_IN, "api/learning/lessons/<lesson_id>/position"),
    # a text lesson has nothing to play
    **shown(NOBODY, "api/learning/lessons/<lesson_id>/playback"),
    # a video and its upload belong to whoever uploads it
    **shown(OWNER | MANAGERS, "api/media/assets/<asset_id>/progress"),
    **posted(
        OWNER | MANAGERS,
        "api/media/assets/<asset_id>/retry",
        "api/media/assets/<asset_id>/accept",
        "api/media/assets/<asset_id>/cancel",
    ),
    **posted(OWNER, "teach/files/<int:asset_id>/dismiss/"),
    # the upload is not one in parts: a complaint, but only its owner learns that it is there
    **shown(OWNER, "api/media/uploads/<uuidstr:key>/parts"),
    **posted(OWNER, "api/media/uploads/<uuidstr:key>/join"),
    # without the protocol's header the answer is 412 for everyone; who may send bytes: tests/media_pipeline/uploads
    **shown(EVERYONE, "uploads/<uuid:key>/"),
    # nothing is named in the form: not found for everyone; who may: tests/courses
    **posted(NOBODY, "teach/<int:course_id>/learners/<int:person_id>/done/"),
    **posted(NOBODY, "teach/<int:course_id>/lessons/<int:lesson_id>/handouts/<int:file_id>/remove/"),
    # managing people and the site
    **posted(
        MANAGERS, "organisations/<slug:slug>/people/<int:pk>/end/", "organisations/<slug:slug>/invitations/<int:pk>/withdraw/"
    ),
    **shown(HOLDER, "organisations/invitations/<int:pk>/"),
    **shown(STAFF, "styleguide/", "my/notices/kinds/"),
    # from this machine only, which is where the test asks from
    **shown(EVERYONE, "metrics"),
}
