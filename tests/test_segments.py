"""Sentences end where a reader sees them end, and page furniture is set aside without touching running text."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest

from mtcheck.data import SCORED_KINDS, Document, Kind
from mtcheck.documents import parse, parse_line_parallel, read
from mtcheck.segments import SPLITTER_MODELS, Language, segment, segment_lines, sentence_bounds

SAMPLE = Path(__file__).parents[1] / "samples" / "putin-call"
GOLD = json.loads((SAMPLE / "gold.json").read_text(encoding="utf-8"))


def split(text: str, language: Language) -> list[str]:
    return [text[start:end].strip() for start, end in sentence_bounds(text, language)]


def kinds(text: str, language: Language = "de", name: str = "a.txt") -> list[tuple[str, str]]:
    return [(part.kind.value, part.text) for part in segment(parse(text.encode(), name), language)]


def assert_places(document: Document, language: Language) -> None:
    """Segments tell where they stand, in order, and together hold every character that is not blank."""
    parts = segment(document, language)
    for part in parts:
        block = document.blocks[part.block]
        assert part.text == part.text.strip() != ""
        assert len(part.text) == len(part.offsets)
        assert part.start == part.offsets[0] < part.end
        assert part.line == document.text[: part.start].count("\n") + 1
        assert part.text in block.text
    for part, following in pairwise(parts):
        assert part.end <= following.start
    held = "".join("".join(part.text.split()) for part in parts)
    assert held == "".join("".join(block.text.split()) for block in document.blocks)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sample_as_labelled(language: Language) -> None:
    document = read(SAMPLE / f"article.{language}.md")
    assert_places(document, language)
    parts = segment(document, language)
    scored = [part.text for part in parts if part.kind in SCORED_KINDS]
    wanted = list(dict.fromkeys(sentence[language] for sentence in GOLD["sentences"]))
    extra = ["US President says he has spoken to Putin by phone"] if language == "en" else []
    assert scored == extra + wanted
    assert [part.text for part in parts if part.kind is Kind.DATELINE] == [
        "Washington/Moskau." if language == "de" else "Washington/Moscow."
    ]


def test_the_sample_page_furniture() -> None:
    parts = segment(read(SAMPLE / "article.de.md"), "de")
    aside = " ".join(part.text for part in parts if part.kind not in SCORED_KINDS)
    assert all(text in aside for text in GOLD["boilerplate"])
    assert {part.text for part in parts if part.kind is Kind.CREDIT} == {"Quelle: Efrem Lukatsky/AP/DPA", "RND/DPA"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_reference(language: Language) -> None:
    assert_places(read(SAMPLE / "article.ref.de.md"), language)


GERMAN_SENTENCES = [
    "Er kam am 20. Januar an.|Im 19. Jahrhundert war der 3. Platz gut.|Er wurde Dritter.",
    "Das gilt z. B. für Berlin.|Es gilt z.B. auch hier.|Dr. Müller und Prof. Meier kamen u. a. aus Wien.",
    "Es gab Äpfel, Birnen usw.|Dann war Schluss.",
    "Es waren ca. 30 Leute bzw. Kinder, Nr. 5 und Abs. 3 gelten.|3 Mio. Euro kostet es.|Es kostet 3 Mio.|Das ist viel.",
    "Die U.S. Army kam.|Er lebt in den U.S.A.|Dort ist es schön.|Der FC St. Pauli gewann.",
    "J. K. Rowling schrieb es.|George W. Bush las es.|Das schrieb J. K. Rowling.|Er lachte.",
    "„Wir gehen.“|Dann ging er.|„Wir gehen“, sagte er.|„Wir kommen wieder.“",
    "»Wir gehen.«|Dann ging er.|»Wir gehen«, sagte er.|»Wir kommen wieder.«",
    '"Wir gehen."|Dann ging er.|"Wir gehen", sagte er.|"Wir kommen wieder."|"Nein."',
    "Trump: „Ich sage das besser nicht.“|Sie sagte: „Das ist schlecht. |Sehr schlecht.“|Ende.",
    "Er nannte das „Unsinn“.|„Das ist schlecht“.|Dann gingen sie.",
    "Ich weiß nicht …|Vielleicht später.|Oder ... doch nicht.|Na ja...|Er ging … und kam wieder.",
    "Überall auf dem Schlachtfeld. „|Dann kam er.",
    "Überall auf dem Schlachtfeld. „",
    "Ist das so?|Ja!|„Wirklich?“, fragte er.|Das war „toll!“ und gut.",
    "(Das war klar.)|Danach kam nichts.",
    "Am 20.01.2025 um 20.30 Uhr kamen 1.000 Leute.|Das sind 3,5 Prozent.",
    "Das war im Jahr 1990.|Der Krieg endete 1945.|Er wurde 80.|Dann starb er.",
    "Heinrich VIII. war König.|Papst Johannes Paul II. starb.|Es war Ludwig XIV.|Er war Sonnenkönig.",
    "Das Weiße Haus informiert über das Staatsoberhaupt.|Regierung- wenn auch nur.|Eine Anfrage blieb.",
    "Hätte zu ihm sagen sollen: „Lassen Sie uns diese Treffen in Gang bringen.|Sie wollen sich treffen.“",
    "1. Das erste kam.",
    "Nichts zu trennen hier",
]

ENGLISH_SENTENCES = [
    "He came on Jan. 5 in Washington.|He met Mr. Smith at 5 p.m. on Monday.|They left at 6 p.m.|The next day was fine.",
    "The U.S. Army came.|He lives in the U.S.|He likes it.|Germany, the U.K. and France.",
    "St. Louis is far, e.g. from here, i.e. very far.|No. 5 is alive.",
    "J. K. Rowling wrote it.|George W. Bush read it.|He owns Apple Inc.|The firm fell.|Apple Inc. rose.",
    '"We go."|Then he went.|"We go," he said.|"We will be back."|"No."|He left.',
    "“We go.”|Then he went.|“We go,” he said.|“We will be back.”",
    "'No way.'|He left.|‘So it goes.’|He left.",
    'He said: "This is bad.|Very bad."|End.',
    'He called it "nonsense".|She left.',
    "I don't know …|Maybe later.|Or ... not.|Well...|That was it.",
    'All over the battlefield."|Then came he.',
    "The party (est. 1920) won.|It rose 3.5%.|At 8:30 a.m. it was 1,000.|The war ended in 1945.|Then peace.",
    "Sen. John McCain and Lt. Gen. Smith met.|World War II.|It was bad.",
    "Did he say no.|He said no.|Then he left.",
]


@pytest.mark.parametrize("marked", GERMAN_SENTENCES)
def test_german_sentences(marked: str) -> None:
    sentences = [sentence.strip() for sentence in marked.split("|")]
    assert split(" ".join(sentences), "de") == sentences


@pytest.mark.parametrize("marked", ENGLISH_SENTENCES)
def test_english_sentences(marked: str) -> None:
    sentences = [sentence.strip() for sentence in marked.split("|")]
    assert split(" ".join(sentences), "en") == sentences


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("Washington/Moskau.", "Der Präsident sagte nichts."),
        ("Berlin (dpa) -", "Der Präsident sagte nichts."),
        ("Berlin (DPA) –", "Der Präsident sagte nichts."),
        ("Frankfurt am Main (dpa/lhe) -", "Der Präsident sagte nichts."),
        ("BERLIN, Jan 5 (Reuters) –", "The president said nothing."),
        ("WASHINGTON (AP) —", "The president said nothing."),
        ("(dpa) -", "Der Präsident sagte nichts."),
        ("Rheine/Münster.", "Der Präsident sagte nichts."),
        ("Kiew.", "Der Präsident sagte nichts."),
    ],
)
def test_datelines(dateline: str, rest: str) -> None:
    assert kinds(f"{dateline} {rest}") == [("dateline", dateline), ("sentence", rest)]


@pytest.mark.parametrize(
    "text",
    [
        "Schluss. Der Präsident sagte nichts mehr dazu.",
        "Berlin bleibt dabei. Der Präsident sagte nichts.",
        "Trump – möglicherweise gut gelaunt – sagte nichts.",
        "Nein. Das glaubt ihm niemand.",
        "CDU/CSU. Die Fraktion sagte nichts.",
        "Und/Oder. Man weiß es nicht genau.",
        "Die USA – das Land der Freiheit – sagten nichts.",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert "dateline" not in {kind for kind, _ in kinds(text)}


@pytest.mark.parametrize(
    "line",
    [
        "Quelle: Efrem Lukatsky/AP/DPA",
        "Source: Efrem Lukatsky/AP/dpa",
        "Foto: picture alliance/dpa",
        "Foto: © Max Müller/dpa",
        "Photo by Jane Doe",
        "Photo: Jane Doe/Getty Images",
        "© 2025 Beispiel Verlag",
        "RND/DPA",
        "dpa",
        "(Reuters)",
        "AFP/dpa",
        "dpa/lni",
        "(dpa, AFP)",
        "Von Max Müller",
        "By John F. Smith and Jane Doe",
    ],
)
def test_credits(line: str) -> None:
    assert kinds(f"Er sagte nichts.\n\n{line}\n\nSie sagte viel.")[1] == ("credit", line)


def test_agency_at_the_end_of_the_last_sentence() -> None:
    assert kinds("Er sagte nichts. Sie auch. (dpa)")[1:] == [("sentence", "Sie auch."), ("credit", "(dpa)")]


def test_credit_within_a_caption() -> None:
    text = "![](a.png)\n*Selenskyj spricht in Kiew. Foto: Max Müller/dpa*\n\nText."
    assert [kind for kind, _ in kinds(text, name="a.md")] == ["caption", "credit", "sentence"]


@pytest.mark.parametrize(
    "line",
    [
        "Lesen Sie mehr nach der Werbung",
        "Read more after the advertisement",
        "Weiter nach der Anzeige",
        "Article continues below",
        "Anzeige",
        "ADVERTISEMENT",
        "Lesen Sie auch: Was der Kreml dazu sagt",
        "Read also: What the Kremlin says",
        "Mehr zum Thema",
        "Share on Facebook",
        "Auf Facebook teilen",
        "12 Kommentare",
        "Wir verwenden Cookies, um Ihr Erlebnis zu verbessern.",
        "Subscribe",
        "Sign up for our newsletter and get the news in your inbox. Every Tuesday.",
        "Melden Sie sich für unseren kostenlosen Newsletter an.",
        "Bestellen Sie den Hauptstadt-Newsletter. Jeden Morgen.",
    ],
)
def test_page_furniture(line: str) -> None:
    found = kinds(f"Er sagte nichts.\n\n{line}\n\nSie sagte viel.")
    assert {kind for kind, _ in found[1:-1]} == {"boilerplate"}
    assert [found[0][0], found[-1][0]] == ["sentence", "sentence"]


@pytest.mark.parametrize(
    "text",
    [
        "Die Werbung wirkt nach Ansicht der Forscher nicht.",
        "Sie lesen mehr nach der Werbung, sagte der Forscher.",
        "Der Konzern schaltete nach der Werbung eine Anzeige.",
        "Die Polizei nahm eine Anzeige auf.",
        "Die Quelle: ein Mann aus dem Kreml, der anonym bleiben wollte.",
        "Quelle: Der Mann aus dem Kreml sagte dazu nichts.",
        "Er nannte als Quelle die dpa.",
        "Die dpa berichtete darüber.",
        "Das schrieb er in seinem Newsletter.",
        "Der Newsletter erscheint jeden Dienstag.",
        "„Bestellen Sie den Newsletter“, sagte er. „Jeden Dienstag.“",
        "Many people sign up for the course every Tuesday.",
        "He wrote it in his newsletter.",
        "They subscribe to the view that ads work.",
        "The advertisement ran on Facebook.",
        "Read more books, she said.",
        "Cookies schmecken gut.",
        "Er will die Kommentare lesen und dann entscheiden.",
        "Das Foto: Es zeigt den Präsidenten.",
        "Werbung ist teuer.",
        "Jeden Dienstag kam er zu ihr.",
        "Von Max Müller kam kein Wort.",
    ],
)
def test_running_text_that_resembles_furniture(text: str) -> None:
    found = kinds(f"Er sagte nichts.\n\n{text}\n\nSie sagte viel.")
    assert {kind for kind, _ in found} == {"sentence"}


def test_a_short_line_that_comes_again_is_furniture() -> None:
    found = kinds("Titel hier\n\nHier weiter\n\nEr kam.\n\nHier weiter\n\nEr ging.\n\nEr kam.\n\nEnde gut.")
    assert [kind for kind, _ in found] == ["title", "boilerplate", "sentence", "boilerplate", *["sentence"] * 3]


def test_heading_of_a_newsletter_box() -> None:
    box = "Er kam.\n\nHauptstadt-Radar\n\nBestellen Sie den Newsletter. Jeden Dienstag.\n\nEr ging."
    assert [kind for kind, _ in kinds(box)] == ["sentence", *["boilerplate"] * 3, "sentence"]
    break_ = "Er kam.\n\nDer Anfang vom Ende\n\nLesen Sie mehr nach der Werbung\n\nEr ging."
    assert [kind for kind, _ in kinds(break_)] == ["sentence", "title", "boilerplate", "sentence"]


def test_lines_of_the_file() -> None:
    parts = segment(parse("Er kam.\r\n\r\nSie ging. Er\r\nblieb hier.\rEnde.".encode("utf-16"), "a.txt"), "de")
    assert [(part.line, part.text) for part in parts] == [
        (1, "Er kam."),
        (3, "Sie ging."),
        (3, "Er blieb hier."),
        (5, "Ende."),
    ]


def test_end_lies_behind_an_entity() -> None:
    document = parse(b'Er rief &quot;Ja!&quot; Sie rief "Nein!"', "a.md")
    first = segment(document, "de")[0]
    assert document.text[first.start : first.end] == "Er rief &quot;Ja!&quot;"


def test_line_parallel_keeps_empty_lines() -> None:
    document = parse_line_parallel(b"Eins. Zwei.\r\n\r\n  Quelle: dpa \n", "a.txt")
    assert [(part.line, part.kind, part.text) for part in segment_lines(document)] == [
        (1, Kind.SENTENCE, "Eins. Zwei."),
        (2, Kind.SENTENCE, ""),
        (3, Kind.SENTENCE, "Quelle: dpa"),
    ]
    assert [document.text[part.start : part.end] for part in segment_lines(document)] == [
        "Eins. Zwei.",
        "",
        "Quelle: dpa",
    ]


@pytest.mark.parametrize("unit", ["wort und noch eins ", "a", "1", "A.", "„", "Ein Satz, der kein Ende nimmt, weil "])
def test_a_line_without_end_is_one_segment_and_fast(unit: str) -> None:
    text = (unit * 200_000)[:200_000].strip()
    started = time.perf_counter()
    (part,) = segment(parse(text.encode(), "a.md"), "de")
    assert part.text == text
    assert time.perf_counter() - started < 6  # well below 1 s on an idle machine


def test_a_long_paragraph_is_split_as_its_sentences_are() -> None:
    sentences = ["Er kam am 20. Januar nach Berlin, z. B. mit Dr. Müller.", "„Das ist gut“, sagte er.", "Na ja …"] * 200
    assert split(" ".join(sentences), "de") == sentences


def test_invisible_characters_do_no_harm() -> None:
    text = "Er kam\u00ad te.\u200b Dann\u00a0ging er\x07. 👍🏽 Sie blieb. Ende\u0301."
    assert split(text, "de")[0].rstrip("\u200b") == "Er kam\u00ad te."
    assert "".join(text[start:end] for start, end in sentence_bounds(text, "de")) == text


@pytest.mark.parametrize("language", ["de", "en"])
def test_words_in_camel_case_are_split_as_the_splitter_splits_them(language: Language) -> None:
    from somajo import SoMaJo, utils

    text = "Das iPhone bei eBay, YouTube und DaimlerChrysler kam. McDonald's FaceTime-App blieb! DAeC sagt: BäkoFood."
    # SoMaJo 2.5, with all its lists
    wanted = ["".join(t.text for t in s) for s in SoMaJo(SPLITTER_MODELS[language]).tokenize_text([text])]
    assert ["".join(part.split()) for part in split(text, language)] == wanted
    assert utils.read_abbreviation_file("camel_case_tokens.txt")
