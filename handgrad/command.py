"""The command line: what to run for which words, what to print, and the exit status."""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from handgrad.errors import HandgradError
from handgrad.loading import catalogue, load, options_of, variants
from handgrad.model import Model
from handgrad.verdict import INVALID, KEY_WRONG, RIGHT, UNDECIDED, WRONG

EXIT = {RIGHT: 0, WRONG: 1, INVALID: 2, UNDECIDED: 3, KEY_WRONG: 3}
MISUSED = EXIT[INVALID]
INTERRUPTED = 130
LONGEST_ANSWER = 1_000_000


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors of ours: one line."""

    def error(self, message: str) -> NoReturn:
        raise HandgradError(f"{message} ({self.prog} --help tells more)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; the exit status: 0 right, 1 wrong, 2 invalid or misused, 3 undecided."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _run(words)
        sys.stdout.flush()
        return status
    except HandgradError as error:
        first = str(error).splitlines()[0]
        print(f"handgrad: {first}", file=sys.stderr)
        return MISUSED
    except BrokenPipeError:
        sys.stderr.close()
        return MISUSED
    except KeyboardInterrupt:
        print("handgrad: interrupted", file=sys.stderr)
        return INTERRUPTED


def _run(words: list[str]) -> int:
    parser = _parser()
    if not words:
        parser.print_help(sys.stderr)
        return MISUSED
    given = parser.parse_args([_not_an_option(word) for word in words])
    status: int = given.run(given)
    return status


def _not_an_option(word: str) -> str:
    """A formula that starts with a minus sign, so that it is not taken for an option."""
    return f" {word}" if re.match(r"-[^-a-z]|-[a-z]\w*[-+*/^(]", word) else word


def _parser() -> _Parser:
    parser = _Parser(prog="handgrad", description="The answer key for gradients derived by hand.")
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    for name, (help_text, run, declare) in _COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(run=run)
        declare(command)
    return parser


def _model_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", metavar="MODEL", help="a catalogue name, or the path of a page")
    _set_argument(command)


def _set_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE",
        help="a size of the page or an option of the family, such as n=2 or activation=tanh",
    )  # fmt: skip


def _json_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON and nothing else")


def _seed_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument("--seed", type=_whole_number, help="the seed of the test points")


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"\d{1,20}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _settings(given: argparse.Namespace) -> dict[str, Any]:
    """The NAME=VALUE pairs of --set, whole numbers as such."""
    found: dict[str, Any] = {}
    for pair in given.set:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise HandgradError(f"--set takes NAME=VALUE, such as n=2, not {pair!r}")
        found[name.strip()] = _setting(value.strip())
    return found


def _setting(value: str) -> Any:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if re.fullmatch(r"\d{1,9}", value) else value


def _load(given: argparse.Namespace) -> Model:
    return load(given.model, **_settings(given))


def _seed(given: argparse.Namespace) -> dict[str, int]:
    return {} if given.seed is None else {"seed": given.seed}


def _print_json(value: Any) -> None:
    print(json.dumps(value, allow_nan=False, ensure_ascii=False, indent=2))


def _models(given: argparse.Namespace) -> int:
    groups: dict[str, list[str]] = {}
    rows = {name: load(name) for name in catalogue()}
    if given.json:
        _print_json([{"name": n, "title": m.title, "group": m.group} for n, m in rows.items()])
        return 0
    for name, model in rows.items():
        options = ", ".join(options_of(name))
        tail = f"  ({options})" if options else ""
        groups.setdefault(model.group, []).append(f"  {name:<24}{model.title}{tail}")
    for group in sorted(groups, key=lambda g: (g != "Lessons", g)):
        print("\n".join((group, *groups[group], "")))
    print("handgrad show NAME prints a page; --set OPTION=VALUE chooses a variant.")
    return 0


def _show(given: argparse.Namespace) -> int:
    model = _load(given)
    if given.latex:
        from handgrad.formula import latex

        print(latex.document([model]) if given.document else latex.page(model))
    elif given.python:
        print(model.source(), end="")
    else:
        print(model.text.strip("\n"))
    return 0


def _check(given: argparse.Namespace) -> int:
    from handgrad.grading.marking import grade

    report = grade(
        _load(given), _answer(given), wanted=given.wanted, accept=given.accept, **_seed(given)
    )
    if given.json:
        _print_json(report.to_dict())
    else:
        print(report)
    return EXIT[report.verdict]


def _answer(given: argparse.Namespace) -> str:
    """The answer: the formulas on the command line, a file, or standard input."""
    if given.file is not None and given.formulas:
        raise HandgradError("give formulas or -f FILE, not both")
    if given.file is not None:
        return _read(given.file)
    if given.formulas == ["-"]:
        return sys.stdin.read(LONGEST_ANSWER)
    if not given.formulas:
        raise HandgradError('an answer is missing: handgrad check MODEL "dL/dw = ...", or -f FILE')
    return "\n".join(formula.strip() for formula in given.formulas)


def _read(name: str) -> str:
    path = Path(name)
    try:
        if not path.is_file():
            raise HandgradError(f"{name} is not a file")
        with path.open("rb") as stream:
            return stream.read(LONGEST_ANSWER).decode("utf-8-sig")
    except OSError as error:
        raise HandgradError(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise HandgradError(f"{name} is not UTF-8 text (byte {error.start})") from None


def _verify(given: argparse.Namespace) -> int:
    from handgrad.grading.key import check_model

    checks = []
    for label, model in _pages(given):
        check = check_model(model, **_seed(given))
        checks.append((label, check))
        if not given.json:
            print(f"{label:<48} {check.verdict:<10}{check.agreement:>10}  {check.points} points")
            for line in (*map(str, check.failures), *check.unreached):
                print(f"    {line}")
    if given.json:
        _print_json([{**check.to_dict(), "page": label} for label, check in checks])
    return 0 if all(check for _, check in checks) else EXIT[WRONG]


def _pages(given: argparse.Namespace) -> Iterator[tuple[str, Model]]:
    """The pages to verify: every variant of the catalogue's, or of those named."""
    settings = _settings(given)
    for name in given.models or catalogue():
        if settings or name not in catalogue():
            yield name, load(name, **settings)
            continue
        for options in variants(name):
            shown = "".join(f" {key}={value}" for key, value in options.items())
            yield f"{name}{shown}", load(name, **options)


