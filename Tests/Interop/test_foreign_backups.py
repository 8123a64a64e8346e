"""drivepipe verifies and restores what securetar and Home Assistant write."""

import json
import pathlib
import shutil
import tarfile
import tempfile
import unittest

import specimens
from core import Core
from drivepipe import DrivePipe

try:
    import securetar
except ImportError:
    securetar = None

PASSWORD = specimens.PASSWORD
MANIFEST = {
    "version": 2, "slug": "21ceafdc", "name": "Foreign", "date": "2026-11-23T13:00:00.123456+01:00", "type": "partial",
    "compressed": True, "homeassistant": {"version": "2026.11.0", "exclude_database": False},
    "extra": {"instance_id": "abc", "with_automatic_settings": True}}
GOOD, BAD, LOCKED = 0, 1, 3


class ForeignBackup(unittest.TestCase):
    """A folder for backups, and a configuration of Home Assistant with nothing in it that it cannot restore."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.backup = self.folder / "backup.tar"
        self.config = self.folder / "installation/config"
        source = specimens.installation() / "config"
        for name in (".HA_VERSION", "configuration.yaml", "secrets.yaml", "www", ".storage", "packages", "zigbee.db"):
            self.copy(source / name, self.config / name)

    @staticmethod
    def copy(source: pathlib.Path, target: pathlib.Path):
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("a fifo", "a socket"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)

    def drivepipe(self, command: str, *arguments, password: str | None = None):
        configuration = self.folder / "drivepipe.json"
        configuration.write_text(json.dumps({"backup": {"password": password}}, ensure_ascii=False))
        return DrivePipe.run(command, "--config", configuration, self.backup, *arguments, "--json")

    def assert_verified(self, status: int, password: str | None = None):
        done = self.drivepipe("verify", password=password)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)

    def assert_restored(self, password: str | None = None):
        target = self.folder / "restored"
        shutil.rmtree(target, ignore_errors=True)
        done = self.drivepipe("restore", "--to", target, password=password)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        expected = specimens.tree.Tree.of_source(self.config, [])
        self.assertEqual(specimens.differences(expected, target / "homeassistant", "config"), [])

    def flip_a_bit_of(self, name: str):
        with tarfile.open(self.backup) as archive:
            member = archive.getmember(name)
        with self.backup.open("r+b") as file:
            file.seek(member.offset_data + member.size // 2)
            byte = file.read(1)[0]
            file.seek(-1, 1)
            file.write(bytes([byte ^ 16]))

    def prove(self, password: str | None = None):
        """That it is verified and restored, and that damage and a wrong password are found."""
        self.assert_verified(GOOD, password)
        self.assert_restored(password)
        if password:
            self.assert_verified(LOCKED)
            self.assert_verified(BAD, "another")
        self.flip_a_bit_of("homeassistant.tar.gz")
        self.assert_verified(BAD, password)


@unittest.skipUnless(hasattr(securetar, "SecureTarArchive"), specimens.SECURETAR_IS_MISSING)
@unittest.skipUnless(*specimens.BUILT)
class SecureTar(ForeignBackup):
    def write(self, password: str | None, version: int | None = None):
        with securetar.SecureTarArchive(self.backup, "w", password=password, create_version=version) as archive:
            with archive.create_tar("./homeassistant.tar.gz") as inner:
                securetar.atomic_contents_add(inner, self.config, lambda path: False, "data")
            manifest = self.folder / "backup.json"
            manifest.write_text(json.dumps(MANIFEST | {"protected": password is not None}))
            archive.tar.add(manifest, "./backup.json")

    def test_plain(self):
        self.write(None)
        self.prove()

    def test_encrypted(self):
        for version in (2, 3):
            with self.subTest(version=version):
                self.write(PASSWORD, version)
                self.prove(PASSWORD)


@unittest.skipIf(Core.missing(), Core.missing())
@unittest.skipUnless(*specimens.BUILT)
class HomeAssistant(ForeignBackup):
    def write(self, password: str | None):
        manifest = MANIFEST | {"protected": password is not None}
        Core.call("write", config=self.config, target=self.backup, password=password, manifest=manifest)

    def test_plain(self):
        self.write(None)
        self.prove()

    def test_encrypted(self):
        self.write(PASSWORD)
        self.prove(PASSWORD)

    def test_the_copies_it_makes_of_ours(self):
        for kind, ours in (("EncryptedBackupStreamer", {}), ("DecryptedBackupStreamer", {"password": PASSWORD})):
            with self.subTest(kind=kind):
                original = self.folder / "ours.tar"
                DrivePipe.backup(self.config.parent, original, **ours)
                Core.call("copy", backup=original, password=PASSWORD, target=self.backup, kind=kind)
                self.prove(None if ours else PASSWORD)


if __name__ == "__main__":
    unittest.main()
