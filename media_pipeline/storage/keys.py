"""Names of files in the media store. They are made by the program, never from what a person typed.

``src/<asset>/<version>`` is an upload, ``work/<asset>/<version>/…`` are pieces on their way,
``out/<asset>/<version>-<plan>/…`` is a finished package, ``files/<key>`` is a hand-out, ``pages/<key>/<number>-<width>.jpg`` shows
one of its pages, ``recordings/<key>/…`` is what is said to such a page: ``original`` as it came in, then ``take.m4a``.
"""

from uuid import UUID


def source_key(asset_key: UUID, version: int) -> str:
    """Return where the upload of *version* lies."""
    return f"src/{asset_key}/{version}"


def work_folder(asset_key: UUID, version: int) -> str:
    """Return the folder of the pieces on their way."""
    return f"work/{asset_key}/{version}"


def output_folder(asset_key: UUID, folder: str) -> str:
    """Return the folder of a finished package; *folder* is ``<version>-<plan hash>``."""
    return f"out/{asset_key}/{folder}"


def preview_folder(version: int) -> str:
    """Return the name of the folder that a version's preview for the teacher lies in; no plan has this fingerprint."""
    return f"{version}-00000000"


def preview_key(asset_key: UUID, version: int) -> str:
    """Return where a version's preview for the teacher lies until the version is ready."""
    return f"{output_folder(asset_key, preview_folder(version))}/preview.mp4"


def pages_folder(key: UUID) -> str:
    """Return the folder of the pictures of a hand-out's pages."""
    return f"pages/{key}"


def page_key(key: UUID, number: int, bound: int) -> str:
    """Return where the picture of one page lies that was drawn for a width of *bound* pixels."""
    return f"{pages_folder(key)}/{number}-{bound}.jpg"


def recording_folder(key: UUID) -> str:
    """Return the folder of one recording."""
    return f"recordings/{key}"


def recording_key(key: UUID, *, is_checked: bool) -> str:
    """Return where a recording lies: as it came in, or, once it is checked, as this site encoded it."""
    return f"{recording_folder(key)}/{'take.m4a' if is_checked else 'original'}"
