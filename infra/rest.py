"""The JSON interface: one OpenAPI document, one place where errors become answers. Each app offers a router in its ``rest.py``."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from courses.rest import router as learning_router
from foundation.errors import DomainError, TooManyRequests
from foundation.http.middleware import error_body, status_of
from media_pipeline.rest import router as media_pipeline_router
from search.rest import router as search_router

api = NinjaAPI(title="知行学堂", version="1", urls_namespace="api", docs_url=None)


@api.exception_handler(DomainError)
def answer_domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer a refusal of the rules with its code, its words and its fields."""
    response = api.create_response(request, error_body(error), status=status_of(error))
    if isinstance(error, TooManyRequests):
        response["Retry-After"] = str(error.retry_after)
    return response


api.add_router("/search/", search_router)
api.add_router("/media/", media_pipeline_router)
api.add_router("/learning/", learning_router)
# One line per app, lowest first: api.add_router("/media/", media_pipeline.rest.router)
