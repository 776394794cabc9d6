"""Take Office files of strangers apart. Runs as a child in the sandbox and imports nothing of the product.

``python -I office_parts.py slides FILE PAGES``  prints the words of a presentation, one JSON line a slide: ``[number, text]``
``python -I office_parts.py words FILE PIECES``  prints the words of a text document in pieces, in the same way
``python -I office_parts.py clean FILE TARGET``  writes a copy in which nothing is left that could lead out of it

Exit status 3: not readable. Hidden slides are left out and not counted, as in the pages that are shown.
"""

import json
import lzma
import posixpath
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

UNREADABLE = 3
MOST_PART = 256 << 20
MOST_TOTAL = 1 << 30
PIECE = 3_000
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_KEPT_XML = re.compile(
    r"application/vnd\.(?:openxmlformats-officedocument\.(?!oleobject|vmldrawing)[\w.-]+"
    r"|openxmlformats-package\.core-properties|ms-office\.drawingml\.diagramdrawing)\+xml$"
)
_KEPT_PICTURES = re.compile(r"image/(?:png|jpe?g|gif|bmp|tiff|x-emf|x-wmf|emf|wmf)$")
_LEADS_OUT = re.compile(rb"""(\s(?:[\w.-]+:)?(?:src|href)\s*=\s*)("[^"]*"|'[^']*')""")
_SIMPLE_FIELD = re.compile(rb"""(\s(?:[\w.-]+:)?instr\s*=\s*)("[^"]*"|'[^']*')""")
_HARMLESS_FIELD = re.compile(
    r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|TOC|PAGEREF|REF|NOTEREF|SEQ|STYLEREF|DATE|TIME|CREATEDATE|SAVEDATE|PRINTDATE|"
    r"TITLE|AUTHOR|SUBJECT|EQ|SYMBOL|XE|TC|INDEX|FORMTEXT|FORMCHECKBOX|FORMDROPDOWN|=)(?:\s|\\|$)",
    re.I,
)
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)["']""")


class Unreadable(Exception):
    """The file is not what it should be."""


ZIP_FAULTS = (
    zipfile.BadZipFile,  # no table of contents, or one that does not fit the parts; a wrong checksum
    NotImplementedError,  # zipfile's word for a compression, an encryption or a version of the format that it does not know
    RuntimeError,  # zipfile's word for a part with a password
    EOFError,  # a part that ends too soon
    zlib.error,  # a part that is no DEFLATE, which every Office program writes
    lzma.LZMAError,  # the same for LZMA
)
"""What ``zipfile`` raises at a broken or unusual archive."""

_UNREADABLE = (
    Unreadable,
    *ZIP_FAULTS,
    ElementTree.ParseError,  # a part is no XML
    expat.ExpatError,  # the same, where a part is read by expat alone
    ValueError,  # names or texts that are no UTF-8 though marked so, and numbers that are none
    KeyError,  # a part or an attribute that must be there is not
    RecursionError,  # elements within elements without end
)
"""What a file that is not readable makes fail. Faults of the machine, ``OSError`` and ``MemoryError``, are left to the caller."""


