"""Document -> segments: sentences, titles, captions, and the lines that are set aside.

SoMaJo (Proisl and Uhrig 2016, https://aclanthology.org/W16-2607) finds the sentences; tables of abbreviations and
sentence openers correct it, and tables of patterns tell page furniture, credits and datelines from running text.
"""

from __future__ import annotations

import contextlib
import functools
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from mtcheck.data import SCORED_KINDS, Block, Document, Kind, Segment
from mtcheck.documents.plain import LINE_END, line_bounds

Language = Literal["de", "en"]

SPLITTER_MODELS: dict[Language, str] = {"de": "de_CMC", "en": "en_PTB"}

# --- sentences: what the splitter needs corrected ---------------------------------------------------------------

OPENERS: dict[Language, str] = {
    "de": "Aber|Als|Am|An|Auch|Auf|Aus|Bei|Bis|Da|Dabei|Dafür|Dagegen|Damit|Danach|Dann|Darauf|Darin|Darüber|Das|"
    "Dass|Dazu|Dem|Den|Denn|Dennoch|Der|Deshalb|Die|Dies|Diese|Dieser|Dieses|Doch|Dort|Du|Ein|Eine|Einen|"
    "Einer|Er|Erst|Es|Für|Ich|Ihm|Ihr|Ihre|Im|In|Jetzt|Laut|Man|Mit|Nach|Nachdem|Nicht|"
    "Noch|Nun|Nur|Ob|Obwohl|Oder|Schon|Sein|Seine|Seit|"
    "Sie|So|Sogar|Sondern|Später|Trotz|Trotzdem|Über|Um|Und|Unter|Viele|Vom|Von|Vor|Wann|War|Warum|Was|Weil|Weiter|"
    "Wenn|Wer|Wie|Wir|Wo|Zu|Zudem|Zuletzt|Zum|Zunächst|Zur|Zuvor|Zwar",
    "en": "A|About|According|After|Afterwards|All|Also|Although|An|And|As|At|Because|Before|But|By|Despite|During|Each|"
    "Earlier|Every|For|From|Had|He|Her|Here|His|How|However|I|If|In|Instead|Is|It|Its|Last|Later|Many|Meanwhile|Most|"
    "My|Not|Nothing|Now|On|One|Only|Or|Our|She|Since|So|Some|Still|That|The|Their|Then|There|These|They|This|Those|"
    "Though|Thus|To|Under|Until|Was|We|What|When|Where|While|Who|Why|With|Yet|You|Your",
}
"""Words that open a sentence and, with a capital letter, hardly follow an abbreviation inside one."""

MAY_END: dict[Language, str] = {
    "de": r"Mio|Mrd|Mill|Bill|Std|Min|Sek|Abg|Jh|Jhd|Jan|Feb|Febr|Apr|Aug|Sept|Okt|Nov|Dez|Mo|Di|Mi|Do|Fr|Sa|So|jr|sen|"
    r"usw|usf|etc|Inc|Corp|Ltd|Co|Chr|U\.S\.A|U\.S|U\.K|D\.C|S\.A|e\.V|e\. V|EU|USA|[IVX]+|\d{1,3}",
    "en": r"a\.m|p\.m|U\.S\.A|U\.S|U\.K|U\.N|E\.U|D\.C|L\.A|N\.Y|Inc|Corp|Ltd|Co|Bros|Jr|Sr|Ph\.D|M\.D|B\.A|M\.A|"
    r"B\.C|A\.D|etc|al|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tue|Tues|Wed|Thu|Thurs|Fri|Sat|Sun|St|Ave|Blvd|Rd|"
    r"[IVX]+|\d{1,4}",
}
"""Abbreviations, numerals and ordinals whose stop may end the sentence too: it does if a sentence opener follows."""

