"""Counting that a result was opened."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search.usage.services import note_click


@csrf_exempt  # it adds one to a number, for visitors without a session too; there is nothing to forge
@require_POST
def clicked(request: HttpRequest) -> HttpResponse:
    """Count one opened result for the wording ``q``. Says nothing back, and keeps nothing of who it was."""
    note_click(request.POST.get("q", "")[:400])
    return HttpResponse(status=204)
