"""Closed classes of words of which a translation must keep the member: weekdays, compass points, pairs of opposites."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mtcheck.lexicon.tokens import Token

_CLASSES = """
north northern northward northwards northerly ; Norden nördlich nordwärts Nord~ nord~ ; nörd nord ;
south southern southward southwards southerly ; Süden südlich südwärts Süd~ süd~ ; süd ;
east eastern eastward eastwards easterly ; Osten östlich ostwärts Ost Ostküste Ostseite Ostufer Osthälfte \
Ostteil ; ost öst nordost nordöst südost südöst ; orient
west western westward westwards westerly ; Westen westlich westwärts West Westküste Westseite Westufer \
Westhälfte Westteil ; west nordwest südwest ;

Monday ; Montag~ montags ; montag ; mon mondays
Tuesday ; Dienstag~ dienstags ; dienstag ; tue tues tuesdays
Wednesday ; Mittwoch~ mittwochs ; mittwoch ; wed wednesdays
Thursday ; Donnerstag~ donnerstags ; donnerstag ; thu thurs thursdays
Friday ; Freitag~ freitags ; freitag ; fri fridays
Saturday ; Samstag~ Sonnabend~ samstags ; samstag sonnabend ; sat saturdays
Sunday ; Sonntag~ sonntags ; sonntag ; sun sundays

January ; Januar~ Jänner~ ; januar jänner ; jan
February Feb ; Februar~ Feber ; februar feber ; feb
March ; März~ ; märz ; mar march
April ; April~ ; april ; apr
May ; Mai ; mai ; may
June ; Juni~ ; juni ; jun
July ; Juli~ ; juli ; jul
August Aug ; August~ ; august ; aug
September Sept Sep ; September~ ; september ; sep sept
October Oct ; Oktober~ ; oktober ; oct
November Nov ; November~ ; november ; nov
December Dec ; Dezember~ ; dezember ; dec

left ; links linke linken linker linkes linkem linksseitig ; link ; lefty leftmost leftist leave
right ; rechts rechte rechten rechter rechtes rechtem rechtsseitig ; recht richtig ; rightmost rightist

summer summertime ; Sommer~ sommerlich ; sommer ;
winter wintertime ; Winter~ winterlich ; winter ;
autumn ; Herbst~ herbstlich ; herbst ; fall
springtime ; Frühling~ Frühjahr~ ; früh ; spring

morning ; Morgen Vormittag~ morgens vormittags ; morgen vormittag früh ; morning dawn
evening ; Abend~ abends ; abend ; night tonight dusk

today ; heute ; heut jetzt nun ; today
tomorrow ; morgen ; morg ; tomorrow
yesterday ; gestern ; gest vortag ; yesterday

mother mom mum ; Mutter Mama Mutti ; mütter mutter mama mutti eltern ; parent
father dad ; Vater Papa Vati ; vater väter papa vati eltern ; parent

brother ; Bruder ; bruder brüder geschwister ; sibling
sister ; Schwester ; schwester geschwister ; sibling

son ; Sohn ; sohn söhne kind ;
daughter ; Tochter ; tochter töchter kind ;

husband ; Ehemann ; mann gatte gemahl ; partner
wife ; Ehefrau ; frau gattin gemahlin ; partner

uncle ; Onkel ; onkel ;
aunt ; Tante ; tante ;

grandfather grandpa ; Großvater Opa ; großv opa großeltern ;
grandmother grandma ; Großmutter Oma ; großm oma großeltern ;

boy ; Junge Bub ; jung bub knabe bursche kind ;
girl ; Mädchen ; mädchen mädel kind ;

king ; König ; könig ;
queen ; Königin ; königin ;
"""
"""A class per paragraph, a member per line: English words; German words, `~` where compounds begin with them; German
parts of words and English words that may mean it too."""

_OPPOSITES = """
buy bought purchase ; kaufen ankaufen einkaufen Kauf Käufer ; kauf käuf erw anschaff ;
sell sold seller ; verkaufen Verkauf Verkäufer ; verkauf verkäuf absatz absetz veräuß ;

increase increasing rise rose risen raise grow growth soar surge climb ; erhöhen steigen ansteigen steigern zunehmen \
Anstieg Erhöhung \
Zunahme Steigerung ; erhöh steig stieg zunahm zunehm zunimm mehr wachs wuchs sprung sprang spring kletter schnell \
anzog \
anzieh plus zuleg zugelegt auf hoch höh größ höch explo welle ; leap jump gain
decrease decreasing decline reduce drop fall plunge slump shrink ; sinken verringern abnehmen senken Rückgang Senkung \
Verringerung Abnahme ; sink sank sunk senk verring abnahm abnehm abnimm rückgang rückläuf weniger zurück fall fiel \
fäll \
einbr minus schrumpf sturz stürz stürzt kürz reduz minder nied ab unter herbst ;