NEVER_END: dict[Language, str] = {
    "de": r"z\. ?B|d\. ?h|u\. ?a|o\. ?ä|i\. ?d\. ?R|v\. ?a|ca|bzw|Nr|Abs|Art|Dr|Prof|Dipl|Ing|hl|sog|geb|gest|gegr|"
    r"vgl|Vgl|evtl|ggf|inkl|exkl|zzgl|max|min|St|Bd|Hrsg|Hg|Kap|Tel|Str|Fa|Hr|Fr|Frl|Mr|Mrs|Ms|Gen|Sen|Gov|Rep|Lt|Col|Sgt|Capt|"
    r"bspw|insb|insbes|einschl|lt|röm|dt|engl|franz|ehem|stellv|Abb|Tab|S|Jg",
    "en": r"Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Gen|Sen|Gov|Rep|Lt|Col|Sgt|Capt|Cmdr|Adm|Maj|Pres|e\.g|i\.e|vs|cf|No|Nos|Fig|"
    r"Figs|Vol|pp|est|approx|ca|c|viz|Mt|Ft|Art|Sec|Ch|ed|eds|dept|Dept|Univ",
}
"""Abbreviations that something always follows: no sentence ends after them, unless they are a word of their own.

"No" and the single letters only count before a digit.
"""

NEEDS_DIGIT = frozenset(
    {"No", "Nos", "S", "c", "min", "max", "Art", "Kap", "Ch", "Sec", "ed", "Fr", "Gen", "Mt", "Ft", "est"}
)
"""Abbreviations that are words too: they only hold a sentence together before a digit."""

QUOTES = "\"'„“”‚‘’»«›‹"

STOPS = ".!?…"

CHUNK = 4000
"""Characters that the splitter is given at once: its time grows faster than its input."""

# --- kinds: what is set aside -----------------------------------------------------------------------------------

AGENCIES = (
    "dpa|afp|ap|reuters|rnd|kna|epd|sid|apa|sda|keystone|taz|upi|pa|itar-tass|tass|interfax|ukrinform|bloomberg|"
    "getty(?: images)?|imago|picture[- ]alliance|zuma|epa|cnn|ots|ddp|dapd|nd|lni|lby|lsw|lhe|lnw|lbn|lmv|lsa|lth|lsn|"
    "dpa-afx|associated press|agence france-presse"
)

CREDIT_PATTERNS = (
    rf"[\[(]?(?:{AGENCIES})(?:\s*(?:[/,|+-]|und|and)\s*(?:{AGENCIES}|[a-zäöü]{{2,4}}))*[\])]?\.?",
    r"(?:Bild|Foto|Photo|Picture|Image|Grafik|Graphic|Video|Archivfoto|Symbolbild)s?"
    r"(?:quelle|rechte|nachweis|credits?| credits?| by| courtesy of| von)?\s*:\s*[^.!?]{2,120}(?:\.[a-z]{2,4})?",
    r"(?:Quellen?|Sources?|Credits?|Copyright|Bildrechte)\s*:\s*[^.!?]{2,120}(?:\.[a-z]{2,4})?",
    r"(?:Photos?|Photograph|Image|Picture|Video|Graphic)s? (?:by|courtesy of|credit) [A-Z][^.!?]{2,100}",
    r"(?:Von|By) (?-i:[A-ZÄÖÜ][\w.'’-]+(?: [A-ZÄÖÜ][\w.'’-]+){1,3}"
    r"(?:(?:,| und| and) [A-ZÄÖÜ][\w.'’-]+(?: [A-ZÄÖÜ][\w.'’-]+){1,2})*)",
    r"(?:©|\([cC]\)|Copyright ©)\s?[^!?]{2,120}",
)
"""A line that says who made a picture or a report (a byline too). A sentence with a stop is none of these."""

