"""How the embedded model and the tables are made: `python -m mtcheck.training STEP [OPTIONS]`.

Steps, in the order in which they are taken; each tells its options with --help:

    train        cut the vocabulary and the encoder, mix the examples, train; resumes from its checkpoint
    average      the mean of two trainings that began with the same weights
    export       pack the checkpoint, set the scale, write mtcheck/resources/model
    tagger       train the tagger, which marks wrong words; resumes from its checkpoint
    export-tagger  pack its checkpoint, write mtcheck/resources/tagger
    thresholds   what each threshold of the model's rules would flag
    verdict      fit what each piece of evidence weighs, mtcheck/resources/verdict
    evaluate     measure the model and the detectors on what nothing was trained on
    benchmark    measure start, throughput and memory against unbabel-comet
    dictionary   compile the dictionary, mtcheck/resources/dictionary
    table        count which word stands for which, mtcheck/resources/translations
    idioms       collect the idioms of the dictionary, mtcheck/resources/idioms
    lemmas       compile the lemmas, mtcheck/resources/lemmas
    nouns        compile the inflection of nouns, mtcheck/resources/nouns

The page mtcheck/training/README.md explains them, with the time each takes.
"""

from __future__ import annotations

import sys
from importlib import import_module

STEPS = (
    *("train", "average", "export", "tagger", "export-tagger", "thresholds", "verdict", "evaluate", "benchmark"),
    *("dictionary", "table", "idioms", "lemmas", "nouns"),
)


def main() -> int:
    """Run a step with the rest of the command line."""
    step = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if step in ("-h", "--help"):
        print((__doc__ or "").strip())
        return 0
    if step not in STEPS:
        print(f"no step {step!r}; there are: {', '.join(STEPS)}", file=sys.stderr)
        return 2
    sys.argv[:2] = [f"python -m mtcheck.training {step}"]
    import_module(f"mtcheck.training.{step.replace('-', '_')}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