win won winner victory triumph ; gewinnen Gewinner Sieg siegen Sieger ; \
gewinn gewann gewonn sieg triumph ; beat defeat gain earn
lose lost loser loss ; verlieren Verlierer Niederlage ; verl niederlage unterl ; beat defeat miss

import ; importieren Import Einfuhr ; import einfuhr einführ eingeführt ;
export ; exportieren Export Ausfuhr ; export ausfuhr ausführ ausgeführt ;

success successful ; Erfolg erfolgreich ; erfolg gelung geling gelang glück ;
failure ; Misserfolg Scheitern ; misserfolg scheiter versagen fehlschlag ausfall ;

majority ; Mehrheit ; mehrheit mehrzahl meist großteil überwieg ;
minority ; Minderheit ; minder ;

employer ; Arbeitgeber ; arbeitgeber dienstgeber ;
employee ; Arbeitnehmer ; arbeitnehmer mitarbeiter angestellt beschäftigt ;

accept ; akzeptieren annehmen ; akzept annehm annahm angenomm nimm nahm ;
reject refuse ; ablehnen zurückweisen ; ablehn abgelehn lehn weiger zurückw verw ;

remember ; erinnern ; erinner gedenk denk merk ;
forget forgot forgotten ; vergessen ; vergess vergiss vergaß ;

love ; lieben ; lieb ;
hate ; hassen ; hass ;

war ; Krieg ; krieg ;
peace ; Frieden ; fried ;

ally ; Verbündeter Alliierter ; verbünd alliier ;
enemy ; Feind ; feind gegn ;

maximum ; Maximum maximal ; maxim höchst ;
minimum ; Minimum minimal ; minim mindest ;

upper ; ober ; ober ;
lower ; unter ; unter nieder niedr ;

black ; schwarz ; schwarz ;
white ; weiß ; weiß weiss ;

hot ; heiß ; heiß warm hitz wärm schwül scharf ;
cold ; kalt ; kalt kält kühl ;

long lengthy ; lang ; lang läng weit ausführ ; tall far time while slow old
short brief briefly ; kurz ; kurz kürz knapp klein ; soon shortly just recent quick moment little near cut

high higher highest highly ; hoch hoh ; hoch hoh höh ;
low lower lowest ; niedrig ; nied tief gering ;

strong ; stark ; stark stärk kräft ;
weak weaker ; schwach ; schwach schwäch ;

early earlier ; früh ; früh anfang ;
late later ; spät ; spät verspät ;

good better best ; gut ; gut güt bess best toll schön lieb wohl ; well fine great nice decent excellent
bad worse worst poor badly ; schlecht ; schlecht schlimm übel arm böse ; \
ill evil wrong terrible sick mean sorry awful nasty

large big huge great grand vast major enormous ; groß ; \
groß größ enorm riesig gewaltig toll herrlich wunderbar bedeut wicht ; \
tall wide broad size sizeable substantial considerable significant extensive massive grow heavy senior
small little ; klein ; klein wenig gering ; \
tiny young minor short kid mini slight less few miniature junior compact

cheap ; billig günstig ; billig günstig preiswert ;
expensive ; teuer ; teuer teur ;

always ; immer ; immer stets jed ;
never ; nie niemals ; nie nicht kein ;

first initial ; erst ; erst zunächst anfang früh vor ; only original one primary
last final ; letzt ; letzt vergangen vorig dauer final end ; past recent latest previous late ultimate

more ; mehr ; mehr weiter größ höh noch zusätz über ;
less fewer ; weniger ; wenig gering klein unter niedr ;

open ; öffnen ; öff offen geöff eröff ;
close shut ; schließen ; schl geschl zu ;

begin start ; beginnen anfangen ; beg anfang anf start ;
end finish ; enden beenden ; end beend schluss ;

attack assault ; angreifen Angriff ; angr attack anschl ;
defend ; verteidigen Verteidigung ; vert ;

support supporter backing ; unterstützen Unterstützung Unterstützer Befürworter ; unterst befürw rück stütz förder \
hilf \
anhäng bei trag halt steh fan für ; back help favour favor
oppose opponent opposition ; ablehnen Ablehnung Gegner ; gegen gegn ablehn lehn widers oppos wider ; against

allow permit permission ; erlauben Erlaubnis gestatten ; erlaub gestatt darf dürf zulass zuläss zuließ genehm lass \
ließ \
möglich kann konn könn bewillig frei ; let enable
ban banned forbid forbidden prohibit ; verbieten Verbot untersagen ; verb untersag sperr nicht kein gesperrt bann ;