FURNITURE_PATTERNS = (
    # breaks for advertising
    r"(?:bitte )?lesen sie (?:hier )?(?:mehr )?(?:weiter )?(?:nach|unter) (?:der|dieser) (?:werbung|anzeige)",
    r"(?:(?:der )?(?:artikel|text|beitrag) (?:geht|wird) )?(?:weiter|fortgesetzt) nach der (?:werbung|anzeige)",
    r"(?:weiterlesen|weiter|mehr|lesen) nach (?:der|dieser) (?:werbung|anzeige)",
    r"nach der (?:werbung|anzeige) (?:geht es weiter|weiterlesen)",
    r"(?:continue reading|read(?: on)?|keep reading|(?:article|story) continues)(?: more)? (?:after|below)"
    r"(?: (?:the|this))? (?:advertisement|ad|advert|advertising|commercial)s?",
    r"(?:article|story) continues (?:below|after the (?:advertisement|ad))",
    r"(?:anzeige|werbung|advertisement|advertising|ad|sponsored(?: content)?|gesponsert|scroll to continue)",
    # further reading
    r"(?:lesen sie (?:auch|mehr|weiter)|read (?:also|more|next|on)|see also|siehe auch|auch interessant|mehr lesen|"
    r"more from|mehr zum thema|mehr zu diesem thema|mehr dazu|das könnte sie (?:auch|ebenfalls) interessieren|"
    r"weitere artikel|related(?: articles| stories| topics| content)?|more on this(?: story| topic)?|"
    r"recommended(?: for you)?"
    r"|you (?:may|might) also like|most read|meistgelesen|weiterlesen|mehr anzeigen|load more)(?:\s*:.{0,200})?",
    # sharing and comments
    r"(?:(?:share|tweet|post|pin|teilen|artikel teilen)(?: (?:this(?: article)?|on|via|auf|per|diesen artikel))?"
    r"(?:[ ,/|]+(?:on|auf|per|via|und|and)?\s*(?:facebook|twitter|x|whatsapp|linkedin|telegram|e-?mail|instagram))*)",
    r"(?:auf|per|via) (?:facebook|twitter|x|whatsapp|linkedin|telegram|e-?mail|instagram)(?: (?:teilen|senden))",
    r"(?:\d+ )?(?:kommentare?|comments?|leave a comment|kommentar (?:schreiben|verfassen)|"
    r"(?:alle )?kommentare (?:lesen|anzeigen)"
    r"|(?:join|view|read) (?:the|all)? ?(?:conversation|comments?)|jetzt kommentieren|drucken|print(?: this article)?"
    r"|merken|artikel merken|follow us(?: on .{1,40})?|folgen sie uns(?: auf .{1,40})?)",
    # cookies
    r"(?:wir verwenden|diese (?:web)?seite verwendet|we use|this (?:web)?site uses) cookies\b.{0,250}",
    r"(?:alle )?(?:cookies )?(?:akzeptieren|ablehnen)|(?:accept|reject|decline)(?: all)?(?: cookies)?|"
    r"cookie[- ]?(?:einstellungen|settings|policy|richtlinie)|datenschutz(?:erklärung)?|privacy policy|impressum|"
    r"all rights reserved|alle rechte vorbehalten",
    r"um .{3,80} (?:anzuzeigen|zu sehen), (?:müssen|benötigen) sie .{3,120}",
    # newsletters
    r"(?:zum |unser |our )?newsletter(?: (?:abonnieren|bestellen|anmeldung|sign-?up))?",
    r"(?:jetzt )?(?:abonnieren|anmelden|registrieren|subscribe|sign up|log in|register)(?: (?:now|today|here))?",
)
"""Whole lines that stand around an article's text; compared without regard to case and without a final mark."""

NEWSLETTER_CALL = re.compile(
    r"\b(?:(?:Bestellen|Abonnieren|Registrieren|Erhalten|Holen|Sichern|Entdecken|Lesen) Sie\b|Melden Sie sich\b|"
    r"(?:Jetzt|Hier) (?:abonnieren|bestellen|anmelden)\b)|"
    r"(?:^|[.!?:–-] )(?:Please )?(?:(?:[Ss]ign|SIGN) up\b|[Ss]ubscribe\b|Get (?:the|our|your)\b|Receive (?:the|"
    r"our)\b|Join our\b)"
)
"""Asks the reader to order something."""

NEWSLETTER_OBJECT = re.compile(
    r"\b(?:\w*newsletters?\w*|E-Mail-Update\w*|kostenlos\w*|Postfach|Posteingang|your inbox|email updates?|"
    r"daily briefing|"
    r"free updates?|your email|Probeabo\w*|Eilmeldungen)\b|"
    r"(?:^|[.!?:–-] )(?:(?:Jeden|Jede|Every) (?:\w+tag|Morgen|Abend|Woche|\w+day|morning|evening|week)"
    r"(?: (?:um \d+ Uhr|neu|at \d+ ?[ap]m))?[.!]?$|(?:Täglich|Wöchentlich|Daily|Weekly)[.!]?$)",
    re.IGNORECASE,
)
"""What a newsletter box offers, or how often it comes."""

MAX_BOX = 280
"""Longest newsletter box in characters."""

