"""What plain text, Markdown and web pages say, block by block, and where it stands in the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mtcheck.data import Document, Kind
from mtcheck.documents import parse, read, read_lines
from mtcheck.documents.plain import looks_like_title

SAMPLES = Path(__file__).parents[2] / "samples"

WRAPPED = """Der Republikaner hatte zuletzt auffallend ausweichend auf die Frage
reagiert, ob er seit seinem Amtsantritt am 20. Januar bereits mit Putin
telefoniert habe. Nach einem Gespräch des US-Präsidenten mit einem anderen
Regierungschef informiert das Weiße Haus über den Austausch.

Erster Kontakt im November

Wenige Tage nach Trumps Wahlsieg im November berichtete die „Washington
Post“ unter Berufung auf informierte Personen über ein Telefonat.
"""

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Putin | Zeitung</title></head><body>
<nav><ul><li><a href="/">Start</a></li><li>Politik</li></ul></nav>
<article><h1>US-Pr&auml;sident will telefoniert haben</h1>
<p>In einem Zeitungsinterview hat US-Pr&auml;sident Donald Trump von einem <b>angeblichen</b> Gespr&auml;ch mit
Kremlchef <a href="x">Wladimir Putin</a> berichtet. Laut der &bdquo;New York Post&ldquo; lie&szlig; er offen, wann.</p>
<figure><img src="a.jpg" alt="Bild"><figcaption>Wolodymyr Selenskyj, Pr&#228;sident der Ukraine.</figcaption></figure>
<h2>Erster Kontakt</h2>
<p>Wenige Tage nach Trumps Wahlsieg im November berichtete die Zeitung &uuml;ber ein Telefonat mit Putin.<br>Damals
bestritt der Kreml jedoch, dass ein solches Gespr&auml;ch stattgefunden habe.</p>
</article><script>var a = "Das ist kein Text.";</script>
<footer><p>Impressum und Datenschutz der Zeitung, alle Rechte vorbehalten.</p></footer></body></html>
"""


def said(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in document.blocks]


def assert_offsets(document: Document) -> None:
    """Offsets never decrease, and each character is that of the file, or the start of what stands for it."""
    for block in document.blocks:
        assert len(block.text) == len(block.offsets)
        assert list(block.offsets) == sorted(block.offsets)
        for character, offset in zip(block.text, block.offsets, strict=True):
            found = document.text[offset]
            assert character == found or found in "&\\" or (character == " " and found in " \t\r\n"), (character, found)


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(SAMPLES.rglob("*")) if path.suffix in (".md", ".txt", ".html") and path.stem != "README"],
    ids=str,
)
def test_offsets_of_samples(path: Path) -> None:
    assert_offsets(read(path))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Head *ing* &amp; more\n\nText.", [("title", "Head ing & more"), ("sentence", "Text.")]),
        ("Kopf\n====\n\nText.", [("title", "Kopf"), ("sentence", "Text.")]),
        ('A [link](http://x.y "t") **b** `c` <http://a.b>.', [("sentence", "A link b c http://a.b.")]),
        ("A [ref][r] end.\n\n[r]: http://x", [("sentence", "A ref end.")]),
        ("3 \\* 4 &quot;q&quot; &lt;b&gt;.", [("sentence", '3 * 4 "q" <b>.')]),
        ("[red] bleibt [/red].", [("sentence", "[red] bleibt [/red].")]),
        ("![Bild vom Haus](a.png)\n\nDas ist der Text.", [("sentence", "Das ist der Text.")]),
        ("![Das Haus.](a.png)\nDas Haus.\nText.", [("caption", "Das Haus."), ("sentence", "Text.")]),
        ("![](a.png)\n\n*Ein Haus.*\n\nText.", [("caption", "Ein Haus."), ("sentence", "Text.")]),
        ("![](a.png) Text dazu.", [("sentence", "Text dazu.")]),
        ("*Nur kursiv, kein Bild.*", [("sentence", "Nur kursiv, kein Bild.")]),
        ("> Zitat geht\n> hier weiter.", [("sentence", "Zitat geht hier weiter.")]),
        ("- Erstens.\n- Zweitens.", [("sentence", "Erstens."), ("sentence", "Zweitens.")]),
        ("    Eingerückter Text.", [("sentence", "Eingerückter Text.")]),
        ("---\ntitle: X\n---\nText.", [("sentence", "Text.")]),
        ("```\nText im Kasten.\n```", [("sentence", "Text im Kasten.")]),
        ("Er kam.<br>Sie ging.", [("sentence", "Er kam."), ("sentence", "Sie ging.")]),
        (
            "<figure><figcaption>&Uuml;ber.</figcaption></figure>\n\nText.",
            [("caption", "Über."), ("sentence", "Text.")],
        ),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_markdown(source: str, expected: list[tuple[str, str]], line_end: str) -> None:
    document = parse(source.replace("\n", line_end).encode(), "a.md")
    assert said(document) == expected
    assert_offsets(document)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "-"])