class Package:
    """The parts of one Office file."""

    def __init__(self, name: str) -> None:
        self.archive = zipfile.ZipFile(name)
        self.names = {info.filename for info in self.archive.infolist() if not info.is_dir()}
        self.left = MOST_TOTAL
        self._kinds = self._read_types()

    def read(self, name: str) -> bytes:
        """Return a part, within bounds."""
        if name not in self.names:
            raise Unreadable(name)
        with self.archive.open(name) as part:
            content = part.read(min(MOST_PART, self.left) + 1)
        self.left -= len(content)
        if len(content) > MOST_PART or self.left < 0:
            raise Unreadable("too large")
        return content

    def xml(self, name: str) -> ElementTree.Element:
        """Return a part as XML: UTF-8 and no document type, as every Office program writes it."""
        return ElementTree.fromstring(checked_xml(self.read(name)))  # noqa: S314 - no document type, so no entities

    def kind_of(self, name: str) -> str:
        """Return the content type of a part, in small letters."""
        by_name, by_extension = self._kinds
        return by_name.get(name.lower()) or by_extension.get(name.rpartition(".")[2].lower(), "")

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return where a part points within the file: id to kind and part name."""
        folder, _slash, file = name.rpartition("/")
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        if path not in self.names:
            return {}
        found = {}
        for relation in self.xml(path).iter(f"{{{RELATIONS}}}Relationship"):
            if relation.get("TargetMode", "").lower() != "external":
                target = resolve(folder, relation.get("Target", ""))
                found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target)
        return found

    def _read_types(self) -> tuple[dict[str, str], dict[str, str]]:
        by_name, by_extension = {}, {}
        for entry in self.xml("[Content_Types].xml"):
            kind = entry.get("ContentType", "").strip().lower()
            if entry.tag == f"{{{TYPES}}}Override":
                by_name[entry.get("PartName", "").lstrip("/").lower()] = kind
            elif entry.tag == f"{{{TYPES}}}Default":
                by_extension[entry.get("Extension", "").lower()] = kind
        return by_name, by_extension


def checked_xml(content: bytes) -> bytes:
    """Return XML that is UTF-8 and declares no document type; anything else is refused, for it could hide from our checks."""
    try:
        content.decode()
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8") from None
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise Unreadable("not UTF-8")
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable("document type")
    return content


def resolve(folder: str, target: str) -> str:
    """Return the name of the part that *target* means, seen from *folder*."""
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def local(tag: str) -> str:
    """Return a name without its namespace; there are two sets of namespaces for the same elements."""
    return tag.rpartition("}")[2]


def words_in(element: ElementTree.Element, *, tags: tuple[str, ...] = ("t",)) -> str:
    """Return the words below *element*: runs are joined, paragraphs and cells are parted."""
    parts: list[str] = []
    for node in element.iter():
        name = local(node.tag)
        if name in tags and node.text:
            parts.append(node.text)
        elif name in ("p", "br", "tab", "tc", "pt"):
            parts.append(" ")
    return " ".join("".join(parts).split())


def main_part(package: Package) -> str:
    """Return the name of the document's own part."""
    return next((target for kind, target in package.relations("").values() if kind == "officeDocument"), "")


def slides(package: Package) -> Iterator[str]:
    """Yield the words of each slide that is shown, its title first, then those of its charts and diagrams."""
    start = main_part(package)
    relations = package.relations(start)
    for entry in package.xml(start).iter():
        if local(entry.tag) != "sldId":
            continue
        wanted = next((entry.get(f"{{{namespace}}}id") for namespace in _OFFICE_RELATIONS if entry.get(f"{{{namespace}}}id")), "")
        name = relations.get(wanted or "", ("", ""))[1]
        try:
            slide = package.xml(name)
        except (Unreadable, ElementTree.ParseError):
            yield ""  # its page is shown all the same, so it counts
            continue
        if slide.get("show") not in ("0", "false"):
            yield slide_words(package, name, slide)


def slide_words(package: Package, name: str, slide: ElementTree.Element) -> str:
    """Return the words of one slide."""
    shapes = [shape for shape in slide.iter() if local(shape.tag) in ("sp", "graphicFrame")]
    shapes.sort(key=lambda shape: not is_title(shape))
    found = [words_in(shape) for shape in shapes]
    for kind, target in package.relations(name).values():
        if kind in ("chart", "diagramData") and target in package.names:
            found.append(words_in(package.xml(target), tags=("t", "v") if kind == "chart" else ("t",)))
    return " ".join(text for text in found if text)


def is_title(shape: ElementTree.Element) -> bool:
    """Tell whether a shape is its slide's title."""
    return any(local(node.tag) == "ph" and node.get("type") in ("title", "ctrTitle") for node in shape.iter())


def pieces(package: Package) -> Iterator[str]:
    """Yield the words of a text document in pieces of some thousand characters."""
    piece, length = [], 0
    for node in package.xml(main_part(package)).iter():
        if local(node.tag) == "p" and (text := words_in(node)):
            piece.append(text)
            length += len(text)
        if length > PIECE:
            yield " ".join(piece)
            piece, length = [], 0
    if piece:
        yield " ".join(piece)


def print_words(texts: Iterator[str], most: int) -> None:
    """Print at most *most* of *texts*, numbered from 1."""
    for number, text in zip(range(1, most + 1), texts, strict=False):
        sys.stdout.write(json.dumps([number, text.encode("utf-8", "ignore").decode()]) + "\n")
        sys.stdout.flush()