MAX_BOX_HEADING_WORDS = 5
MAX_REPEATED = 60
"""Longest line in characters that is furniture merely because it comes again."""

CITIES = (
    "Amsterdam|Ankara|Athen|Athens|Bagdad|Baghdad|Bangkok|Barcelona|Beijing|Beirut|Belgrad|Belgrade|Berlin|Bern|"
    "Bonn|Boston|"
    "Bremen|Bratislava|Brüssel|Brussels|Budapest|Bukarest|Bucharest|Caracas|Charkiw|Kharkiv|Chicago|Damaskus|Damascus|"
    "Delhi|Den Haag|The Hague|Doha|Donezk|Dresden|Dubai|Dublin|Düsseldorf|Erfurt|Essen|Frankfurt|Frankfurt am Main|"
    "Gaza|"
    "Genf|Geneva|Hamburg|Hannover|Hanover|Havanna|Helsinki|Hongkong|Hong Kong|Islamabad|Istanbul|Jerusalem|Kabul|Kairo|"
    "Cairo|Karlsruhe|Kiel|Kiew|Kyiv|Kiev|Köln|Cologne|Kopenhagen|Copenhagen|Leipzig|Lissabon|Lisbon|London|Los Angeles|"
    "Luxemburg|Luxembourg|Madrid|Magdeburg|Mailand|Mainz|Manila|Mexiko-Stadt|Mexico City|Minsk|Moskau|Moscow|Mumbai|"
    "München|Munich|Nairobi|Neu-Delhi|New Delhi|New York|Nikosia|Nürnberg|Odessa|Oslo|Ottawa|Paris|Peking|Potsdam|Prag|"
    "Prague|Pretoria|Riad|Riyadh|Riga|Rio de Janeiro|Rom|Rome|Saarbrücken|San Francisco|Sarajevo|Schwerin|Seoul|"
    "Singapur|"
    "Singapore|Sofia|Stockholm|St. Petersburg|Straßburg|Strasbourg|Stuttgart|Sydney|Taipeh|Taipei|Tallinn|Teheran|"
    "Tehran|"
    "Tel Aviv|Tiflis|Tbilisi|Tokio|Tokyo|Tripolis|Tunis|Vilnius|Warschau|Warsaw|Washington|Wien|Vienna|Wiesbaden|"
    "Zagreb|"
    "Zürich|Zurich"
)
"""Places that stand before a report with no more than a stop."""

_PLACE = r"(?:St\. )?[A-ZÄÖÜ][\w.'’-]*(?: (?:am|an der|im|de|del|do|la) [A-ZÄÖÜ][\w'’-]+| [A-ZÄÖÜ][\w'’-]+){0,2}"
_PLACES = rf"{_PLACE}(?: ?/ ?{_PLACE}){{0,3}}"
_DATE = r"(?:, (?:\d{1,2}\.? )?[A-ZÄÖÜ][a-zä]{2,9}\.?(?: \d{1,2})?(?:,? \d{4})?)?"
DATELINE_PATTERNS = (
    rf"{_PLACES}{_DATE},? \((?:{AGENCIES})(?:[/,] ?[\w-]+)*\)(?: ?[-–—:]|\.)?",
    rf"\((?:{AGENCIES})(?:[/,] ?[\w-]+)*\) ?[-–—]",
    r"[A-ZÄÖÜ]{3,}(?:[ /-][A-ZÄÖÜ]{2,}){0,3}" + _DATE + r" ?[–—]",
    rf"(?:{CITIES})(?: ?/ ?(?:{CITIES}))* ?[-–—]",
    r"[A-ZÄÖÜ][a-zäöüß'’-]{3,}(?: [A-ZÄÖÜ][a-zäöüß'’-]{3,})?(?: ?/ ?[A-ZÄÖÜ][a-zäöüß'’-]{3,}){1,3}\.",
    rf"(?:{CITIES})(?: ?/ ?{_PLACE}){{1,3}}\.",
    rf"(?:{CITIES})\.",
)
"""A place, with or without date and agency, before the first sentence of a report."""

