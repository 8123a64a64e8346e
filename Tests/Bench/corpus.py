"""The folders that every contender backs up: what an installation of Home Assistant has, in its proportions.

Nothing in it is left out of a backup, so that all contenders read the same bytes. The same size and seed make the same
files; they are kept until the recipe changes.
"""
import hashlib
import os
import pathlib
import shutil
import sys

import recorder

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "Demo"))
from make_tree import Tree, age  # noqa: E402  one maker of plausible small files is enough

LARGEST_DATABASE = 400_000_000  # a longer history is here as what Core leaves behind of a database it found damaged
DATABASE = 0.72
LARGEST_PART = 1_500_000  # bytes of a log or a firmware image


class Corpus:
    def __init__(self, cache, megabytes, seed=1):
        recipe = b"".join((HERE / name).read_bytes() for name in ("corpus.py", "recorder.py", "../Demo/make_tree.py"))
        version = hashlib.sha256(recipe).hexdigest()[:8]
        self.path = pathlib.Path(cache) / f"corpus-{megabytes}-{seed}-{version}"
        self.size, self.seed = megabytes * 1_000_000, seed

    def make(self):
        """Makes the files unless they are there already, and puts them on the disk."""
        if not self.path.exists():
            draft = self.path.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            fill(Tree(draft, self.seed), self.size)
            os.sync()
            draft.rename(self.path)
        return self

    @property
    def folders(self):
        return sorted(path.name for path in self.path.iterdir())

    @property
    def files(self):
        for folder, _, names in os.walk(self.path):
            for name in names:
                yield os.path.join(folder, name)

    @property
    def bytes(self):
        return sum(os.path.getsize(file) for file in self.files)

    def warm(self):
        """Into the page cache, as far as it goes there."""
        for name in self.files:
            with open(name, "rb", buffering=0) as file:
                while file.read(1 << 20):
                    pass

    def cool(self):
        """Out of the page cache, for which nobody needs a privilege."""
        for name in self.files:
            file = os.open(name, os.O_RDONLY)
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(file)


def fill(tree, size):
    tree.write("config/.HA_VERSION", "2026.11.0")
    tree.write("config/configuration.yaml", "default_config:\n")
    databases(tree, int(size * DATABASE))
    for name in ("core.entity_registry", "core.device_registry", "core.restore_state", "lovelace", "trace.saved_traces"):
        tree.write(f"config/.storage/{name}", tree.json(int(size * 0.007)), 0o600)
    tree.fill(int(size * 0.045), 300, 40_000, lambda number, one: tree.write(
        f"config/custom_components/part_{number % 31}/module_{number}.py", tree.some_text(one)))
    tree.fill(int(size * 0.01), 20, 2_500, lambda number, one: tree.write(
        f"config/packages/room_{number % 40}/entry_{number}.yaml", tree.some_text(one)))
    logs, images = log(tree, 2 * LARGEST_PART), firmware(tree, 2 * LARGEST_PART)
    tree.fill(int(size * 0.03), 200_000, LARGEST_PART, lambda number, one: tree.write(
        f"config/logs/service_{number}.txt", part(tree, logs, one)))
    tree.fill(int(size * 0.03), 200_000, LARGEST_PART, lambda number, one: tree.write(
        f"config/esphome/.build/node_{number}/firmware.bin", part(tree, images, one)))
    tree.fill(int(size * 0.08), 40_000, 3_000_000, lambda number, one: tree.write(
        f"config/www/camera_{number % 5}/picture_{number}.jpg", tree.picture(one)))
    tree.fill(int(size * 0.05), 500_000, 6_000_000, lambda number, one: tree.write(
        f"media/clips/{number}.mp4", b"\0\0\0\x18ftypmp42" + tree.rng.randbytes(one - 12)))
    age(tree)


def databases(tree, size):
    path = tree.path("config/home-assistant_v2.db").decode()
    recorder.make(path, min(size, LARGEST_DATABASE), tree.rng.getrandbits(32), tree.entities)
    for number in range(1, round(size / LARGEST_DATABASE)):
        shutil.copyfile(path, f"{path}.corrupt.2026-{number:02}-11T10:41:20.431530")


def part(tree, whole, size):
    start = tree.rng.randrange(len(whole) - size)
    return whole[start:start + size]


def log(tree, size):
    texts = [text.strip() for text in tree.text[:65_536].decode().splitlines()]
    lines = []
    while size > 0:
        text = tree.rng.choice(texts)
        lines.append("2026-%02d-%02d %02d:%02d:%02d.%03d %s (MainThread) [homeassistant.components.%s] %s\n" % (
            *(tree.rng.randrange(1, most) for most in (13, 29, 24, 60, 60, 1000)), tree.rng.choice(("WARNING", "ERROR", "INFO")),
            text.split(":")[0], text))
        size -= len(lines[-1])
    return "".join(lines)


def firmware(tree, size):
    """Code-like: short pieces that return, between others that never do, and room left empty."""
    pieces = [tree.rng.randbytes(tree.rng.randint(4, 24)) for _ in range(4000)]
    parts = []
    while size > 0:
        part = tree.rng.choice(pieces) if tree.rng.random() < 0.75 else tree.rng.randbytes(tree.rng.randint(2, 12))
        parts.append(bytes(64) if tree.rng.random() < 0.02 else part)
        size -= len(parts[-1])
    return b"".join(parts)
