"""Words that deny something, in both languages: negations, and words that do a negation's work.

A negation proper says *not*, *no*, *never*. What German says with one English may say with a word of refusal, lack or
limit, and the other way round: *failed to come* is "kam nicht", *did not come* may be "blieb aus".
"""

from __future__ import annotations

import re

_NOT = (
    r"(?:not|cannot|no|never|fail(?:s|ed)?(?= to )|nobody|none|nothing|nowhere|neither|without|w/o|"
    r"(?:do|does|did|is|are|was|were|wo|ca|has|have|had|would|could|should)nt)"
)
ENGLISH_NEGATION = re.compile(rf"(?<![\w-])(?:{_NOT}|[a-z]+n['’´]t)(?![\w-])", re.IGNORECASE)
GERMAN_NEGATION = re.compile(
    r"(?<![\w-])(?:nichts?|nich|ned|nix|kein(?:e[nmrs]?|erlei|esfalls|eswegs)?|nie|niemals|niemand(?:e[nm]|es)?|nirgend\w*|weder|"
    r"ohne|nein)(?![\w-])",
    re.IGNORECASE,
)
_ENGLISH_PHRASE = re.compile(
    r"\b(?<!may )(?<!can )(?<!must )(?<!should )(?<!will )(?<!could )(?<!would )not simply\b"
    r"|\bnot (?:only|just|merely|least|until|to mention|long (?:ago|after)|far|without|un\w+)\b"
    r"|\b[a-z]+n['’]t (?:(?:only|just)\b|(?:\w+ )?(?:give a|care)\b)|\blook no further\b"
    r"|\bno (?:sooner|matter|doubt|wonder|later|other|surprise|stranger|joke|problem|worries|small|mean)\b"
    r"|\bno (?:less|more|fewer|better|worse)\b(?! \w+ (?:and|or)\b)"
    r"|\bno (?:choice|option|alternative)\b[^,.;]{0,12}\b(?:but|than)\b|\bno\.? ?\d|\bnone ?the ?less\b"
    r"|\bnot as (?:if|though)\b[^.;:!?]{0,60}\b(?:no|not|never|nobody|nothing|without)\b"
    r"|\bnothing (?:but|short|less|more)\b|\bor not\b|\bif not\b|\bwhy (?:not|don['’]t)\b"
    r"|\bwithout (?:\w+(?:['’]s)? ){0,2}(?:doubt|problem|question|fail|exception|further|delay|hesitation)\b"
    r"|\b(?:in|like|little to|next to) no\b|\b(?:no|not an?) (?:small|little|minor|mean|insignificant)\b"
    r"|\b(?:not|never|no|[a-z]+n['’]t)\b[^.;:!?]{0,70}\b(?:other than|unless|except)\b"
    r"|\bcan(?:['’]t|not) (?:help|wait|but)\b|\bcouldn['’]t (?:\w+ ){0,2}more\b|\b(?:wouldn|don)['’]t mind\b"
    r"|\b(?:as|more|less|better|worse)\b[^.?!]{0,30}than not\b|\bwill-\w+-won['’]t\S*|\bnever ?mind\b|\bnever before\b"
    r"|\bnot (?:his|her|its|their) real\b|\b(?:warn|caution|advis|discourag|forb)\w*\b[^.,;]{0,40}\bnot to\b"
    r"|\bI don['’]t know,|\bdon['’]t (?:hesitate|forget)\b|\bnot (?:be |have been )?wrong\b"
    r"|[\"“'‘][^\"”’]{0,40}\bno\b[^\"”’]{0,40}[\"”’]",
    re.IGNORECASE,
)
_WHY_NOT = re.compile(r"\bwhy [a-z]+n['’]t\b", re.IGNORECASE)
_BEHIND_QUESTION = re.compile(
    r"[?!,.]|\s+(?:(?:I|[Yy]ou|[Ww]e|[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Tt]here|[Tt]h[ei]s|[Tt]h[oe]se|[Tt]hat|the|an?|my|your|"
    r"his|her|our|their|anyone|anybody|everyone|someone|one|some|people|all)\b|[A-Z])"
)
"""What follows a contracted negation that asks: its subject, or nothing."""
_GERMAN_PHRASE = re.compile(
    r"\bnicht (?:nur|bloß|allein|zuletzt|wahr|umsonst|etwa)\b|\bnichts (?:anderes )?als\b"
    r"|\bkein\w* andere\w*|\b(?:warum|wieso) nicht\b"
    r"|\bwie (?:(?:noch|schon) )?(?:nie|nirgend\w*|lange nicht|selten|seit\b[^.;!?]{0,60}\b(?:nicht|nie))\b"
    r"|\bohne\b[^.;:!?]{0,50}\b(?:nicht|nie|niemals|kein\w*)\b"
    r"|\b(?:nicht|nie|kein\w*) (?:\w+ ){0,2}(?:fehl\w*|vergess\w*|verzicht\w*|missacht\w*|umhin|aufgeb\w*|aufhör\w*|"
    r"entgeh\w*|schlecht\w*|falsch|übersehen)\b|\bnicht (?:auf(?=[,.!])|weniger als\b)"
    r"|\b(?:vergess\w*|vergiss) (?:Sie |wir )?nicht\b|\bnicht (?:vielleicht|mal|lieber)\b[^.!]*\?",
    re.IGNORECASE,
)
ENGLISH_HINT = re.compile(
    r"(?:nor|non|aint|dunno|nope|nah|rarely|seldom|few|little|only|nok|"
    r"just|but|except\w*|till|until|before|instead|rather|otherwise|lest|too|than|out|away|off|free|empty|short|far|beyond|"
    r"any\w*|hold\w*|held|difficult\w*|hard|against|over|ends?|ended|cancel\w*|alone|spared?|unknown|ignor\w+|"
    r"le(?:ft|aves?)|remain(?:s|ed)?|stay(?:s|ed)?|same|unchanged|zero|minus|dropped|disused|exclu\w+|abort\w*|resist\w*|withh\w+|both|also|alike|simply|more|different\w*|wrong|"
    r"keep\w*|kept|issues?|problems?|troubles?|mind|outside|limits?|since|still|yet|even|well|addition\w*|ever|reverse|"
    r"hardly|barely|scarcely)",
    re.IGNORECASE,
)
_ENGLISH_NEGATIVE_FORM = re.compile(
    r"un(?!der|it|ion|til)[a-z]{4,}|(?:in|im|ir|il)[a-z]+(?:[ai]bl[ey]|sistent|competent|efficient|sufficient|curate|"
    r"complete|correct|effective|active|sane|famous|patient|proper|perfect|legal|relevant)|ineligible|illegal\w*|"
    r"improper\w*|irrelevan\w+|disap\w+|dis(?:agree|approv|believ|connect|courag|regard|respect|hon|abl|continu|allow|"
    r"prov|satisf|like|locat)\w*|mis(?:s|under|trust)\w*|(?:non|anti)-?[a-z]{4,}[\w-]*|[a-z]+(?:less|-free)(?:ly|ness)?",
    re.IGNORECASE,
)
_ENGLISH_NEGATIVE = re.compile(
    r"(?:bad|worse|fail\w*|lack\w*|refus\w*|avoid\w*|prevent\w*|den(?:y|ie)\w*|reject\w*|refrain\w*|"
    r"forb\w+|ban(?:ned|s)?|prohibit\w*|stop\w*|"
    r"absen\w+|escap\w+|elud\w+|unable|neglect\w*|forg[eo]\w+|declin\w+|doubt\w*|los[et]|losing|"
    r"oppos\w+|ceas\w+|invalid|suck(?:s|ed)?|difficulties|less)",
    re.IGNORECASE,
)
_UN = r"un(?!d|s|ter|ten|gefähr|iver|ion|garn|it|bedingt|längst|mittelbar|geheuer)[a-zäöüß]{3,}"
_LESS = r"(?!(?:ober|unter)arm)[a-zäöüß]{3,}(?:los|frei|arm)(?:e[nmrs]?)?"
"""German words that are others denied, by their beginning and by their end."""
GERMAN_HINT = re.compile(
    r"(?:nicht[\w-]*|nich|kein\w*|nie\w{0,5}|nirgend\w*|weder|ohne(?!hin)\w*|nein|nö|kaum|wenig\w*|minder|selten\w*|außer\w*|denn|"
    r"(?:an)?statt\w*|anstelle|sondern|gegen(?!über|wart|stand|seit|d)\w*|frei|erst|lediglich|bloß|nur|allenfalls|höchstens|spätestens|frühestens|zuvor|bevor|ehe|"
    r"sonst|andernfalls|untergeordnet\w*|nebensächlich\w*|zweitrangig\w*|schwer(?!wieg)\w*|schlecht|leer\w*|weg\w*|fern|trotzdem|dennoch|null|anders\w*|knapp\w*|abgesehen|"
    r"verhinder\w*|ver(?:meid|mied)\w*|(?:ver)?weiger\w*|abge?wink\w*|(?:ab)?(?:ge)?lehn\w*|ver(?:biet|bot)\w*|untersag\w*|verzicht\w*|"
    r"(?:ver)?fehl\w*|mangel\w*|scheiter\w*|versäum\w*|verg(?:ess|iss|aß)\w*|unterl(?:ass|ieß)\w*|verpass\w*|"
    r"(?:ge)?hinder\w*|bestr(?:eit|itt)\w*|dement\w*|leugn\w*|verneint?\w*|(?:be)?zweif\w*|ausge(?:schl|nommen)\w*|entgeh\w*|"
    r"entg(?:eh|ang)\w*|auf(?:ge|zu)?h(?:ö|o)r\w*|beende\w*|bleib\w*|blieb\w*|vermiss\w*|gelassen|lassen|lässt|ließ|"
    r"egal|gleichgültig\w*|einerlei|über(?:sieh|sah|seh|hör)\w*|ab(?:zu)?rat\w*|(?:ge)?warn\w*|falsch\w*|erfund\w*|"
    r"vergeb(?:lich\w*|ens)|umsonst|misstrauens\w*|abw(?:eich|ich)\w*|geiz\w*|vorbei|aus(?:blieb|bleib|fiel|fäll)\w*|jenseits|abseits|versag\w*|erspar\w*|verschon\w*|entbehr\w*|ausge(?:blieb|fall)\w*|sparen|"
    r"(?:ab|zurück)gewies\w*|verworfen|verwarf\w*|gegenteil\w*|lieber|tabu|nix|ned|net|schw(?:eig|ieg)\w*|entz(?:ieh|og)\w*|freiwillig\w*|Stande|"
    r"ein(?:ge|zu)?stell\w*|fremd\w*|Abbruch|ab(?:ge|zu)?br(?:ech|ach|och)\w*|\w*scheu\w*|dagegen|widersp\w+|überhaupt|"
    rf"{_UN}|in(?:akzept|korrekt|effiz|stabil|diskut|komp|tol)\w*|"
    rf"i(?:rr|ll)\w{{4,}}|miss\w+|dis\w+|{_LESS})",
    re.IGNORECASE,
)
_GERMAN_NEGATIVE_FORM = re.compile(
    rf"{_UN}|i(?:nakzept|nkorrekt|neffiz|nstabil|ndiskut|nkomp|ntol|rr|ll)\w+|"
    rf"(?:miss|dis)\w+|{_LESS}|nicht\w+",
    re.IGNORECASE,
)


