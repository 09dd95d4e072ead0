"""The command line: python -m flight_delay --help."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from .errors import UserError

DATA: Final = Path(__file__).resolve().parents[3] / "node_modules" / "vega-datasets" / "data" / "flights-3m.parquet"
IMAGE: Final = re.compile(r"[a-z0-9][a-z0-9.:/_-]*@sha256:[0-9a-f]{64}", re.ASCII)
NAME: Final = re.compile(r"(?=.{1,63}$)[A-Za-z0-9](-*[A-Za-z0-9])*", re.ASCII)
VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,62}", re.ASCII)


def main(arguments: Sequence[str]) -> int:
    """Runs one command. 0 when it did its work, 1 when it could not, 2 when it was not understood."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
        return 0
    except UserError as error:
        print(f"flight_delay: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flight_delay", description=sys.modules[__package__].__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    train = _command(commands, "train", _train, "train on January to March and write artifact, manifest and model card")
    _data(train)
    train.add_argument("--out", type=Path, required=True, help="folder to write to")
    train.add_argument(
        "--image",
        type=_matching(IMAGE, "REGISTRY/REPOSITORY@sha256:DIGEST"),
        required=True,
        help="URI of the container image, by digest",
    )
    train.add_argument("--name", type=_matching(NAME, "letters, digits and inner hyphens"), default="flight-delay")
    train.add_argument("--version", type=_matching(VERSION, "letters, digits, '.', '+', '-'"), default="1.0.0")
    train.add_argument("--seed", type=_whole(0, 2**32 - 1), default=7)
    train.add_argument("--max-iter", type=_whole(1, 2000), default=100, help="trees (default: 100)")
    train.add_argument("--learning-rate", type=_share, default=0.4, help="default: 0.4")
    train.add_argument("--max-leaf-nodes", type=_whole(2, 1024), default=127, help="leaves of a tree (default: 127)")
    train.add_argument("--min-samples-leaf", type=_whole(1, 1_000_000), default=100, help="default: 100")
    train.add_argument(
        "--max-rows", type=_whole(1, 10**9), help="thin the flights out to at most so many, to try things"
    )

    replay = _command(commands, "replay", _replay, "write the flights of past days as requests with their outcome")
    _data(replay)
    days = replay.add_mutually_exclusive_group(required=True)
    days.add_argument("--day", type=_day, help="one day, as 2001-04-06")
    days.add_argument("--days", type=_days, help="several: 2001-04-01..2001-06-30, or 2001-04-05,2001-04-06")
    replay.add_argument("--out", type=Path, required=True, help="file of JSON lines")

    reference = _command(commands, "baseline-data", _baseline, "write training features with predictions, for monitors")
    reference.add_argument("--model", type=Path, required=True, help="folder that train wrote")
    reference.add_argument("--out", type=Path, required=True, help="file that ends with .csv or .parquet")
    reference.add_argument("--rows", type=_whole(1, 10**9), help="thin out evenly to at most so many")

    calendar = _command(commands, "days", _calendar, "say which days from April to June were calm and which stormy")
    _data(calendar)
    calendar.add_argument("--out", type=Path, required=True, help="JSON file")

    _command(commands, "serve", _serve, "answer /ping and /invocations with the model in SM_MODEL_DIR")
    return parser


def _command(commands, name: str, run: Callable, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=DATA, help="flights-3m.parquet (default: that of node_modules)")


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise argparse.ArgumentTypeError(f"{text[:80]!r} is not {expected}")
        return text

    return parse


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text) if text.isascii() and text.isdigit() else -1
        if not lowest <= value <= highest:
            raise argparse.ArgumentTypeError(f"{text[:80]!r} is not a whole number from {lowest} to {highest}")
        return value

    return parse


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is not a number above 0 and up to 1")
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is not a day such as 2001-04-06") from error


def _days(text: str) -> list[date]:
    from .period import days_between

    if ".." not in text:
        return sorted({_day(part) for part in text.split(",")})
    first, last = (_day(part) for part in text.split("..", 1))
    if last < first:
        raise argparse.ArgumentTypeError(f"{text[:80]!r} ends before it begins")
    return days_between(first, last)


# Each command imports what it needs, so that the server starts without what only training uses.


def _train(options: argparse.Namespace) -> None:
    from .train_run import TrainOptions, train
    from .training import Hyperparameters

    parameters = Hyperparameters(
        options.max_iter, options.learning_rate, options.max_leaf_nodes, options.min_samples_leaf
    )
    chosen = TrainOptions(
        options.data,
        options.out,
        options.image,
        options.name,
        options.version,
        options.seed,
        options.max_rows,
        parameters,
    )
    train(chosen, lambda line: print(line, flush=True))


def _replay(options: argparse.Namespace) -> None:
    from .replay import write_replay

    count = write_replay(options.data, options.days or [options.day], options.out)
    print(f"wrote {count:,} flights to {options.out}")


def _baseline(options: argparse.Namespace) -> None:
    from .reference import export

    print(f"wrote {export(options.model, options.out, options.rows):,} flights to {options.out}")


def _calendar(options: argparse.Namespace) -> None:
    from .days import write_days

    examples = write_days(options.data, options.out)["examples"]
    print(f"wrote {options.out}; calm example {examples['calm']}, stormy example {examples['stormy']}")


def _serve(_: argparse.Namespace) -> None:
    from .server import serve

    serve()