welcome praise praised hail ; begrüßen loben preisen ; begrüß lob pries preis würdig will empf gut freu ;
condemn criticise criticize criticism ; verurteilen kritisieren Kritik ; verurt krit rüg vorw tadel ;

confirm ; bestätigen Bestätigung ; bestätig bekräft fest ;
deny denial ; leugnen dementieren bestreiten Dementi ; leug dement bestr abst weis wies verw zurück nicht kein \
verneint ;

profit ; Gewinn Profit ; gewinn profit ertr erg über ; earn benefit gain win
loss ; Verlust ; verl minus fehl einbu ausf unterg niederl ; lose defeat

safe safer safely safety ; sicher Sicherheit ; sicher schutz gefahrlos heil wohl ungef schütz schon ; security secure
danger dangerous ; gefährlich Gefahr ; gefähr gefahr risik bedroh brenz ; risk threat hazard

guilty guilt ; schuldig Schuld ; schuld ;
innocent innocence ; unschuldig Unschuld ; unschuld schuldlos ;

arrest arrested detain detained ; festnehmen verhaften Festnahme Verhaftung ; fest verhaft haft gefangen inhaft \
gewahrs ;
release released ; freilassen Freilassung ; frei entl lass ließ veröff heraus ; free publish

hire hired recruit ; einstellen anwerben ; ein stell anheu werb rekrut engag verpfl miet ; employ
sack sacked dismiss dismissed ; entlassen kündigen Entlassung Kündigung ; entl künd gefeu raus abw ; fire layoff

inside ; innerhalb drinnen ; in drin ;
outside ; außerhalb draußen ; auß drau vor ;

creditor lender ; Gläubiger ; gläub geld bank kredit ;
debtor borrower ; Schuldner ; schuldn kreditn ;

plaintiff claimant ; Kläger ; klag kläg ;
defendant ; Angeklagter Beklagter ; beklag angekl besch ;

landlord ; Vermieter ; verm wirt eigent ;
tenant ; Mieter ; miet pächt bewohn ;

teacher ; Lehrer Lehrerin Lehrkraft ; lehr pädag ;
pupil student ; Schüler Schülerin Student ; schül stud kind jug azubi absolv ;

demand ; Nachfrage ; nachfr ford forder verl bedarf anspr woll wünsch bitte ;
supply ; Angebot ; angeb lief vers vorr zuf stell ; offer bid deal

strengthen strengthened ; stärken verstärken Stärkung ; stärk stark fest kräft ausb ;
weaken weakened ; schwächen Schwächung ; schwäch schwach lock ;

improve improvement ; verbessern Verbesserung ; besser aufw opt gut ;
worsen worsening deteriorate deterioration ; verschlechtern verschlimmern Verschlechterung ; schlecht schlimm versch ;

accelerate ; beschleunigen ; schleun schnell rasch tempo ;
slow slowdown ; verlangsamen ; lang brems schwäch flau träg schlepp ; late

advantage ; Vorteil ; vort plus ;
disadvantage drawback ; Nachteil ; nacht mank hak ;

survive survivor ; überleben Überlebender ; überl besteh überst rett erhalt ; live
kill killed die died dead death ; töten sterben tot Tod Tote Toter Toten ; töt tot tod töd starb storb sterb stirb umk \
opfer mord erschoss erschieß leich verst gefallen hinger leben ; fatal deadly murder victim lethal body
injure injured injury wounded ; verletzen verwunden Verletzung Verletzter Verletzte Verletzten ; verletz verw wund \
blessur schaden \
prell bruch schäd weh ; hurt harm damage violate

permanent ; dauerhaft ständig ; dauer ständig perman fest ewig ;
temporary ; vorübergehend zeitweilig befristet ; vorüb zeit befr temp prov übergang zwisch ;

optimistic ; optimistisch zuversichtlich ; optim zuvers hoff ;
pessimistic ; pessimistisch ; pessim schwarz düster ;

government ; Regierung ; regier staat ; state cabinet administration official public
opposition ; Opposition ; oppos widerst gegn ableh geg ; oppose

predecessor ; Vorgänger ; vorg ;
successor ; Nachfolger ; nachf ;

entrance entry ; Eingang ; ein ;
exit ; Ausgang ; aus ;

arrival ; Ankunft ; ank ein ;
departure ; Abreise Abflug Abfahrt ; ab aus weg ;

deficit ; Defizit ; def fehl minus loch ;
surplus ; Überschuss ; übersch plus mehr rest ;

