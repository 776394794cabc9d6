"""The models of organisations, gathered for Django."""

from organisations.directory.models import Organisation, RoleGrant

__all__ = ["Organisation", "RoleGrant"]
