"""The detectors, in the order in which a report lists their findings."""

from mtcheck.detectors.added_content import AddedContent
from mtcheck.detectors.bare_participle import BareParticiple
from mtcheck.detectors.base import Context, Detector, Documentation, Example, View
from mtcheck.detectors.broken_agreement import BrokenAgreement
from mtcheck.detectors.broken_grammar import BrokenGrammar
from mtcheck.detectors.leftover_token import LeftoverToken
from mtcheck.detectors.literal_idiom import LiteralIdiom
from mtcheck.detectors.literal_passive import LiteralPassive
from mtcheck.detectors.lost_negation import LostNegation
from mtcheck.detectors.misplaced_verb import MisplacedVerb
from mtcheck.detectors.missing_content import MissingContent
from mtcheck.detectors.missing_stop import MissingStop
from mtcheck.detectors.missing_verb import MissingVerb
from mtcheck.detectors.misspelt_name import MisspeltName
from mtcheck.detectors.mistranslated_word import MistranslatedWord
from mtcheck.detectors.number_mismatch import NumberMismatch
from mtcheck.detectors.quotation_mark import QuotationMark
from mtcheck.detectors.recurring_phrase import RecurringPhrase
from mtcheck.detectors.repeated_word import RepeatedWord
from mtcheck.detectors.repetition_loop import RepetitionLoop
from mtcheck.detectors.sentence_fragment import SentenceFragment
from mtcheck.detectors.spaced_hyphen import SpacedHyphen
from mtcheck.detectors.stray_punctuation import StrayPunctuation
from mtcheck.detectors.swapped_opposite import SwappedOpposite
from mtcheck.detectors.swapped_roles import SwappedRoles
from mtcheck.detectors.unlikely_sentence import UnlikelySentence
from mtcheck.detectors.unlikely_wording import UnlikelyWording
from mtcheck.detectors.untranslated_text import UntranslatedText
from mtcheck.detectors.wrong_auxiliary import WrongAuxiliary
from mtcheck.detectors.wrong_case import WrongCase
from mtcheck.detectors.wrong_connective import WrongConnective

DETECTORS: tuple[Detector, ...] = (
    RepetitionLoop(),
    RepeatedWord(),
    RecurringPhrase(),
    MistranslatedWord(),
    LiteralIdiom(),
    WrongConnective(),
    MisplacedVerb(),
    MissingVerb(),
    BareParticiple(),
    WrongAuxiliary(),
    LiteralPassive(),
    NumberMismatch(),
    SwappedOpposite(),
    SwappedRoles(),
    LostNegation(),
    MisspeltName(),
    UntranslatedText(),
    LeftoverToken(),
    SentenceFragment(),
    MissingContent(),
    AddedContent(),
    BrokenGrammar(),
    UnlikelySentence(),
    UnlikelyWording(),
    BrokenAgreement(),
    WrongCase(),
    SpacedHyphen(),
    QuotationMark(),
    StrayPunctuation(),
    MissingStop(),
)

__all__ = ["DETECTORS", "Context", "Detector", "Documentation", "Example", "View"]
