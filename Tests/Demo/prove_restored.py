#!/usr/bin/env python3
"""Compares what `drivepipe restore` has put down with what the backup was made from: prove_restored.py TREE RESTORED."""

import os
import sys

from container import MEMBERS
from tree import Tree, compare


def problems(tree, restored):
    for source, copy in MEMBERS.items():
        if not os.path.isdir(os.path.join(tree, source)):
            continue
        patterns = () if source == "config" else None
        before = Tree.of_source(os.path.join(tree, source), patterns)
        after = Tree.of_restored(os.path.join(restored, copy))
        yield from (f"{copy}: {line}" for line in compare(before, after, "drivepipe", source))


def main(tree, restored):
    found = list(problems(tree, restored))
    print("\n".join(found[:20]) or "every byte, name, mode, time and link is back")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
