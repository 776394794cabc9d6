"""The models of accounts, gathered for Django."""

from accounts.people.models import Person

__all__ = ["Person"]
