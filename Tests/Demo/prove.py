#!/usr/bin/env python3
"""Proves that a backup holds what it was made from, with tools that know nothing of DrivePipe.

    prove.py BACKUP.tar OUT WORKDIR [--readers gnu,bsd,python] [--exclude PATTERN]... [--exclude-database]

OUT has the folders config, share, ssl, media and addons_local as far as they were backed up. Every difference is listed;
exit code 0: none, 1: some, 2: wrong usage.
"""
import argparse
import os
import shutil
import sys
import tarfile
import zlib

import container
from tree import Tree, compare

READERS = {
    # GNU tar says that it does not know `hdrcharset`, which stands before names that are not UTF-8, and reads them well.
    "gnu": ["tar", "--warning=no-unknown-keyword", "--extract", "--preserve-permissions", "--no-same-owner", "--file"],
    "bsd": ["bsdtar", "-x", "-p", "--no-same-owner", "-f"],
    "python": None,
}


def available():
    return [name for name, command in READERS.items() if command is None or shutil.which(command[0])]


def unpack(reader, archive, target):
    """Returns complaints: a reader that says anything at all is one."""
    os.makedirs(target)
    if READERS[reader]:
        return container.complaints(READERS[reader] + [archive, "-C", target])
    try:
        with tarfile.open(archive) as inner:
            trusted = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}
            inner.extractall(target, numeric_owner=True, **trusted)
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        return [f"{type(error).__name__}: {error}"]
    return []


def names_in(archive, folder):
    """Complaints about the names a member uses: the configuration is below `data`, a folder's names have no prefix."""
    try:
        with tarfile.open(archive) as inner:
            names = inner.getnames()
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        return [f"{type(error).__name__}: {error}"]
    if folder == "config":
        allowed = (".", "./homeassistant.json", "data")
        wrong = [name for name in names if name not in allowed and not name.startswith("data/")]
        missing = [] if "data" in names else ["there is no entry for the folder data"]
    else:
        wrong = [name for name in names if name != "." and name.startswith(("./", "/"))]
        missing = []
    return missing + [f"the name {name!a} is not as Home Assistant writes it" for name in wrong[:5]]


def prove(backup, source, work, readers, patterns):
    """Returns complaints and the lines of a summary."""
    outer = container.Container(backup)
    folders = [name for name in container.MEMBERS if os.path.isdir(os.path.join(source, name))]
    found = outer.complaints(folders, os.path.join(source, "config"))
    members = os.path.join(work, "members")
    found += unpack("gnu", backup, members)
    summary = [f"{'member':24} {'entries':>8} {'bytes':>13} {'packed':>13}"]
    for folder in folders:
        name = outer.file_name(folder)
        archive = os.path.join(members, name)
        if not os.path.isfile(archive):
            continue  # complained of above
        problems = container.gzip_complaints(archive) if name.endswith(".gz") else []
        problems = problems or names_in(archive, folder)
        expected = Tree.of_source(os.path.join(source, folder), patterns if folder == "config" else None)
        for reader in readers:
            target = os.path.join(work, reader)
            problems += [f"{reader}: {line}" for line in unpack(reader, archive, target)]
            inside = os.path.join(target, "data") if folder == "config" else target
            problems += [f"{reader}: {line}" for line in compare(expected, Tree.of_restored(inside), reader, folder)]
            shutil.rmtree(target)
        found += [f"{name}: {line}" for line in problems]
        size = os.path.getsize(archive)
        summary.append(f"{name:24} {len(expected.entries):8} {expected.bytes:13} {size:13}")
    shutil.rmtree(members)
    return found, summary


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("backup")
    parser.add_argument("out")
    parser.add_argument("workdir")
    parser.add_argument("--readers", default=",".join(available()), help="default: all there are of gnu,bsd,python")
    parser.add_argument("--exclude", action="append", default=[], help="a pattern of source.exclude")
    parser.add_argument("--exclude-database", action="store_true")
    options = parser.parse_args()
    readers = [name for name in options.readers.split(",") if name]
    if not readers or not set(readers) <= set(READERS):
        parser.error(f"readers are some of {', '.join(READERS)}")
    patterns = options.exclude + (["home-assistant_v2.db", "home-assistant_v2.db-wal"] if options.exclude_database else [])
    work = os.path.join(os.path.abspath(options.workdir), f"prove-{os.getpid()}")
    os.makedirs(work)
    try:
        found, summary = prove(os.path.abspath(options.backup), options.out, work, readers, patterns)
    except container.Broken as error:
        found, summary = [str(error)], []
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print("\n".join(summary))
    for line in found[:200]:
        print(f"DIFFERENCE {line}")
    if found:
        sys.exit(f"not proved: {len(found)} differences")
    print(f"proved: every byte, name, mode, time and link, read by {', '.join(readers)}; gzip has nothing to complain of")


if __name__ == "__main__":
    main()
