"""`python -m mtcheck` is `mtcheck`."""

from mtcheck.cli import main

if __name__ == "__main__":
    main(prog_name="mtcheck")
