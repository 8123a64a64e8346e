#!/usr/bin/env python3
"""Measures drivepipe against what else could make the same backup, side by side in one run, and prints Markdown.

    bench.py [--rounds 3] [--size-mb 200] [--shapes cpu,uplink,...] [--sizes 200,1000,5000] [--document FILE]
"""
import argparse
import datetime
import os
import pathlib
import sys

import machine
import report
from contenders import OURS
from corpus import Corpus
from rounds import Rounds
from shapes import MB, Shape, shapes
from table import replaced

ROOT = pathlib.Path(__file__).resolve().parents[2]
LARGE = 1000  # MB; from here on a size is measured once


def arguments():
    def names(text):
        return [name for name in text.replace(",", " ").split() if name]

    def numbers(text):
        return [int(name) for name in names(text)]

    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size-mb", type=int, default=200)
    parser.add_argument("--shapes", type=names, default=None, help="cpu, deflate, uplink, disk, encrypted, uncompressed; all by default")
    parser.add_argument("--sizes", type=numbers, default=[200, 1000, 5000], help="in MB, for drivepipe alone; 0 for none")
    parser.add_argument("--uplink", type=float, default=6, help="MB/s of the shape that the uplink limits")
    parser.add_argument("--disk", type=float, default=20, help="MB/s of the shape that the disk limits")
    parser.add_argument("--document", type=pathlib.Path, help="put the tables into this file, between its marks")
    return parser.parse_args()


def main():
    options = arguments()
    folder = ROOT / ".build/bench"
    folder.mkdir(parents=True, exist_ok=True)
    parts = [heading(options)]
    for part in measured(options, folder):
        print(part, flush=True)
        parts.append(part)
    if options.document:
        options.document.write_text(replaced(options.document.read_text(), "\n".join(parts)))


def heading(options):
    today = datetime.datetime.now(datetime.timezone.utc).date()
    text = f"Measured on {today}: {options.rounds} rounds, a corpus of {options.size_mb} MB; median (least-most).\n\n" \
        + "\n\n".join(machine.lines()) + "\n"
    print(text, flush=True)
    return text


def measured(options, folder):
    all_shapes = shapes(int(options.uplink * MB), int(options.disk * MB))
    unknown = set(options.shapes or ()) - {shape.key for shape in all_shapes}
    if unknown:
        sys.exit(f"bench: no such shape: {', '.join(sorted(unknown))}")
    corpus = Corpus(folder, options.size_mb).make()
    for shape in all_shapes:
        if options.shapes is None or shape.key in options.shapes:
            yield report.shape(Rounds(shape, corpus, folder).run(options.rounds))
    sizes = [size for size in options.sizes if size > 0]
    if sizes:
        yield report.sizes([size_measured(size, options, folder) for size in sizes])


def size_measured(size, options, folder):
    corpus = Corpus(folder, size).make()
    rounds = Rounds(Shape(f"{size} MB", "", (OURS,)), corpus, folder).run(1 if size >= LARGE else options.rounds)
    return corpus.bytes, rounds.usages[OURS.name]


if __name__ == "__main__":
    main()