def _explain(given: argparse.Namespace) -> int:
    from handgrad import explaining

    model = _load(given)
    values = explaining.read_at(given.at) if given.at is not None else None
    draw = explaining.mermaid if given.mermaid else explaining.dot if given.dot else None
    print((draw or explaining.explain)(model, values))
    return 0


def _replay(given: argparse.Namespace) -> int:
    from handgrad.replaying import replay

    for line in replay(given.lesson):
        print(line)
    return 0


def _declare_show(command: argparse.ArgumentParser) -> None:
    _model_arguments(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--latex", action="store_true", help="as LaTeX")
    form.add_argument("--python", action="store_true", help="as a Python module")
    command.add_argument("--document", action="store_true", help="with --latex: a whole document")


def _declare_check(command: argparse.ArgumentParser) -> None:
    _model_arguments(command)
    command.add_argument("formulas", nargs="*", metavar="FORMULA", help="dL/dNAME = ..., or -")
    command.add_argument("-f", "--file", help="a file that holds the answer")
    command.add_argument("--wanted", type=_names, help="names that must be answered: w,b")
    command.add_argument(
        "--accept", type=_names, default=(), help="conventions that count: half,sum,transpose"
    )
    _seed_argument(command)
    _json_argument(command)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _declare_verify(command: argparse.ArgumentParser) -> None:
    command.add_argument("models", nargs="*", metavar="MODEL", help="all of the catalogue if none")
    _set_argument(command)
    _seed_argument(command)
    _json_argument(command)


def _declare_explain(command: argparse.ArgumentParser) -> None:
    _model_arguments(command)
    command.add_argument("--at", help="the values: w=1,x=[2,3]")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--mermaid", action="store_true", help="the graph, for Mermaid")
    form.add_argument("--dot", action="store_true", help="the graph, for Graphviz")


def _declare_replay(command: argparse.ArgumentParser) -> None:
    command.add_argument("lesson", choices=("linear", "quadratic"))


_COMMANDS = {
    "models": ("the catalogue, a line each", _models, _json_argument),
    "show": ("a page, or the page as LaTeX or Python", _show, _declare_show),
    "check": ("judge formulas or a derivation", _check, _declare_check),
    "verify": ("hold pages against finite differences", _verify, _declare_verify),
    "explain": ("the worked example, number by number", _explain, _declare_explain),
    "replay": ("a lesson as a framework prints it in float32", _replay, _declare_replay),
}
