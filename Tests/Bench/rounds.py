"""Runs the contenders of a shape round by round, each once a round and in changing order, so that noise hits all alike."""
import contextlib
import dataclasses
import pathlib
import shutil
import sys
import tempfile

import process
import throttle
from contenders import OURS, Place
from drive import Drive
from usage import Usage

MEMORY = "/dev/shm"


def ordered(contenders, number):
    """Round 0 as they stand, each further one begins with the next."""
    first = number % len(contenders)
    return [*contenders[first:], *contenders[:first]]


class Rounds:
    """The runs of one shape over one corpus."""

    def __init__(self, shape, corpus, folder):
        """:param folder: on a real disk; contenders write there, if they do."""
        self.shape, self.corpus, self.folder = shape, corpus, folder
        self.remarks = [f"{one.name} is left out, not installed: {', '.join(one.missing)}" for one in self.all if one.missing]
        self.present = [one for one in self.all if not one.missing]
        self.usages = {one.name: [] for one in self.present}
        self.sent = 0

    @property
    def all(self):
        return [*self.shape.contenders, *([self.shape.slowest] if self.shape.slowest else [])]

    def run(self, count):
        with self._reads() as before, contextlib.closing(Drive(self.shape.uplink)) as drive:
            if not self.shape.cold:
                self.corpus.warm()
            for number in range(count):
                for contender in ordered(self.present, number):
                    usage = self._once(contender, drive, before)
                    self.usages[contender.name].append(usage)
                    print(f"{self.shape.key} {number + 1}/{count}: {contender.name}, {usage.wall:.1f} s", file=sys.stderr)
        return self

    @contextlib.contextmanager
    def _reads(self):
        with contextlib.ExitStack() as stack:
            before = ()
            if self.shape.disk:
                try:
                    before = stack.enter_context(throttle.reads(self.corpus.path, self.shape.disk))
                except throttle.Unavailable as reason:
                    self.remarks.append(f"Reads are as fast as the disk, only without the page cache: {reason}.")
            yield before

    def _once(self, contender, drive, before):
        if self.shape.cold:
            self.corpus.cool()
        scratch, memory = (tempfile.mkdtemp(prefix="drivepipe-bench-", dir=place) for place in (self.folder, MEMORY))
        try:
            return self._measured(contender, drive, before, self._place(drive, scratch, memory))
        finally:
            shutil.rmtree(scratch)
            shutil.rmtree(memory)

    def _place(self, drive, scratch, memory):
        return Place(
            self.corpus.path, drive, pathlib.Path(scratch), pathlib.Path(memory), self.shape.password, self.shape.compressed,
            self.sent)

    def _measured(self, contender, drive, before, place):
        sent, log = drive.received, self.folder / "errors.log"
        log.write_bytes(b"")
        usage = Usage()
        try:
            for pipeline in contender.pipelines(place):
                usage = usage.then(process.run(pipeline, log, before))
        except process.Failed as failure:
            raise process.Failed(f"{contender.name}: {failure}: {log.read_text(errors='replace')[-2000:]}") from None
        kept = sum(file.stat().st_size for file in place.memory.rglob("*") if file.is_file())
        usage = dataclasses.replace(usage, sent=drive.received - sent + kept)
        if contender is OURS:
            self.sent = usage.sent
        return usage
