"""How the file store fails."""


class StorageDown(OSError):
    """The bucket did not answer, or answered with an error, also after several tries: what was asked can be tried again later."""
