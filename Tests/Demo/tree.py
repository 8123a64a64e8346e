"""A folder as a table of what is in it, and the differences between two of them."""
import hashlib
import os
import stat
from dataclasses import dataclass

import exclusions

TOLERANCE = 1_000  # nanoseconds: a time in a tar is often a decimal fraction of six digits or a float


@dataclass
class Entry:
    kind: str
    mode: int
    time: int  # nanoseconds
    size: int = 0
    content: str = ""  # sha256 of a file, target of a link


class Tree:
    def __init__(self):
        self.entries = {}  # path relative to the folder, "." for itself
        self.optional = set()
        self.bytes = 0

    @classmethod
    def of_restored(cls, folder):
        tree = cls()
        if os.path.isdir(folder):
            tree.walk(folder, ".", lambda path: False, lambda path: False)
        return tree

    @classmethod
    def of_source(cls, folder, patterns=None):
        """patterns: more of them beside Home Assistant's; None: nothing is left out but sockets and the like."""
        tree = cls()
        if patterns is None:
            left_out = may_be_left_out = lambda path: False
        else:
            left_out = exclusions.matcher((*exclusions.BOTH, *patterns))
            may_be_left_out = exclusions.matcher(exclusions.ONE_OF_THEM)
        tree.walk(folder, ".", left_out, may_be_left_out)
        tree.entries = {path: entry for path, entry in tree.entries.items() if entry.kind != "special"}
        return tree

    def walk(self, folder, path, left_out, may_be_left_out, optional=False):
        self.add(os.path.join(folder, path), path, optional)
        with os.scandir(os.path.join(folder, path)) as children:
            for child in children:
                below = child.name if path == "." else f"{path}/{child.name}"
                if left_out(below):
                    continue
                may = optional or may_be_left_out(below)
                if child.is_dir(follow_symlinks=False):
                    self.walk(folder, below, left_out, may_be_left_out, may)
                else:
                    self.add(child.path, below, may)

    def add(self, file, path, optional):
        status = os.lstat(file)
        entry = Entry("special", stat.S_IMODE(status.st_mode), status.st_mtime_ns)
        if stat.S_ISREG(status.st_mode):
            entry.kind, entry.size = "file", status.st_size
            with open(file, "rb") as stream:
                entry.content = hashlib.file_digest(stream, "sha256").hexdigest()
            self.bytes += status.st_size
        elif stat.S_ISLNK(status.st_mode):
            entry.kind, entry.content = "link", os.readlink(file)
        elif stat.S_ISDIR(status.st_mode):
            entry.kind = "folder"
        self.entries[path] = entry
        if optional:
            self.optional.add(path)


def compare(source, restored, reader, folder):
    """Lists what differs. A folder's own entry is optional in its member, and Python sets no time on links."""
    for path in sorted(source.entries.keys() | restored.entries.keys()):
        before, after = source.entries.get(path), restored.entries.get(path)
        if path == "." and folder != "config":
            continue
        if after is None:
            if path not in source.optional:
                yield f"missing: {path!a} ({before.kind})"
        elif before is None:
            yield f"not in the source: {path!a} ({after.kind})"
        else:
            for difference in differences(before, after, reader):
                yield f"{path!a}: {difference}"


def differences(before, after, reader):
    if before.kind != after.kind:
        yield f"was a {before.kind}, is a {after.kind}"
        return
    if before.content != after.content:
        what = f"target {before.content!a} became {after.content!a}" if before.kind == "link" else "contents differ"
        yield f"{what} (size {before.size}, {after.size})"
    if before.kind != "link" and before.mode != after.mode:
        yield f"mode {before.mode:04o} became {after.mode:04o}"
    if abs(before.time - after.time) >= TOLERANCE and not (before.kind == "link" and reader == "python"):
        yield f"time {before.time} ns became {after.time} ns"
