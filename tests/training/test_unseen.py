from __future__ import annotations

from mtcheck.training import unseen

SOUND = (
    ("Mayor opens new bridge", "Bürgermeisterin eröffnet neue Brücke", "sound"),
    ("The old bridge had been closed since March.", "Die alte Brücke war seit März gesperrt.", "sound"),
    ("It was torn down in the summer.", "Im Sommer wurde sie abgerissen.", "sound"),
)
LOOP = (
    "He said that the costs had risen by a third.",
    "Er sagte, dass die Kosten oder die Kosten oder die Kosten oder über die Kosten um ein Drittel gestiegen seien.",
    "garbled",
)
AWKWARD = ("Nobody was hurt in the work.", "Niemand wurde bei der Arbeit verletzt geworden.", "minor")


def test_flags_are_compared_with_the_labels_but_for_minor_errors() -> None:
    counted = unseen.count(unseen.Article("T/1", "garbled", [*SOUND, LOOP, AWKWARD]))
    assert [sentence.garbled for sentence in counted.sentences] == [False, False, False, True]
    assert [sentence.flagged for sentence in counted.sentences] == [False, False, False, True]
    *quiet, loop = (sentence.probability for sentence in counted.sentences)
    assert loop > max(quiet)


def test_the_figures_of_several_articles_are_added_up() -> None:
    both = unseen.Count()
    right = unseen.Sentence(flagged=True, probability=0.9, score=0.2, garbled=True, in_sound=False)
    false = unseen.Sentence(flagged=True, probability=0.7, score=0.5, garbled=False, in_sound=True)
    quiet = unseen.Sentence(flagged=False, probability=0.1, score=0.9, garbled=False, in_sound=True)
    both.add(unseen.Count([right], unseen.Counter([(False, "garbled")])))
    both.add(unseen.Count([false, quiet]))
    assert dict(both.lines("T"))["unseen articles T, flags"] == (
        # 1 right, 1 false, 1 rightly quiet: (1·1 - 1·0) / sqrt(2·1·2·1)
        "Matthews correlation 0.500; garbled 1 of 1, sound 1 of 2, of these in sound articles 1 of 2"
    )
    assert dict(both.lines("T"))["unseen articles T, verdicts on garbled ones"] == "1 garbled"


def test_the_articles_that_lie_beside_the_code_are_whole() -> None:
    articles = unseen.unseen()
    assert {article.group for article in articles} == set("ABCDEF")
    assert all(len(article.sentences) >= 8 for article in articles)
    assert {label for article in articles for *_, label in article.sentences} == {"sound", "minor", "garbled"}
    sound = [article for article in articles if article.kind != unseen.GARBLED]
    assert not any(label == "garbled" for article in sound for *_, label in article.sentences)
