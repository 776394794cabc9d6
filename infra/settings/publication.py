"""What of the database no visitor ever sees: its changes leave remembered pages as they are (``foundation.publication``).

Everything else counts as public, so nothing has to be added here for a page to be right; only for it to be remembered longer.
"""

PRIVATE_PREFIXES = (
    "account_",
    "auth_",
    "django_",
    "foundation_",
    "mfa_",
    "search_duetitle",
    "wagtailadmin_",
    "wagtailforms_",
    "wagtailsearch_",
    "wagtailusers_",
)
PRIVATE_TABLES = frozenset(
    {
        "accounts_channelchoice",
        "accounts_closurerequest",
        "accounts_consent",
        "accounts_notice",
        "accounts_noticedelivery",
        "accounts_onetimecode",
        "accounts_outgoingmessage",
        "courses_completiondecision",
        "courses_coursesubmission",
        "courses_lessonnote",
        "courses_lessonprogress",
        "courses_lessonupload",
        "courses_submittedlesson",
        "courses_watchclock",
        "courses_watchentry",
        "credentials_certificatelookup",
        "credentials_hourentry",
        "media_pipeline_artifact",
        "media_pipeline_piece",
        "media_pipeline_storagequota",
        "media_pipeline_upload",
        "organisations_roleinvitation",
        "wagtailcore_apitoken",
        "wagtailcore_comment",
        "wagtailcore_commentreply",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_pagesubscription",
        "wagtailcore_referenceindex",
        "wagtailcore_revision",
        "wagtailcore_taskstate",
        "wagtailcore_uploadedfile",
        "wagtailcore_workflowstate",
        "wagtailimages_rendition",
    }
)
PRIVATE_COLUMNS = {
    "accounts_person": {"password", "last_login", "phone", "email", "language", "is_staff"},
    "courses_enrolment": {"last_active_at", "completed_at"},
    "media_pipeline_asset": {"lease_token", "lease_until", "attempts", "state", "state_since", "probe", "plan", "version"},
    "wagtailcore_page": {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision_id",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by_id",
    },
}
