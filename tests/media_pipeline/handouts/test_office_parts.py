"""The words of Office files, and the copy that LibreOffice is shown: nothing in it leads out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.media_pipeline.handouts.office import TITLES, changed, deck, parts_of, replaced, text_document

SCRIPT = Path(__file__).parents[3] / "media_pipeline" / "processing" / "office_parts.py"
OUTSIDE = b"http://127.0.0.1:9/outside"
LINK = (
    b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
    b' Target="' + OUTSIDE + b'.png" TargetMode="External"/></Relationships>'
)


def run(job: str, path: Path, rest: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-I", str(SCRIPT), job, str(path), rest], capture_output=True, check=False)


def words(job: str, tmp_path: Path, content: bytes, most: int = 500) -> list[list[object]]:
    path = tmp_path / "file"
    path.write_bytes(content)
    return [json.loads(line) for line in run(job, path, str(most)).stdout.splitlines()]


def cleaned(tmp_path: Path, content: bytes) -> dict[str, bytes]:
    path, target = tmp_path / "file", tmp_path / "clean"
    path.write_bytes(content)
    finished = run("clean", path, str(target))
    assert finished.returncode == 0, finished.stderr
    return parts_of(target.read_bytes())


def test_a_slide_is_its_title_and_its_words_and_not_the_notes(tmp_path: Path) -> None:
    assert words("slides", tmp_path, deck()) == [[n, f"{title} 电工初级"] for n, title in enumerate(TITLES, start=1)]


def test_hidden_slides_are_not_counted(tmp_path: Path) -> None:
    assert words("slides", tmp_path, deck(hidden=(1,))) == [[1, f"{TITLES[0]} 电工初级"], [2, f"{TITLES[2]} 电工初级"]]


def test_not_more_slides_than_asked_for(tmp_path: Path) -> None:
    assert len(words("slides", tmp_path, deck(), most=2)) == 2


def test_a_slide_that_is_broken_counts_and_the_others_are_read(tmp_path: Path) -> None:
    content = changed(deck(), {"ppt/slides/slide2.xml": lambda _part: b"<not xml"})

    assert [text for _n, text in words("slides", tmp_path, content)] == [f"{TITLES[0]} 电工初级", "", f"{TITLES[2]} 电工初级"]


def test_the_words_of_a_text_document_come_in_pieces(tmp_path: Path) -> None:
    found = words("words", tmp_path, text_document(tuple(text * 400 for text in TITLES)))

    assert [number for number, _text in found] == [1, 2, 3]
    assert found[1][1] == TITLES[1] * 400


@pytest.mark.parametrize("encoding", ["UTF-16", "UTF-7"])
def test_parts_in_other_encodings_are_refused(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "file").write_bytes(
        changed(deck(), {"ppt/presentation.xml": lambda _part: f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode(encoding)})
    )

    assert run("slides", tmp_path / "file", "9").returncode == 3
    assert run("clean", tmp_path / "file", str(tmp_path / "clean")).returncode == 3


def test_links_embedded_files_and_strange_parts_are_gone_and_the_slides_are_as_they_were(tmp_path: Path) -> None:
    rels = "ppt/slides/_rels/slide1.xml.rels"
    evil = {"ppt/embeddings/oleObject1.bin": b"x", "ppt/media/a.svg": b"<svg/>", "ppt/fonts/a.fntdata": b"x", "evil/a.html": b"x"}
    content = changed(deck(), {rels: replaced(b"</Relationships>", LINK)}, added=evil)

    parts = cleaned(tmp_path, content)

    assert not set(evil) & set(parts)
    assert not any(OUTSIDE in part for part in parts.values())
    assert parts["ppt/slides/slide1.xml"] == parts_of(content)["ppt/slides/slide1.xml"]


FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r><w:r><w:instrText>{}</w:instrText>'
    '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


def test_fields_that_fetch_lose_their_code_and_others_keep_it(tmp_path: Path) -> None:
    body = FIELD.format("INCLU", f'DEPICTURE "{OUTSIDE.decode()}"', "结果甲") + FIELD.format("PA", "GE", "结果乙")
    body += f"<w:p><w:fldSimple w:instr = 'DDEAUTO \"{OUTSIDE.decode()}\"'><w:r><w:t>结果丙</w:t></w:r></w:fldSimple></w:p>"
    shape = f'<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="{OUTSIDE.decode()}"/></v:shape>'
    body += f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"
    content = changed(text_document(), {"word/document.xml": replaced(b"<w:body>", b"<w:body>" + body.encode())})

    document = cleaned(tmp_path, content)["word/document.xml"].decode()

    assert OUTSIDE.decode() not in document
    assert ("INCLU" in document, "DDEAUTO" in document) == (False, False)
    assert all(text in document for text in ("<w:instrText>PA<", "结果甲", "结果乙", "结果丙"))