_CREDIT_LABEL = re.compile(r"(?:Quelle|Source|Foto|Photo|Bild)s?\s*:", re.IGNORECASE)
_CLOSING_CREDIT = rf"(?<=[.!?…“”\"«»]) [\[(](?i:{AGENCIES})(?i:[/, ]+(?:{AGENCIES}|[a-zäöü]{{2,4}}))*[\])]$"
_AGENCY_IN_BRACKETS = rf"\((?i:{AGENCIES})[^)]*\)"
_FINAL_MARKS = " .!:…›»>→\N{BLACK RIGHT-POINTING TRIANGLE}"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|\w{2,32});?")

_DULL = re.compile(rf"(?<=\S{{40}})\S+(?=\S{{40}})|(?<=[^{STOPS}]{{50}})[^{STOPS}]+(?=[^{STOPS}]{{50}})")
_STRAY_QUOTE = re.compile(rf"[{QUOTES}]+(?=\s|$)\s*")
_FALLBACK_BOUNDARY = re.compile(rf"[{STOPS}][{QUOTES})\]]*\s+(?=[{QUOTES}(\[–-]*[A-ZÄÖÜ\d])")
_BLANK = re.compile(r"\s")
_QUIET_SPACE = re.compile(r"(?<=[^\W\d_]{2})\s(?=[a-zäöüß]{2})")


def segment(document: Document, language: Language) -> tuple[Segment, ...]:
    """Part a document into sentences, titles and captions, and mark what is set aside.

    Every character of a block that is not blank belongs to exactly one segment, in order.
    """
    line_starts = _line_starts(document.text)
    return tuple(_segment(document, draft, line_starts) for draft in _drafts(document, language))


def segment_lines(document: Document) -> tuple[Segment, ...]:
    """Take each line of a line-parallel document as one segment of kind SENTENCE, an empty line too.

    The document must come from `mtcheck.documents.read_lines`.
    """
    segments = []
    for number, (bounds, block) in enumerate(zip(line_bounds(document.text), document.blocks, strict=True)):
        start, end = (block.offsets[0], block.offsets[-1] + 1) if block.offsets else (bounds[0], bounds[0])
        segments.append(Segment(block.text, Kind.SENTENCE, number + 1, start, end, block.offsets, number))
    return tuple(segments)


@dataclass(frozen=True)
class _Draft:
    """A stretch of a block that becomes a segment."""

    kind: Kind
    number: int
    start: int
    end: int


def _segment(document: Document, draft: _Draft, line_starts: Sequence[int]) -> Segment:
    block = document.blocks[draft.number]
    offsets = block.offsets[draft.start : draft.end]
    text = block.text[draft.start : draft.end]
    end = offsets[-1] + 1
    entity = _ENTITY.match(document.text, offsets[-1]) if document.format != "text" and text[-1] != "&" else None
    line = bisect_right(line_starts, offsets[0])
    return Segment(text, draft.kind, line, offsets[0], entity.end() if entity else end, offsets, draft.number)


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in LINE_END.finditer(text))]


# --- kinds ------------------------------------------------------------------------------------------------------


def _drafts(document: Document, language: Language) -> Iterator[_Draft]:
    kinds = block_kinds(document)
    for number, (block, kind) in enumerate(zip(document.blocks, kinds, strict=True)):
        for start, end, part in _parts(block, kind, language):
            bounds = _stripped(block.text, start, end)
            if bounds is not None:
                yield _Draft(part, number, *bounds)


def _parts(block: Block, kind: Kind, language: Language) -> Iterator[tuple[int, int, Kind]]:
    """Yield the stretches of a block with their kinds."""
    if kind in (Kind.TITLE, Kind.CREDIT):
        yield 0, len(block.text), kind
        return
    start, end = 0, len(block.text)
    if kind is Kind.SENTENCE:
        start = _dateline_end(block.text)
        credit = _compiled(_CLOSING_CREDIT).search(block.text)
        end = credit.start() if credit else end
        if start:
            yield 0, start, Kind.DATELINE
    for sentence_start, sentence_end in sentence_bounds(block.text[start:end], language):
        sentence = block.text[start + sentence_start : start + sentence_end].strip()
        credit_line = kind is Kind.CAPTION and sentence_start and is_credit(sentence)
        yield start + sentence_start, start + sentence_end, Kind.CREDIT if credit_line else kind
    if end < len(block.text):
        yield end, len(block.text), Kind.CREDIT