def test_wrapped_lines_are_joined(name: str) -> None:
    document = parse(WRAPPED.encode(), name)
    assert [kind for kind, _ in said(document)] == ["sentence", "title", "sentence"]
    assert "auf die Frage reagiert, ob" in document.blocks[0].text
    assert "mit Putin telefoniert habe." in document.blocks[0].text
    assert "„Washington Post“" in document.blocks[2].text
    assert_offsets(document)


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_each_line_a_paragraph(name: str) -> None:
    lines = [
        "Er kam am Freitag in die Stadt und blieb dort.",
        "Was dann geschah",
        "Niemand weiß es genau, aber viele reden davon, und manche schreiben sogar lange Artikel darüber, die keiner "
        "liest.",
        "Wer war es?",
        "Sie ging.",
    ]
    kinds = ["sentence", "title", "sentence", "title", "sentence"]
    assert said(parse("\n".join(lines).encode(), name)) == list(zip(kinds, lines, strict=True))


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Erster Kontakt angeblich im November", True),
        ("Krieg innerhalb von 24 Stunden beenden?", True),
        ("„Wir sind bereit“", True),
        ("Trump sagte:", False),
        ("Er kam.", False),
        ("und ging weiter", False),
        ("- ein Punkt", False),
        ("Das Wort des Jahres ist nach Ansicht der Jury in diesem Jahr wieder einmal ein sehr langes Wort", False),
        ("Hat er nach allem, was wir heute wissen, wirklich nie mit ihm gesprochen?", False),
    ],
)
def test_headings_without_markup(line: str, title: bool) -> None:
    assert looks_like_title(line) is title


def test_web_page() -> None:
    document = parse(PAGE.encode(), "page")
    assert document.format == "html"
    assert_offsets(document)
    kinds = [kind for kind, _ in said(document)]
    assert kinds == ["title", "sentence", "caption", "title", "sentence", "sentence"]
    texts = [text for _, text in said(document)]
    assert texts[0] == "US-Präsident will telefoniert haben"
    assert texts[1].endswith("Laut der „New York Post“ ließ er offen, wann.")
    assert texts[2] == "Wolodymyr Selenskyj, Präsident der Ukraine."
    assert texts[5].startswith("Damals bestritt der Kreml")


def test_page_too_small_for_the_extractor() -> None:
    assert said(parse(b"<p>Kurz.</p><p>Knapp &amp; gut.</p>", "a.html")) == [
        ("sentence", "Kurz."),
        ("sentence", "Knapp & gut."),
    ]


@pytest.mark.parametrize(
    ("text", "name", "format_name"),
    [
        ("Text.", "a.txt", "text"),
        ("Text.", "a.md", "markdown"),
        ("# Kopf\n\nText.", "-", "markdown"),
        ("<!doctype html><p>Text.", "a.txt", "html"),
        ("<!doctype html><p>Text.", "a.md", "html"),
        ("5 < 6 und 7 > 3.", "a.txt", "text"),
        ("Das Zeichen <p> steht im Satz.", "a.txt", "text"),
        ("Kein Markup.", "a.html", "text"),
        ("Platz #1 und [1].", "a.txt", "text"),
    ],
)
def test_format(text: str, name: str, format_name: str) -> None:
    assert parse(text.encode(), name).format == format_name


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("a\nb\n", ["a", "b"]),
        ("a\nb", ["a", "b"]),
        ("a\n\nb\n", ["a", "", "b"]),
        ("a\n\n", ["a", ""]),
        ("a\r\nb\rc\r\n", ["a", "b", "c"]),
        ("\ufeffa\nb", ["a", "b"]),
        ("a\u2028b\x0bc\x0cd\x85e\nf", ["a\u2028b\x0bc\x0cd\x85e", "f"]),
        ("# a\n![b](c)\n", ["# a", "![b](c)"]),
        ("  a  b \n", ["a b"]),
    ],
)
def test_line_parallel_files(tmp_path: Path, data: str, lines: list[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data.encode())
    document = read_lines(path)
    assert [block.text for block in document.blocks] == lines
    assert {block.kind for block in document.blocks} == {Kind.SENTENCE}
    assert_offsets(document)


def test_heavy_libraries_load_late() -> None:
    script = (
        "import sys, mtcheck.documents, mtcheck.segments, mtcheck.language;"
        "print([name for name in ('trafilatura', 'somajo', 'markdown_it', 'charset_normalizer', 'py3langid') "
        "if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