def clean(package: Package, target: str) -> None:
    """Write a copy with known parts only: no outside links, no embedded files, fonts, sounds or scripts, no fields that fetch."""
    kept = {name for name in package.names if is_kept(package, name)}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in sorted(kept, key=lambda name: (name != "[Content_Types].xml", name)):
            content = package.read(name)
            if name == "[Content_Types].xml":
                content = kept_types(content, kept)
            elif name.endswith(".rels"):
                content = kept_relations(name, content, kept)
            elif package.kind_of(name).endswith("xml"):
                content = closed(checked_xml(content))
            copy.writestr(name, content)


def is_kept(package: Package, name: str) -> bool:
    """Tell whether a part belongs to what is shown: XML of the format itself, or a picture."""
    if name == "[Content_Types].xml" or (name.endswith(".rels") and "_rels" in name.split("/")):
        return True
    if name.startswith("/") or ".." in name.split("/") or not name.startswith(("word/", "ppt/", "docProps/")):
        return False
    kind = package.kind_of(name)
    return bool(_KEPT_PICTURES.match(kind) or _KEPT_XML.match(kind))


def kept_types(content: bytes, kept: set[str]) -> bytes:
    """Return the list of types without the parts that are gone."""
    ElementTree.register_namespace("", TYPES)
    root = ElementTree.fromstring(checked_xml(content))  # noqa: S314 - checked
    for entry in list(root):
        if entry.tag == f"{{{TYPES}}}Override" and entry.get("PartName", "").lstrip("/") not in kept:
            root.remove(entry)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def kept_relations(name: str, content: bytes, kept: set[str]) -> bytes:
    """Return a part's relations without those that lead out of the file or to what is gone."""
    ElementTree.register_namespace("", RELATIONS)
    folder = posixpath.dirname(posixpath.dirname(name))
    root = ElementTree.fromstring(checked_xml(content))  # noqa: S314 - checked
    for relation in list(root):
        inside = relation.get("TargetMode", "").lower() != "external" and resolve(folder, relation.get("Target", "")) in kept
        if not inside:
            root.remove(relation)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def closed(content: bytes) -> bytes:
    """Return XML without addresses of pictures in VML and without fields that fetch something."""
    content = _LEADS_OUT.sub(rb'\1""', content)
    content = _SIMPLE_FIELD.sub(lambda match: match[0] if is_harmless(match[2][1:-1].decode()) else match[1] + b'""', content)
    return without_fields(content) if b"instrText" in content else content


def is_harmless(code: str) -> bool:
    """Tell whether a field only shows what the document itself has. A code with entities is not read."""
    return bool(_HARMLESS_FIELD.match(code)) and "&" not in code[:20]


class FieldCodes:
    """Finds where the codes of fields stand that are not known to be harmless. A code can be spread over many runs."""

    def __init__(self) -> None:
        self.places: list[int] = []
        self._open: list[tuple[list[str], list[int]]] = []
        self._in_code = False

    def find(self, content: bytes) -> list[int]:
        """Return the places in *content* at which text of such codes begins."""
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.Parse(content, True)
        while self._open:
            self._close()
        return self.places

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "fldChar":
            kind = next((value for key, value in attributes.items() if local(key) == "fldCharType"), "")
            if kind == "begin":
                self._open.append(([], []))
            elif kind == "end" and self._open:
                self._close()
        self._in_code = local(name) in ("instrText", "delInstrText")

    def _end(self, _name: str) -> None:
        self._in_code = False

    def _text(self, data: str) -> None:
        if not self._in_code:
            return
        if not self._open:  # no field was begun
            self.places.append(self._parser.CurrentByteIndex)
            return
        code, places = self._open[-1]
        code.append(data)
        places.append(self._parser.CurrentByteIndex)

    def _close(self) -> None:
        code, places = self._open.pop()
        if not is_harmless("".join(code)):
            self.places.extend(places)


def without_fields(content: bytes) -> bytes:
    """Return XML in which the codes of fields that may fetch something are spaces."""
    changed = bytearray(content)
    for place in FieldCodes().find(content):
        end = content.find(b"<", place)
        changed[place:end] = b" " * (end - place)
    return bytes(changed)


def main(job: str, name: str, rest: str) -> int:
    """Do one job; return the exit status."""
    try:
        package = Package(name)
        if job == "clean":
            clean(package, rest)
        else:
            print_words(slides(package) if job == "slides" else pieces(package), int(rest))
    except _UNREADABLE as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