def block_kinds(document: Document) -> list[Kind]:
    """Tell the kind of each block from its text, its neighbours and whether it comes again."""
    blocks = document.blocks
    counts = Counter(_plain(block.text) for block in blocks)
    kinds = [_own_kind(block, counts[_plain(block.text)] > 1 and index > 0) for index, block in enumerate(blocks)]
    for index in range(1, len(blocks)):
        text = blocks[index].text
        above = kinds[index - 1]
        if above is Kind.CAPTION and kinds[index] not in (Kind.CREDIT, Kind.CAPTION) and _CREDIT_LABEL.match(text):
            kinds[index] = Kind.CREDIT
        elif kinds[index] is Kind.BOILERPLATE and above is Kind.TITLE and index > 1 and _heads_box(blocks, index):
            kinds[index - 1] = Kind.BOILERPLATE
        elif kinds[index] is Kind.CREDIT and above is Kind.SENTENCE and _is_caption_of(document, index):
            kinds[index - 1] = Kind.CAPTION
    return kinds


def _own_kind(block: Block, repeated: bool) -> Kind:
    text = block.text.strip()
    if is_credit(text):
        return Kind.CREDIT
    if is_furniture(text) or is_newsletter(text):
        return Kind.BOILERPLATE
    if repeated and len(text) <= MAX_REPEATED and text[-1:] not in f"{STOPS}{QUOTES}:":
        return Kind.BOILERPLATE
    return block.kind if block.kind in SCORED_KINDS else Kind.SENTENCE


def is_credit(text: str) -> bool:
    """Tell whether a line names the maker of a picture or report and says nothing else."""
    return len(text) <= 160 and _compiled(*CREDIT_PATTERNS, flags=re.IGNORECASE).fullmatch(text) is not None


def is_furniture(text: str) -> bool:
    """Tell whether a whole line is a known piece of page furniture (a break for advertising, a share button)."""
    return (
        len(text) <= 300
        and _compiled(*FURNITURE_PATTERNS, flags=re.IGNORECASE).fullmatch(text.strip(_FINAL_MARKS)) is not None
    )


def is_newsletter(text: str) -> bool:
    """Tell whether a short paragraph advertises a newsletter: it asks for an order and names what or how often."""
    if len(text) > MAX_BOX or text[:1] in QUOTES:
        return False
    return NEWSLETTER_CALL.search(text) is not None and NEWSLETTER_OBJECT.search(text) is not None


def _heads_box(blocks: Sequence[Block], index: int) -> bool:
    heading = blocks[index - 1].text
    return is_newsletter(blocks[index].text.strip()) and len(heading.split()) <= MAX_BOX_HEADING_WORDS


def _is_caption_of(document: Document, index: int) -> bool:
    """Tell whether a line of one sentence stands directly above a picture credit, with text to come."""
    above, credit = document.blocks[index - 1], document.blocks[index]
    if index + 1 >= len(document.blocks) or not above.offsets or len(above.text) > 300:
        return False
    between = document.text[above.offsets[-1] + 1 : credit.offsets[0]]
    return len(LINE_END.findall(between)) == 1 and len(re.findall(rf"[{STOPS}](?=\s|$)", above.text)) <= 1


def _dateline_end(text: str) -> int:
    """Position behind the dateline that a paragraph begins with; 0 without one, or if nothing follows it."""
    match = _compiled(*DATELINE_PATTERNS).match(text) or _agency_dateline(text)
    rest = text[match.end() :] if match else ""
    return match.end() if match and re.match(r"\s+\S+\s+\S", rest) else 0


def _agency_dateline(text: str) -> re.Match[str] | None:
    """Match a dateline whose agency is written in another case (DPA, Reuters)."""
    agency = _compiled(_AGENCY_IN_BRACKETS).search(text[:80])
    if agency is None:
        return None
    lowered = text[: agency.start()] + agency[0].lower() + text[agency.end() :]
    return _compiled(*DATELINE_PATTERNS).match(lowered)


