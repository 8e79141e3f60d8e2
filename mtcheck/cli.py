"""The command line: options, one library call, a report, an exit code.

Exit codes: 0 done, 1 a finding at or above `--fail-on` or a model that scores otherwise than it should, 2 usage or
settings, 3 could not run, 130 interrupted. A reader who closes the pipe early changes nothing about a finished check's
code; before that it is 141, as for any program in a pipe.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click
from click.core import ParameterSource

from mtcheck.data import Severity
from mtcheck.errors import MtcheckError, SettingsError
from mtcheck.reports import REPORTERS
from mtcheck.reports.characters import encodable, escape_json, printable

if TYPE_CHECKING:
    from mtcheck.data import Report
    from mtcheck.metrics.comet import RuntimeName
    from mtcheck.reports.progress import QuietProgress
    from mtcheck.settings import Key

DONE, FOUND, WRONG_CALL, COULD_NOT_RUN, INTERRUPTED, CLOSED_PIPE = 0, 1, 2, 3, 130, 141

DEFAULT_WIDTH = 100
"""Columns of a report that goes to no terminal."""

GARBAGE = 100_000
"""Objects after which Python looks for garbage; what a start reads stays, and looking through it takes its time."""


# The program around the commands


@dataclass
class _State:
    """What the one error handler must know of a run."""

    debug: bool = False
    interrupted: bool = False


class _Program(click.Group):
    """A group that turns every ending into mtcheck's own exit codes, and every failure into one line."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the command line and exit."""
        state = _State(debug=os.environ.get("MTCHECK_DEBUG", "0") not in ("", "0"))
        extra |= {"standalone_mode": False, "obj": state}
        run = super().main
        with _interrupts_noted(state):
            code = _exit_code(lambda: run(*args, **extra), state)
        sys.exit(code)


@contextmanager
def _interrupts_noted(state: _State) -> Iterator[None]:
    """Remember Ctrl-C, as a library that catches everything while it is imported may swallow the exception."""
    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        state.interrupted = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _exit_code(run: Callable[[], object], state: _State) -> int:
    """The one place where errors become a line on stderr and an exit code."""
    try:
        result = run()
    except BaseException as error:
        if state.interrupted or isinstance(error, (click.Abort, KeyboardInterrupt)):
            return INTERRUPTED
        if _is_closed_pipe(error):
            return CLOSED_PIPE
        if isinstance(error, click.UsageError):
            error.show()
            return error.exit_code
        _tell(error, state)
        return WRONG_CALL if isinstance(error, SettingsError) else COULD_NOT_RUN
    if state.interrupted:
        return INTERRUPTED
    return result if isinstance(result, int) else DONE


def _is_closed_pipe(error: BaseException) -> bool:
    """Whether nobody reads stdout any more; click makes a SystemExit of that."""
    return isinstance(error, BrokenPipeError) or (
        isinstance(error, SystemExit) and isinstance(error.__context__, BrokenPipeError)
    )


def _tell(error: BaseException, state: _State) -> None:
    if state.debug:
        import traceback

        traceback.print_exception(error)
    line = printable(" ".join(_message(error).split()))
    click.echo(f"mtcheck: error: {line}", err=True)


def _message(error: BaseException) -> str:
    if isinstance(error, MtcheckError):
        return str(error)
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, MemoryError):
        return "not enough memory; close other programs or check a shorter article"
    return (
        f"unexpected {type(error).__name__}: {error}; this is a bug in mtcheck, please report it"
        " with what --debug or MTCHECK_DEBUG=1 shows"
    )


def _set_debug(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and isinstance(context.obj, _State):
        context.obj.debug = True


def _show_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        import mtcheck

        click.echo(f"mtcheck {mtcheck.__version__}")
        context.exit()


_debug_option = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=_set_debug,
    help="Show where an error happened. MTCHECK_DEBUG=1 does the same.",
)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@_debug_option
def main() -> None:
    """Tell whether a German article is a botched machine translation of an English one, and where.

    \b
    Example:
        mtcheck score article.de.md article.en.md
    """