def english_negations(source: str, *, asks_why: bool = False) -> list[re.Match[str]]:
    """English negations that a German one should answer: no set phrases, no tags and negated questions.

    Where the German asks why, it must say "nicht" for *why don't*, which may be a proposal otherwise.
    """
    phrases = [match.span() for match in _ENGLISH_PHRASE.finditer(source)]
    whys = [match.end() for match in _WHY_NOT.finditer(source)] if asks_why else []
    return [
        cue
        for cue in ENGLISH_NEGATION.finditer(source)
        if cue.end() in whys
        or not (any(start <= cue.start() < end for start, end in phrases) or _is_asked(source, cue))
    ]


def german_negations(translation: str) -> list[re.Match[str]]:
    """German negations, without those that deny nothing ("nicht nur", "nicht wahr")."""
    phrases = [match.span() for match in _GERMAN_PHRASE.finditer(translation)]
    return [
        cue
        for cue in GERMAN_NEGATION.finditer(translation)
        if not any(start <= cue.start() < end for start, end in phrases)
    ]


def is_negative(english: str) -> bool:
    """Whether an English word denies something and often stands for a German negation ("failed", "unclear")."""
    return bool(_ENGLISH_NEGATIVE.fullmatch(english) or has_negative_form(english))


def denies_by_form(german: str) -> bool:
    """Whether a German word is another one denied: "unklar", "schlaflos"."""
    return bool(_GERMAN_NEGATIVE_FORM.fullmatch(german))


def has_negative_form(english: str) -> bool:
    """Whether an English word is another one denied: unclear, irrelevant, sleepless."""
    return bool(_ENGLISH_NEGATIVE_FORM.fullmatch(english))


def without_negative_prefix(english: str) -> str | None:
    """The English word that another one denies (unclear: clear); None where there is none."""
    if not has_negative_form(english):
        return None
    found = re.match(r"(?:un|dis|il(?=l)|ir(?=r)|im(?=[mpb])|in)([a-z]{4,})$", english)
    return found.group(1) if found else None


def _is_asked(source: str, cue: re.Match[str]) -> bool:
    """Whether a contracted negation asks, as in a tag."""
    is_contracted = cue.group()[-1:] == "t" and cue.group().lower() not in ("not", "cannot")
    if not is_contracted or not _BEHIND_QUESTION.match(source, cue.end()):
        return False
    end = re.compile(r"[.!?…]").search(source, cue.end())
    return end is not None and end.group() == "?"
