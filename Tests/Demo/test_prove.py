"""Proves the prover: it takes a right backup and finds what is wrong with a wrong one.

    python3 -m unittest discover -s Tests/Demo
"""
import copy
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

import exclusions

HERE = os.path.dirname(os.path.abspath(__file__))
DATE, NAME = "2026-11-23T10:00:00.123456+00:00", "Test"


def run(*command):
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)


def changed_entry(entry, **attributes):
    """What TarInfo.replace does, which Debian's Python 3.11.2 does not have yet."""
    entry = copy.copy(entry)
    for name, value in attributes.items():
        setattr(entry, name, value)
    return entry


class Backup:
    """Writes a backup with Python's tarfile; a test changes one thing about it."""

    def __init__(self, tree):
        self.tree = tree
        self.left_out = exclusions.matcher(exclusions.BOTH)
        self.change = lambda entry: entry  # of an inner tar; None leaves it out
        self.tail = b""  # behind each gzip member
        self.rename = {}
        self.manifest = {
            "version": 2, "slug": hashlib.sha1(f"{DATE} - {NAME}".lower().encode()).hexdigest()[:8], "name": NAME,
            "date": DATE, "type": "partial", "compressed": True, "protected": False,
            "homeassistant": {"version": "2026.11.0", "exclude_database": False},
            "folders": ["share", "ssl", "media"], "addons": [], "extra": {}}

    def write(self, path):
        with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as outer:
            for folder in ("config", "share", "ssl", "media"):
                name = {"config": "homeassistant"}.get(folder, folder) + ".tar.gz"
                self.add(outer, self.rename.get(name, name), self.inner(folder) + self.tail)
            self.add(outer, "./backup.json", json.dumps(self.manifest).encode())

    def inner(self, folder):
        buffer = io.BytesIO()
        root = os.path.join(self.tree, folder)
        with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=1) as inner:
            if folder == "config":
                inner.add(root, "data", filter=lambda entry: self.entry(entry, entry.name[5:]))
            else:
                for name in sorted(os.listdir(root)):
                    inner.add(os.path.join(root, name), name, filter=lambda entry: self.entry(entry, ""))
        return buffer.getvalue()

    def entry(self, entry, path):
        return None if entry.isfifo() or path and self.left_out(path) else self.change(entry)

    @staticmethod
    def add(outer, name, content):
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        outer.addfile(entry, io.BytesIO(content))


class ProveTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.tree = os.path.join(cls.folder, "tree")
        made = run(os.path.join(HERE, "make_tree.py"), cls.tree, "--megabytes", "1")
        assert made.returncode == 0, made.stderr

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def prove(self, backup, *options):
        path = os.path.join(self.folder, "backup.tar")
        if isinstance(backup, Backup):
            backup.write(path)
        else:
            with open(path, "wb") as file:
                file.write(backup)
        return run(os.path.join(HERE, "prove.py"), path, self.tree, os.path.join(self.folder, "work"), *options)

    def finds(self, backup, complaint, *options):
        done = self.prove(backup, *(options or ("--readers", "gnu")))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn(complaint, done.stdout)

    def test_a_right_backup_is_proved_by_every_reader(self):
        done = self.prove(Backup(self.tree))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("proved", done.stdout)

    def test_entries(self):
        def changed(name, change):
            def apply(entry):
                if entry.name == name:
                    return change(entry)
                return entry
            backup = Backup(self.tree)
            backup.change = apply
            return backup

        for name, change, complaint in (
            ("data/www/visits.log", lambda entry: None, "missing: 'www/visits.log' (file)"),
            ("data/www/private", lambda entry: None, "missing: 'www/private' (folder)"),
            ("data/secrets.yaml", lambda entry: changed_entry(entry, mode=0o644), "mode 0600 became 0644"),
            ("data/configuration.yaml", lambda entry: changed_entry(entry, mtime=entry.mtime + 2e-6), "ns became"),
            ("data/www", lambda entry: changed_entry(entry, mtime=int(entry.mtime)), "'www': time"),
            ("data/www/relative link", lambda entry: changed_entry(entry, linkname="blocks/511.bin"), "target"),
            ("empty.txt", lambda entry: changed_entry(entry, name="Empty.txt"), "not in the source: 'Empty.txt'"),
            ("documents", lambda entry: changed_entry(entry, name="./documents"), "is not as Home Assistant writes it"),
            ("data", lambda entry: changed_entry(entry, name="."), "there is no entry for the folder data"),
        ):
            with self.subTest(name):
                self.finds(changed(name, change), complaint)

    def test_what_home_assistant_leaves_out_must_be_left_out(self):
        backup = Backup(self.tree)
        backup.left_out = lambda path: path == "tts"
        self.finds(backup, "not in the source: 'home-assistant.log'")
        self.finds(backup, "missing: 'tts' (folder)")

    def test_behind_the_gzip_member(self):
        backup = Backup(self.tree)
        for tail in (b"garbage", bytes(512), bytes.fromhex("1f8b080000000000000303000000000000000000")):
            backup.tail = tail
            self.finds(backup, "something behind the gzip member" if len(tail) == 20 else "gzip:")

    def test_outer_names(self):
        for name in ("./share.tar.gz", "Share.tar.gz"):
            backup = Backup(self.tree)
            backup.rename = {"share.tar.gz": name}
            self.finds(backup, "there is no b'share.tar.gz'")

    def test_manifest(self):
        for key, value in (("slug", "00000000"), ("extra", None), ("folders", ["share"]), ("date", "yesterday"),
                           ("homeassistant", {"version": "1"}), ("name", "a/b"), ("protected", True), ("version", 1)):
            with self.subTest(key):
                backup = Backup(self.tree)
                backup.manifest[key] = value
                self.finds(backup, "./backup.json: ")

    def test_a_damaged_file(self):
        path = os.path.join(self.folder, "good.tar")
        Backup(self.tree).write(path)
        with open(path, "rb") as file:
            good = file.read()
        flipped = good[:150_000] + bytes([good[150_000] ^ 1]) + good[150_001:]
        self.finds(flipped, "homeassistant.tar.gz: ")
        for broken in (good[:200_000], good.rstrip(b"\0"), b"", b"x" * 2000, good[:300] + b"x" + good[301:]):
            self.finds(broken, "DIFFERENCE ")


if __name__ == "__main__":
    unittest.main()
