"""securetar, the library with which Home Assistant reads backups, opens what drivepipe writes."""

import json
import pathlib
import tarfile
import tempfile
import unittest

import specimens

try:
    import securetar
except ImportError:
    securetar = None


@unittest.skipUnless(hasattr(securetar, "SecureTarArchive"), specimens.SECURETAR_IS_MISSING)
@unittest.skipUnless(*specimens.BUILT)
class Plain(unittest.TestCase):
    shape = "plain"

    def setUp(self):
        self.password = specimens.password(self.shape)
        self.archive = self.enterContext(securetar.SecureTarArchive(specimens.backup(self.shape), "r"))

    def test_every_member_holds_its_folder(self):
        for source in specimens.MEMBERS:
            with self.subTest(source=source), tempfile.TemporaryDirectory() as target:
                self.unpack(source, target)
                inside = pathlib.Path(target, "data" if source == "config" else ".")
                self.assertEqual(specimens.differences(specimens.source(source), inside, source), [])

    def unpack(self, source: str, target: str):
        name = specimens.member(self.shape, source)
        with securetar.SecureTarFile(
                fileobj=self.archive.tar.extractfile(name), gzip=name.endswith(".gz"), password=self.password,
                bufsize=4 << 20) as inner:
            # Debian's Python 3.11.2 has no filters yet.
            trusted = {"filter": "fully_trusted"} if hasattr(tarfile, "fully_trusted_filter") else {}
            inner.extractall(target, numeric_owner=True, **trusted)

    def test_the_manifest_says_what_it_is(self):
        manifest = json.load(self.archive.tar.extractfile("./backup.json"))
        self.assertEqual(manifest["protected"], self.password is not None)
        self.assertEqual(manifest["compressed"], specimens.SHAPES[self.shape].get("compressed", True))
        self.assertEqual(manifest["folders"], ["share", "ssl", "media", "addons/local"])


class Uncompressed(Plain):
    shape = "uncompressed"


class Encrypted(Plain):
    shape = "encrypted"

    def setUp(self):
        super().setUp()
        self.members = [member for member in self.archive.tar.getmembers() if not member.name.endswith(".json")]

    def open(self, password: str):
        return self.enterContext(securetar.SecureTarArchive(specimens.backup(self.shape), "r", password=password))

    def test_every_member_is_authentic_to_its_end(self):
        archive = self.open(self.password)
        for member in self.members:
            self.assertTrue(archive.validate(member), member.name)

    def test_another_password_opens_no_member(self):
        for password in ("another", "", self.password + " "):
            for member in self.members:
                self.assertFalse(self.open(password).validate_password(member), member.name)

    def test_one_password_but_no_two_streams_with_one_key(self):
        headers = [self.archive.tar.extractfile(member).read(136) for member in self.members]
        self.assertEqual(len({header[32:96] for header in headers}), 1)
        self.assertEqual(len({header[96:112] for header in headers}), len(headers))


class EncryptedUncompressed(Encrypted):
    shape = "encrypted, uncompressed"


if __name__ == "__main__":
    unittest.main()
