"""The JSON interface: one OpenAPI document, one place where errors become answers. Each app offers a router in its ``rest.py``."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.throttling import BaseThrottle

from courses.rest import router as learning_router
from foundation.api import DomainError, TooManyRequests, client_address, hit_rate_limit
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


class PerAddress(BaseThrottle):
    """So many requests a minute from one address. A learning centre's whole room may stand behind one."""

    def __init__(self, name: str, a_minute: int) -> None:
        self.name, self.a_minute = name, a_minute

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; ``TooManyRequests`` when there were too many."""
        hit_rate_limit(f"{self.name}:{client_address(request)}", limit=self.a_minute, seconds=60)
        return True


api.add_router("/search/", search_router, throttle=PerAddress("suggestions", a_minute=600))
api.add_router("/media/", media_pipeline_router)
api.add_router("/learning/", learning_router)
# One line per app, lowest first: api.add_router("/media/", media_pipeline.rest.router)
