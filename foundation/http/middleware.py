"""The one place where errors of the domain become HTTP answers."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from foundation.errors import Conflict, DomainError, InvalidInput, NotAllowed, NotFound, TooManyRequests, Unavailable

STATUS: dict[type[DomainError], HTTPStatus] = {
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(error: DomainError) -> HTTPStatus:
    """Return the HTTP status for *error*: its own class's, else its nearest base's, else 400."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), HTTPStatus.BAD_REQUEST)


def error_body(error: DomainError) -> dict[str, object]:
    """Return the JSON that programs get for *error*."""
    return {"code": error.code, "message": error.message, "fields": error.fields}


class DomainErrorMiddleware:
    """Answer a domain error with a page for people and JSON for programs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn *error* into an answer when it is a domain error; leave every other to Django."""
        if not isinstance(error, DomainError):
            return None
        status = status_of(error)
        response: HttpResponse
        if request.accepts("text/html"):
            response = render(request, "foundation/error.html", {"error": error, "status": int(status)}, status=status)
        else:
            response = JsonResponse(error_body(error), status=status)
        if isinstance(error, TooManyRequests):
            response["Retry-After"] = str(error.retry_after)
        return response