_runtime_option = click.option(
    "--comet-runtime",
    type=click.Choice(["onnx", "torch"]),
    default="onnx",
    show_default=True,
    help="What runs the embedded model: onnxruntime, or unbabel-comet itself on torch, which takes longer.",
)


def _check_rules(context: click.Context, parameter: click.Parameter, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of rules as they were given; raises BadParameter for what no rule is called."""
    if names and not context.resilient_parsing:
        from mtcheck.detectors import DETECTORS

        known = [detector.name for detector in DETECTORS]
        for name in names:
            if name not in known:
                raise click.BadParameter(_unknown_rule(name, known), context, parameter)
    return names


_PER_RUN = frozenset({"reference", "yes", "output", "debug", "config", "no-config", "help"})
"""Options of `mtcheck score` that belong to one run, and are no settings of a project."""


def _read_settings(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Make the settings of the project the defaults, once both options that choose the file are known."""
    chosen = context.meta.setdefault("mtcheck.settings", {})
    chosen[parameter.name] = value
    if len(chosen) < 2 or context.resilient_parsing:
        return
    if chosen["no_config"]:
        if chosen["config"] is not None:
            raise click.UsageError("--config and --no-config exclude each other.", context)
        return
    from mtcheck.settings import find_settings, read_settings, values_of

    file = read_settings(Path(chosen["config"])) if chosen["config"] is not None else find_settings()
    if file is not None:
        options = {_long_name(option): option for option in context.command.params if isinstance(option, click.Option)}
        keys = {name: _key(option) for name, option in options.items() if name not in _PER_RUN}
        context.default_map = {options[name].name: value for name, value in values_of(file, keys).items()}


def _long_name(option: click.Option) -> str:
    return max(option.opts, key=len).removeprefix("--")


def _key(option: click.Option) -> Key:
    """What a settings file may say for an option."""
    from mtcheck.detectors import DETECTORS
    from mtcheck.settings import Key

    if option.multiple:
        return Key("rules", tuple(detector.name for detector in DETECTORS))
    if option.is_flag:
        return Key("flag")
    if isinstance(option.type, click.IntRange):
        return Key("number", least=None if option.type.min is None else int(option.type.min))
    if isinstance(option.type, click.Choice):
        return Key("text", tuple(option.type.choices))
    return Key("model" if option.metavar == "NAME|FOLDER" else "file")


# mtcheck score


@main.command()
@click.argument("translation")
@click.argument("source", required=False)
@click.option(
    "--reference",
    metavar="FILE",
    help="Another German translation of the same article; BLEU then measures against it.",
)
@click.option("--aligned/--no-aligned", default=False, help="The files correspond line by line; pair them so.")
@click.option(
    "--comet-model",
    metavar="NAME|FOLDER",
    help="Show the scores of this COMET model, from the hub or a folder, and the errors it marks."
    " `mtcheck models` lists some.",
)
@click.option(
    "--ignore", metavar="RULE", multiple=True, callback=_check_rules, help="Do not apply this rule. Repeatable."
)
@click.option("--only", metavar="RULE", multiple=True, callback=_check_rules, help="Apply only this rule. Repeatable.")
@click.option(
    "--baseline",
    metavar="FILE",
    help="A JSON report of an earlier run: what it found is accepted, and only what is new is shown and counts.",
)
@_runtime_option
@click.option(
    "--offline/--no-offline",
    default=False,
    envvar="HF_HUB_OFFLINE",
    help="Never use the network; take the model of --comet-model from the hub's cache. HF_HUB_OFFLINE=1 does the same.",
)
@click.option("--yes", is_flag=True, help="Download the model of --comet-model without asking.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(REPORTERS)),
    default="terminal",
    show_default=True,
    help="What the report is written as; to a file whose name ends in .json, json unless something else is said.",
)
@click.option(
    "--all/--no-all", "show_all", default=False, help="Show every pair, not only the flagged ones. JSON has all anyway."
)
@click.option(
    "--fail-on",
    type=click.Choice(["never", *(severity.value for severity in Severity)]),
    default="never",
    show_default=True,
    help="Exit with 1 if there is a finding of this severity or worse.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the report to FILE (UTF-8) instead of stdout.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Use colour. auto: at a terminal, minding NO_COLOR and FORCE_COLOR.",
)
@click.option(
    "--width",
    type=click.IntRange(min=40),
    metavar="COLUMNS",
    help=f"Width of the report.  [default: the terminal's, or {DEFAULT_WIDTH} elsewhere]",
)
@click.option(
    "--config",
    metavar="FILE",
    is_eager=True,
    expose_value=False,
    callback=_read_settings,
    help="Take the settings from this file, and not from the nearest mtcheck.toml or pyproject.toml.",
)
@click.option(
    "--no-config",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_read_settings,
    help="Take no settings from any file.",
)
@_debug_option
@click.pass_context
def score(
    context: click.Context,
    translation: str,
    source: str | None,
    reference: str | None,
    aligned: bool,
    comet_model: str | None,
    ignore: tuple[str, ...],
    only: tuple[str, ...],
    baseline: str | None,
    comet_runtime: RuntimeName,
    offline: bool,
    yes: bool,
    format_name: str,
    show_all: bool,
    fail_on: str,
    output: str | None,
    color: str,
    width: int | None,
) -> None:
    """Check a German article against its English source.

    TRANSLATION and SOURCE are files of plain text, Markdown or HTML; one of them may be - for standard input. Without
    SOURCE, only what shows in the German alone is looked for, and nothing is scored.

    Long options may stand in mtcheck.toml, or in [tool.mtcheck] of pyproject.toml, as settings of a project. The
    nearest such file from the working folder upwards counts; the command line comes before it.

    Exits with 0 whatever was found (see --fail-on), 2 for a wrong call, 3 if it could not run, 130 if interrupted.

    \b
    Example:
        mtcheck score article.de.md article.en.md
        mtcheck score article.de.md article.en.md --reference article.ref.de.md --all
        mtcheck score article.de.md article.en.md --format json -o report.json
        mtcheck score article.de.md article.en.md --baseline report.json
        mtcheck score article.de.md
    """
    if reference is not None and source is None:
        raise click.UsageError("--reference needs SOURCE: a reference is compared pair by pair.", context)
    if _is_given(context, "only") and not _is_given(context, "ignore"):
        ignore = ()
    inputs = [path for path in (translation, source, reference) if path is not None]
    if inputs.count("-") > 1:
        raise click.UsageError("Only one of the files can be - (standard input).", context)
    to_file = output is not None and output != "-"
    if output is not None and to_file:
        _refuse_output(output, inputs)
        if output.endswith(".json") and context.get_parameter_source("format_name") is ParameterSource.DEFAULT:
            format_name = "json"
    state = context.ensure_object(_State)
    model = _Model(comet_model, comet_runtime, offline, yes)
    choice = {"aligned": aligned, "ignore": ignore, "only": only, "baseline": baseline}
    report = _check(translation, source, reference, choice, model, state)
    if state.interrupted:
        raise KeyboardInterrupt
    text = REPORTERS[format_name](
        report,
        width=width or (DEFAULT_WIDTH if to_file else _terminal_width()),
        color=format_name == "terminal" and _wants_color(color, to_file),
        show_all=show_all,
    )
    if output is not None and to_file:
        _write(output, text)
    else:
        _print(text, json=format_name == "json")
    if format_name == "json":
        _tell_notes(report)
    context.exit(FOUND if _reaches(report, fail_on) else DONE)


def _is_given(context: click.Context, name: str) -> bool:
    """Whether an option stands on the command line."""
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


@dataclass(frozen=True)
class _Model:
    """What runs the embedded COMET model, the model that the user names, and whether the network may be used for it."""

    name: str | None
    runtime: RuntimeName
    offline: bool
    yes: bool


def _check(
    translation: str, source: str | None, reference: str | None, choice: dict[str, Any], model: _Model, state: _State
) -> Report:
    import warnings

    from mtcheck.reports.progress import progress_on

    gc.set_threshold(GARBAGE)
    with progress_on(sys.stderr) as progress, warnings.catch_warnings():
        if not state.debug:
            warnings.simplefilter("ignore")
        progress.stage("Starting")
        from mtcheck.ahead import read_models

        read_models(model.runtime, aligning=source is not None)  # before the import of the rules takes its time
        from mtcheck.pipeline import Options, check

        options = Options(**choice, comet_runtime=model.runtime)
        if model.name is not None:
            consent = _consent(progress, yes=model.yes)
            options = replace(options, comet_model=model.name, offline=model.offline, consent=consent)
        report: Report = check(translation, source, reference=reference, options=options, progress=progress)
    return report


def _consent(progress: QuietProgress, *, yes: bool) -> Callable[[str, int], bool]:
    """What asks the user before a download; at no terminal there is nobody to ask."""

    def ask(model: str, size: int) -> bool:
        from mtcheck.metrics.fetch import size_in_words

        if yes:
            return True
        what = f"{printable(model)} ({size_in_words(size)}) from huggingface.co"
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise MtcheckError(f"to download {what}, pass --yes; nobody is at a terminal to be asked")
        with progress.paused():
            return click.confirm(f"Download {what}? Your text stays here.", err=True)

    return ask


def _reaches(report: Report, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    least = Severity(fail_on).rank
    return any(
        finding.severity.rank >= least for pair in report.pairs for finding in pair.findings if not finding.accepted
    )


def _tell_notes(report: Report) -> None:
    """Warnings and notes on stderr, as the JSON schema has no place for them."""
    for warning in report.warnings:
        click.echo(f"mtcheck: warning: {printable(warning)}", err=True)
    for metric in report.scores.values():
        for note in metric.notes:
            click.echo(f"mtcheck: note: {printable(note)}", err=True)


# mtcheck rules


@main.command(short_help="List the rules with what was measured of them, or explain one.")
@click.argument("name", required=False)
@_debug_option
@click.pass_context
def rules(context: click.Context, name: str | None) -> None:
    """List the rules with what was measured of them, or explain the one called NAME.

    \b
    Example:
        mtcheck rules
        mtcheck rules repetition-loop
    """
    from mtcheck.detectors import DETECTORS
    from mtcheck.figures import load_figures
    from mtcheck.reports.rules import render_rule, render_rules

    width = min(_terminal_width(), DEFAULT_WIDTH)
    if name is None:
        _print(render_rules(DETECTORS, load_figures(), width=width))
        return
    for detector in DETECTORS:
        if detector.name == name:
            _print(render_rule(detector, load_figures().get(name), width=width))
            return
    raise click.UsageError(_unknown_rule(name, [detector.name for detector in DETECTORS]), context)


def _unknown_rule(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.lower().replace("_", "-"), known, cutoff=0.6)
    guess = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"No rule is called {printable(name)!r}.{guess} `mtcheck rules` lists them all."


# mtcheck models


@main.group(invoke_without_command=True, short_help="List COMET models; verify or export the embedded one.")
@_debug_option
@click.pass_context
def models(context: click.Context) -> None:
    """List the COMET models: the embedded one, those in the hub's cache, and others with their licences.

    \b
    Example:
        mtcheck models
    """
    if context.invoked_subcommand is None:
        context.invoke(list_models)


@models.command("list")
@_debug_option
def list_models() -> None:
    """List the COMET models: the embedded one, those in the hub's cache, and others with their licences.

    Nothing is loaded, and the network is not used.

    \b
    Example:
        mtcheck models list
    """
    from mtcheck.metrics.models import KNOWN_MODELS, cached_models, embedded_model
    from mtcheck.reports.models import render_models

    width = min(_terminal_width(), DEFAULT_WIDTH)
    _print(render_models(embedded_model(), cached_models(), KNOWN_MODELS, width=width))


@models.command("verify")
@_runtime_option
@_debug_option
@click.pass_context
def verify_model(context: click.Context, comet_runtime: RuntimeName) -> None:
    """Score five fixed pairs with the embedded model and compare with the scores it was released with.

    Exits with 0 if they agree, 1 if not (and names what differs: version, checksum, runtime), 3 if it could not run.

    \b
    Example:
        mtcheck models verify
    """
    from mtcheck.metrics.models import verify
    from mtcheck.reports.models import render_verification

    verification = verify(comet_runtime)
    _print(render_verification(verification, width=min(_terminal_width(), DEFAULT_WIDTH)))
    context.exit(DONE if verification.agrees else FOUND)


@models.command("export")
@click.argument("folder", metavar="DIR")
@_debug_option
def export_model(folder: str) -> None:
    """Write the embedded model to the new folder DIR, in the form that COMET itself reads.

    `comet-score --model DIR/checkpoints/model.ckpt` scores with it, and so does `mtcheck score --comet-model DIR`.

    \b
    Example:
        mtcheck models export my-model
    """
    from mtcheck.metrics.models import export
    from mtcheck.reports.models import render_export

    _print(render_export(export(folder), width=min(_terminal_width(), DEFAULT_WIDTH)))


# Where the text goes


def _print(text: str, *, json: bool = False) -> None:
    """Write to stdout in its own encoding; if nobody reads on, that is no error."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        click.echo(escape_json(text, encoding) if json else encodable(text, encoding), nl=False, color=True)
    except BrokenPipeError:
        _silence(sys.stdout)


def _silence(stream: TextIO) -> None:
    """Point a stream at nothing, so that the interpreter can flush it when it ends."""
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, stream.fileno())
    os.close(sink)


def _refuse_output(output: str, inputs: Sequence[str]) -> None:
    """Raise MtcheckError for a place that cannot take the report, before the work is done."""
    target = os.path.realpath(output)
    folder = os.path.dirname(target)
    if os.path.isdir(target):
        raise MtcheckError(f"{output or target} is a folder; give -o the name of a file")
    if not os.path.isdir(folder) and not _is_special(output):
        raise MtcheckError(f"the folder {folder} does not exist; create it first, or give -o another place")
    if any(os.path.exists(output) and os.path.exists(path) and os.path.samefile(output, path) for path in inputs):
        raise MtcheckError(f"{output} is one of the articles; give -o another name")
    needed = [output] if _is_special(output) else [folder, *([target] if os.path.exists(target) else [])]
    for path in needed:
        if not os.access(path, os.W_OK):
            raise MtcheckError(f"{path} cannot be written to; give -o another place")


def _is_special(path: str) -> bool:
    """Whether the path is a device or a pipe, which is written to and never replaced."""
    return os.path.exists(path) and not os.path.isfile(path)


def _write(output: str, text: str) -> None:
    """Put the whole text in the file or leave everything as it was."""
    content = text.encode("utf-8")
    if _is_special(output):
        with open(output, "wb") as stream:
            stream.write(content)
        return
    target = os.path.realpath(output)
    temporary = os.path.join(os.path.dirname(target), f".mtcheck-{os.urandom(6).hex()}.tmp")
    try:
        with open(temporary, "xb") as stream:
            stream.write(content)
        if os.path.exists(target):
            os.chmod(temporary, os.stat(target).st_mode & 0o7777)
        os.replace(temporary, target)
    except BaseException:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise


def _terminal_width() -> int:
    """COLUMNS if set, else the width of the terminal that stdout is, else `DEFAULT_WIDTH`."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or DEFAULT_WIDTH
    except (AttributeError, OSError, ValueError):
        return DEFAULT_WIDTH


def _wants_color(choice: str, to_file: bool) -> bool:
    """Whether to colour: the option, then NO_COLOR, then FORCE_COLOR, then whether stdout is a terminal."""
    if choice != "auto":
        return choice == "always"
    if to_file or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
