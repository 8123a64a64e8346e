"""Home Assistant's own code lists, checks, restores and copies what drivepipe writes."""

import dataclasses
import json
import pathlib
import tempfile
import unittest

import specimens
from core import Core, CoreError

KEPT = ".HA_RESTORE_RESULT", "backups"  # what a restore puts and leaves in the folder


def as_core_restores(tree):
    """What Home Assistant 2026.11 itself makes of a folder: it loses links that are relative and folders named
    `backups` wherever they are, and takes the permissions beyond 0755 away."""
    for path, entry in list(tree.entries.items()):
        if entry.kind == "link" or "backups" in path.split("/"):
            del tree.entries[path]
        else:
            tree.entries[path] = dataclasses.replace(entry, mode=entry.mode & 0o755)
    tree.entries.pop(".")  # its time is that of the restore
    return tree


@unittest.skipIf(Core.missing(), Core.missing())
@unittest.skipUnless(*specimens.BUILT)
class Plain(unittest.TestCase):
    shape = "plain"

    def setUp(self):
        self.backup = specimens.backup(self.shape)
        self.password = specimens.password(self.shape)
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.config = self.folder / "config"
        (self.config / "backups").mkdir(parents=True)
        (self.config / "backups/kept.tar").touch()
        (self.config / "configuration.yaml").write_text("old\n")
        (self.config / "home-assistant_v2.db").write_text("old\n")
        (self.folder / "empty").mkdir()

    def restore(self, password: str | None, database=True, homeassistant=True):
        Core.call(
            "restore", config=self.config, empty=self.folder / "empty", path=self.backup, password=password,
            remove_after_restore=False, restore_database=database, restore_homeassistant=homeassistant)

    def expected(self):
        return as_core_restores(specimens.source("config"))

    def assert_restored(self, expected):
        result = json.loads((self.config / ".HA_RESTORE_RESULT").read_text())
        self.assertEqual(result, {"success": True, "error": None, "error_type": None})
        self.assertTrue((self.config / "backups/kept.tar").exists())
        found = specimens.tree.Tree.of_restored(self.config)
        for path in list(found.entries):
            if path == "." or path.split("/")[0] in KEPT:
                del found.entries[path]
        self.assertEqual(list(specimens.tree.compare(expected, found, "python", "config")), [])

    def test_it_is_listed(self):
        listed = Core.call("read", backup=self.backup)
        said = specimens.result(self.shape)
        self.assertEqual(listed["backup_id"], said["slug"])
        self.assertEqual(listed["size"], self.backup.stat().st_size)
        self.assertEqual(listed["protected"], self.password is not None)
        self.assertEqual(listed["folders"], ["share", "ssl", "media", "addons/local"])
        self.assertEqual(listed["homeassistant_version"], "2026.11.0")
        self.assertTrue(listed["homeassistant_included"] and listed["database_included"])

    def test_its_file_is_named_as_home_assistant_would_name_it(self):
        listed = Core.call("read", backup=self.backup)
        said = specimens.result(self.shape)
        self.assertEqual(said["name"], listed["file_name"].replace(":", "."))

    def test_its_password_is_accepted(self):
        self.assertTrue(Core.call("validate_password", backup=self.backup, password=self.password))

    def test_all_of_it_is_restored(self):
        self.restore(self.password)
        self.assert_restored(self.expected())

    def test_it_is_restored_around_a_database_that_is_kept(self):
        self.restore(self.password, database=False)
        self.assertEqual((self.config / "home-assistant_v2.db").read_text(), "old\n")
        (self.config / "home-assistant_v2.db").unlink()
        expected = self.expected()
        expected.optional |= {"home-assistant_v2.db", "home-assistant_v2.db-wal"}
        self.assert_restored(expected)

    def test_the_database_alone_is_restored(self):
        self.restore(self.password, homeassistant=False)
        self.assertEqual((self.config / "configuration.yaml").read_text(), "old\n")
        for name in ("home-assistant_v2.db", "home-assistant_v2.db-wal"):
            source = specimens.installation() / "config" / name
            self.assertEqual((self.config / name).read_bytes(), source.read_bytes(), name)

    def test_what_home_assistant_encrypts_it_decrypts_to_the_same(self):
        self.copy_and_compare("EncryptedBackupStreamer", "another password", "DecryptedBackupStreamer")

    def copy_and_compare(self, first: str, password: str, second: str):
        """Copies and copies back, with Home Assistant's streamers."""
        there, back = self.folder / "there.tar", self.folder / "back.tar"
        for source, target, kind in ((self.backup, there, first), (there, back, second)):
            announced = Core.call("copy", backup=source, password=password, target=target, kind=kind)
            self.assertEqual(target.stat().st_size, announced)
        self.assertEqual(Core.call("read", backup=there)["protected"], first.startswith("Encrypted"))
        self.backup, before = back, self.backup
        self.assertEqual(Core.call("read", backup=back)["protected"], Core.call("read", backup=before)["protected"])
        self.restore(self.password)
        self.assert_restored(self.expected())


class Uncompressed(Plain):
    shape = "uncompressed"


class Encrypted(Plain):
    shape = "encrypted"

    def test_what_home_assistant_encrypts_it_decrypts_to_the_same(self):
        self.copy_and_compare("DecryptedBackupStreamer", self.password, "EncryptedBackupStreamer")

    def test_its_password_is_accepted_for_a_decrypted_download(self):
        Core.call("validate_password_stream", backup=self.backup, password=self.password)

    def test_another_password_is_refused(self):
        for password in ("another", "", None):
            with self.subTest(password=password):
                self.assertFalse(Core.call("validate_password", backup=self.backup, password=password))
                with self.assertRaises(CoreError):
                    self.restore(password)
                self.assertEqual((self.config / "configuration.yaml").read_text(), "old\n")
        with self.assertRaisesRegex(CoreError, "IncorrectPassword"):
            Core.call("validate_password_stream", backup=self.backup, password="another")


class EncryptedUncompressed(Encrypted):
    shape = "encrypted, uncompressed"


if __name__ == "__main__":
    unittest.main()