@functools.cache
def _compiled(*patterns: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a table of patterns on first use, to keep the import quick."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


# --- sentences --------------------------------------------------------------------------------------------------


def sentence_bounds(text: str, language: Language) -> list[tuple[int, int]]:
    """Start and end of each sentence of a paragraph; the ends take in the blanks that follow."""
    starts = {start for chunk in _chunks(text) for start in _chunk_starts(text, *chunk, language)}
    starts = {start for start in starts if not _holds_together(text, start, language)}
    starts |= {match.end() for match in _may_end_pattern(language).finditer(text)}
    starts = {_past_stray_quote(text, start) for start in starts}
    edges = [0, *sorted(start for start in starts if 0 < start < len(text)), len(text)]
    return [(start, end) for start, end in pairwise(edges) if start < end]


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Part a long paragraph at blanks that surely end no sentence."""
    start = 0
    while len(text) - start > CHUNK:
        quiet = _QUIET_SPACE.search(text, start + CHUNK - 500, start + CHUNK) or _BLANK.search(text, start + CHUNK)
        if quiet is None:
            break
        yield start, quiet.end()
        start = quiet.end()
    yield start, len(text)


def _chunk_starts(text: str, start: int, end: int, language: Language) -> list[int]:
    """Where the splitter sees sentences begin inside a chunk."""
    clean = "".join(_visible(char) for char in text[start:end])
    short, places = _shortened(clean)
    sentences = [
        sum(len("".join((token.original_spelling or token.text).split())) for token in sentence)
        for sentence in _splitter(language).tokenize_text([short])
        if short.strip()
    ]
    solid = [place for place, char in zip(places, short, strict=True) if not char.isspace()]
    if sum(sentences) != len(solid):  # the splitter has changed characters, which it rarely does
        return [start + match.end() for match in _FALLBACK_BOUNDARY.finditer(clean)]
    begins, count = [], 0
    for length in sentences[:-1]:
        count += length
        begins.append(start + solid[count])
    return begins


def _visible(char: str) -> str:
    """Replace blanks and invisible characters by a space: the splitter drops or trips over them."""
    if char.isascii() and char >= " ":
        return char
    return " " if char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn", "Mn", "Me") else char


def _shortened(text: str) -> tuple[str, list[int]]:
    """Cut the middle out of long words and of long stretches without a stop: no sentence ends there."""
    pieces: list[str] = []
    places: list[int] = []
    cursor = 0
    for dull in _DULL.finditer(text):
        pieces.append(text[cursor : dull.start()] + " ")
        places.extend(range(cursor, dull.start() + 1))
        cursor = dull.end()
    pieces.append(text[cursor:])
    places.extend(range(cursor, len(text)))
    return "".join(pieces), places


def _holds_together(text: str, start: int, language: Language) -> bool:
    """Tell whether what stands before a boundary is an abbreviation that something must follow."""
    match = _never_end_pattern(language).search(text[max(0, start - 20) : start])
    if match is None:
        return False
    return match[1] not in NEEDS_DIGIT or text[start : start + 1].isdigit()


def _past_stray_quote(text: str, start: int) -> int:
    """Move a boundary behind a quotation mark that is followed by a blank: it belongs to the sentence before."""
    match = _STRAY_QUOTE.match(text, start)
    if match is None:
        return start
    spaced_guillemets = match[0].strip() in ("«", "»") and re.search(r"\s[«»]", text[match.end() : match.end() + 300])
    return start if spaced_guillemets else match.end()


@functools.cache
def _may_end_pattern(language: Language) -> re.Pattern[str]:
    marks = f"[{QUOTES})]"
    return re.compile(
        rf"(?<![\w.])(?<![{STOPS}] )(?<!^)(?:{MAY_END[language]})\.{marks}*\s+(?=[{QUOTES}(]?(?:{OPENERS[language]})\b)"
    )


@functools.cache
def _never_end_pattern(language: Language) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])({NEVER_END[language]})\.\s+$")


@functools.cache
def _splitter(language: Language) -> Any:
    from somajo import SoMaJo

    with _without_camel_case_list():
        return SoMaJo(SPLITTER_MODELS[language], split_sentences=True)


@contextlib.contextmanager
def _without_camel_case_list() -> Iterator[None]:
    """Spare the splitter its words in camel case, a third of its start: they serve only to part them, which is off."""
    from somajo import utils

    read = utils.read_abbreviation_file

    def read_others(filename: str, *given: Any, **named: Any) -> list[str]:
        return [] if filename == "camel_case_tokens.txt" else read(filename, *given, **named)

    utils.read_abbreviation_file = read_others
    try:
        yield
    finally:
        utils.read_abbreviation_file = read
