"""Runs a pipeline of programs and measures every process below it, from outside and without slowing it down."""
import dataclasses
import os
import subprocess
import threading
import time

from usage import Usage

EVERY = 0.02  # seconds between two looks at the memory; each process knows its peak, so little can be missed


@dataclasses.dataclass(frozen=True)
class Command:
    arguments: tuple
    environment: dict = dataclasses.field(default_factory=dict)  # added to ours


class Failed(Exception):
    pass


class Peaks:
    """The largest resident set of any process below some, and the most of those that lived at the same time, added up."""

    def __init__(self, roots):
        self.roots = roots
        self.largest = self.together = 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def _watch(self):
        while not self.ended.wait(EVERY):
            now = [peak(process) for root in self.roots for process in tree(root)]
            self.largest, self.together = max(self.largest, *now), max(self.together, sum(now))

    def stop(self):
        self.ended.set()
        self.thread.join()


def tree(process):
    """A process and all below it."""
    yield process
    try:
        for task in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{task}/children", encoding="ascii") as children:
                for child in children.read().split():
                    yield from tree(int(child))
    except (FileNotFoundError, ProcessLookupError):
        pass  # it has just ended


def peak(process):
    """Bytes; 0 when it has ended."""
    try:
        with open(f"/proc/{process}/status", encoding="utf-8", errors="replace") as status:
            return field(status.read(), "VmHWM") * 1024
    except (FileNotFoundError, ProcessLookupError):
        return 0


def field(text, name):
    """The number behind `name:` in a file of /proc; 0 where there is none."""
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0])
    return 0


def run(commands, log, before=()):
    """Runs the commands as a pipeline whose output goes nowhere.

    :param log: path of the file that gets their standard error.
    :param before: words to put in front of every command.
    """
    started = time.monotonic()
    processes = start(commands, log, before)
    peaks = Peaks([process.pid for process in processes])
    usage, failed = Usage(), []
    try:
        for process, command in zip(processes, commands):
            seconds, written, status = end(process)
            name = os.path.basename(command.arguments[0])
            usage = usage.then(Usage(cpu=seconds, written=written, by_program={name: seconds}))
            if status:
                failed.append(f"{name} ended with {status}")
    finally:
        peaks.stop()
        for process in processes:
            if process.returncode is None:
                process.kill()
    if failed:
        raise Failed(", ".join(failed))
    usage.wall, usage.largest, usage.together = time.monotonic() - started, peaks.largest, peaks.together
    return usage


def start(commands, log, before):
    processes, source = [], subprocess.DEVNULL
    with open(log, "ab") as errors:
        for command in commands:
            last = command is commands[-1]
            process = subprocess.Popen(
                [*before, *map(str, command.arguments)], stdin=source, stderr=errors, env=os.environ | command.environment,
                stdout=subprocess.DEVNULL if last else subprocess.PIPE)
            if source is not subprocess.DEVNULL:
                source.close()  # so that a writer hears when its reader has gone
            source = process.stdout
            processes.append(process)
    return processes


def end(process):
    """Waits for a process: CPU seconds and bytes written of it and all below it, and its exit status."""
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    with open(f"/proc/{process.pid}/io", encoding="ascii") as counters:
        written = field(counters.read(), "write_bytes")
    _, status, taken = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return taken.ru_utime + taken.ru_stime, written, process.returncode
