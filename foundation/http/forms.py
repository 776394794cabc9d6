"""What the rules refused, shown in the form that asked for it."""

from django.forms import BaseForm

from foundation.errors import DomainError


def show_refusal(form: BaseForm, error: DomainError) -> None:
    """Put the messages of *error* beside the fields of *form* that they name; when they name none, its message on top."""
    placed = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in placed.items():
        form.add_error(name, text)
    if not placed:
        form.add_error(None, error.message)