visible ; sichtbar ; sicht zu sehen ;
invisible ; unsichtbar ; unsicht nicht ;
"""
"""The same for opposites, each of which can be said as the other one denied: "not cheap", "teuer"."""


@dataclass(frozen=True)
class Member:
    """A member of a class: its words in both languages, in lower case, and what else may mean it.

    `beginnings` are those German words with which compounds begin, `nouns` those that have a capital.
    """

    english: frozenset[str]
    german: frozenset[str]
    beginnings: tuple[str, ...]
    nouns: frozenset[str]
    parts: tuple[str, ...]
    """Parts of German words, in lower case, that may mean it."""
    loose: frozenset[str]
    """English words, in lower case, that may mean it."""
    words: tuple[str, ...]
    """The German words as they are written, of all members in the same order."""
    is_name: bool
    """Whether English writes it with a capital: weekdays and months."""

    def is_english(self, token: Token) -> bool:
        """Whether an English word is this member for sure."""
        is_sure = not self.is_name or (token.text[0].isupper() and not token.initial)
        return (is_sure or token.lemma not in self.loose) and self._names(token)

    def may_be_english(self, token: Token) -> bool:
        """Whether an English word may be this member."""
        return self._names(token) or token.lemma in self.loose or token.text.lower() in self.loose

    def _names(self, token: Token) -> bool:
        low = token.text.lower()
        is_superlative = low.endswith("st")  # "least" is no "less"
        return low in self.english or (token.lemma in self.english and not is_superlative)

    def is_german(self, token: Token) -> bool:
        """Whether a German word is this member for sure."""
        low, is_noun = token.text.lower(), token.text[0].isupper()
        base = token.particle + token.lemma
        if _FORMERLY.fullmatch(low):
            return False
        found = {base, base.removesuffix("er"), base.removesuffix("e"), low} & self.german
        if found:
            return token.initial or any((word in self.nouns) == is_noun for word in found)
        return low.startswith(self.beginnings) and (is_noun or not token.initial)

    def instead_of(self, token: Token, other: Member) -> str:
        """The German word of this member that takes the place of another member's, with its ending."""
        low, base = token.text.lower(), token.particle + token.lemma
        places = [
            k for k, word in enumerate(other.words) if word.lower() in (base, low) or low.startswith(word.lower())
        ]
        right = self.words[places[0]] if places and places[0] < len(self.words) else self.words[0]
        ending = low.removeprefix(other.words[places[0]].lower()) if places else ""
        return right + ending if right.islower() and ending in ("e", "en", "er", "es", "em") else right

    def may_stand_in(self, german: str) -> bool:
        """Whether anything in a German text in lower case may mean this member.

        Short parts count only where a word, or what follows a prefix, begins with them: no "erst" in "Zerstörer".
        """
        return any(part in german and (len(part) > SHORT or _begins_word(part, german)) for part in self.parts)


_FORMERLY = re.compile("früher(?:e[nmrs]?)?")
"""What also means *former*, and so is no opposite of *late*."""

SHORT = 4
"""Letters of a part up to which it must begin a word."""

_PREFIXES = (
    "ver|ge|auf|an|ab|aus|be|ein|zu|un|zurück|hin|her|vor|er|über|unter|mit|nach|um|aller|größt|ent|wieder|jahre|stunden|"
    "monate|wochen"
)


@lru_cache(maxsize=4096)
def _at_beginning(part: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_PREFIXES})?{part}")


def _begins_word(part: str, german: str) -> bool:
    return bool(_at_beginning(part).search(german))


@lru_cache(maxsize=1)
def closed_classes() -> tuple[tuple[Member, ...], ...]:
    """Classes in which one member never stands for another: weekdays, compass points, relatives."""
    return _read(_CLASSES)


@lru_cache(maxsize=1)
def opposites() -> tuple[tuple[Member, ...], ...]:
    """Pairs of which one member may stand for the other with a negation."""
    return _read(_OPPOSITES)


def _read(text: str) -> tuple[tuple[Member, ...], ...]:
    return tuple(tuple(_member(line) for line in paragraph.splitlines()) for paragraph in text.strip().split("\n\n"))


def _member(line: str) -> Member:
    english, german, parts, loose = (part.split() for part in line.split(";"))
    whole = [word for word in german if not word.endswith("~")]
    beginnings = tuple(word.removesuffix("~").lower() for word in german if word.endswith("~"))
    return Member(
        frozenset(word.lower() for word in english),
        frozenset([*(word.lower() for word in whole), *beginnings]),
        beginnings,
        frozenset(word.removesuffix("~").lower() for word in german if word[0].isupper()),
        tuple(parts),
        frozenset(loose),
        tuple(word.removesuffix("~") for word in german),
        english[0][0].isupper(),
    )
