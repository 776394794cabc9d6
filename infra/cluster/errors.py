"""What keeps a search server from starting."""


class CannotRun(Exception):
    """The machine lacks something; the text says what, and what to do."""
