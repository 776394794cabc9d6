"""What the site's pages do when something happened below."""

from accounts.api import AccountClosed
from cms.saved.services import forget_searches_of
from foundation.api import receives


@receives(AccountClosed)
def forget_closed_account(event: AccountClosed) -> None:
    """A closed account keeps no searches."""
    forget_searches_of(event.person_id)
