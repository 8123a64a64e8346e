"""Home Assistant's own code reads a backup of ours that holds what came through a named pipe, and passes over it."""

import json
import os
import pathlib
import subprocess
import tarfile
import tempfile
import unittest

import specimens
from core import Core
from drivepipe import DrivePipe


@unittest.skipIf(Core.missing(), Core.missing())
@unittest.skipUnless(*specimens.BUILT)
class Plain(unittest.TestCase):
    password: str | None = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.stream = os.urandom(3_000_001)
        (cls.folder / "dump").write_bytes(cls.stream)
        pipes = cls.folder / "pipes"
        pipes.mkdir()
        writer = subprocess.Popen([
            DrivePipe.program(), "pipe", "frame", "--to", pipes / "nightly", "--wait", "60", "cat", cls.folder / "dump"])
        tree = specimens.installation()
        # Home Assistant's streamers do not know the folder of local apps by its name, and leave it out.
        source = {"config": str(tree / "config"), "folders": {"share": str(tree / "share")}}
        try:
            cls.backup = cls.folder / "streamed.tar"
            DrivePipe.backup(
                tree, cls.backup, sections={"pipe_dir": str(pipes), "source": source},
                options=["--source-pipe", "nightly", "--as", "member", "--extension", "bin"], password=cls.password)
        finally:
            cls.writer = writer.wait(60)

    def test_the_writer_was_heard_to_its_end(self):
        self.assertEqual(self.writer, 0)

    def test_core_lists_it(self):
        listed = Core.call("read", backup=self.backup)
        self.assertEqual((listed["addons"], listed["protected"]), ([], self.password is not None))

    def test_core_accepts_its_password(self):
        self.assertTrue(Core.call("validate_password", backup=self.backup, password=self.password))
        if self.password:
            Core.call("validate_password_stream", backup=self.backup, password=self.password)

    def test_core_restores_its_part(self):
        config, result = Core.restore(self.backup, self.password, self.folder)
        self.assertEqual(result, {"success": True, "error": None, "error_type": None})
        source = specimens.installation() / "config/configuration.yaml"
        self.assertEqual((config / "configuration.yaml").read_bytes(), source.read_bytes())

    def test_the_stream_is_verified_and_comes_back(self):
        self.check(self.backup, "as made")

    def test_it_comes_back_from_a_copy_that_core_has_turned_over(self):
        kind = "decrypted" if self.password else "encrypted"
        copy = self.folder / "copy.tar"
        Core.call("copy", backup=self.backup, password=specimens.PASSWORD, target=copy,
            kind=f"{kind.capitalize()}BackupStreamer")
        with tarfile.open(copy, "r:") as archive:
            self.assertEqual(json.load(archive.extractfile("./backup.json"))["protected"], kind == "encrypted")
        self.check(copy, kind)

    def check(self, backup, name):
        configuration = self.folder / "drivepipe.json"
        configuration.write_text(json.dumps({"backup": {"password": specimens.PASSWORD}}, ensure_ascii=False))
        done = DrivePipe.run("verify", "--config", configuration, backup, "--json")
        self.assertEqual((done.returncode, json.loads(done.stdout)["problems"]), (0, []), done.stderr)
        target = self.folder / name
        done = DrivePipe.run("restore", "--config", configuration, backup, "--to", target, "--json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual((target / "pipe/nightly.bin").read_bytes(), self.stream)


class Encrypted(Plain):
    password = specimens.PASSWORD


if __name__ == "__main__":
    unittest.main()
