"""Who may do what with a video that is not published: its owner, and those who run the owner's organisation."""

from collections.abc import Callable

from accounts.api import Person
from media_pipeline.assets.models import Asset
from organisations.api import Role, has_role

type EditorRule = Callable[[Person, Asset], bool]
_editor_rules: list[EditorRule] = []


def register_editors(rule: EditorRule) -> None:
    """Let a higher app say who works on a video beside its uploader: *rule* answers for a person and an asset."""
    if rule not in _editor_rules:
        _editor_rules.append(rule)


def may_work_on(person: Person, asset: Asset) -> bool:
    """Tell whether *person* may give *asset* captions and take it as it is: those who manage it and those who edit its lesson."""
    return may_manage(person, asset) or (person.is_active and any(rule(person, asset) for rule in _editor_rules))


def may_manage(person: Person, asset: Asset) -> bool:
    """Tell whether *person* may see the state of *asset*, retry, replace or cancel it."""
    if not person.is_active:
        return False
    return asset.owner_id == person.pk or has_role(person, Role.ORGANISATION_MANAGER, asset.organisation)
