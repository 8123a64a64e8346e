"""rclone's Drive backend against the simulator, by way of a TLS proxy since its addresses are fixed."""

import hashlib
import json
import os
import shutil
import subprocess
import unittest

from simulator import Simulator
from tls_proxy import TLSProxy

QUANTUM = 256 * 1024


@unittest.skipUnless(shutil.which("rclone"), "rclone is not installed")
@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
@unittest.skipUnless(Simulator.program().exists(), "drive-simulator is not built")
class Rclone(unittest.TestCase):
    def setUp(self):
        self.simulator = Simulator()
        self.proxy = TLSProxy(self.simulator.folder, self.simulator.port)
        token = {
            "access_token": "expired", "token_type": "Bearer", "refresh_token": Simulator.REFRESH_TOKEN,
            "expiry": "2000-01-01T00:00:00Z",
        }
        config = self.simulator.folder / "rclone.conf"
        config.write_text(
            f"[sim]\ntype = drive\nscope = drive.file\nclient_id = {Simulator.CLIENT_ID}\n"
            f"client_secret = {Simulator.CLIENT_SECRET}\ntoken = {json.dumps(token)}\n")
        self.options = [
            "--config", config, "--ca-cert", self.proxy.certificate, "--drive-chunk-size", "256k",
            "--drive-upload-cutoff", "100k", "--drive-pacer-min-sleep", "1ms", "--retries", "1",
        ]
        self.environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self.environment |= {"HTTPS_PROXY": f"http://127.0.0.1:{self.proxy.port}"}

    def tearDown(self):
        self.proxy.close()
        self.assertEqual(self.simulator.stop(), 0)

    def rclone(self, *arguments: str, data: bytes = b"") -> bytes:
        result = subprocess.run(
            ["rclone", *arguments, *self.options], input=data, capture_output=True, env=self.environment, timeout=120)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return result.stdout

    def check(self, data: bytes, name: str):
        file = self.simulator.file(name)
        self.assertEqual(file["size"], str(len(data)))
        self.assertEqual(file["md5Checksum"], hashlib.md5(data).hexdigest())

    def test_rcat_of_any_size(self):
        for size in (0, 1, 100_000, QUANTUM, QUANTUM + 1, 4 * QUANTUM):
            with self.subTest(size=size):
                data = os.urandom(size)
                self.rclone("rcat", f"sim:{size}.tar", data=data)
                self.check(data, f"{size}.tar")
                self.assertEqual(self.rclone("cat", f"sim:{size}.tar"), data)

    def test_copy_of_files_into_a_folder(self):
        folder = self.simulator.folder / "files"
        folder.mkdir()
        contents = {f"{size}.bin": os.urandom(size) for size in (0, 10, 3 * QUANTUM + 5)}
        for name, data in contents.items():
            (folder / name).write_bytes(data)
        self.rclone("copy", str(folder), "sim:Backups")
        for name, data in contents.items():
            self.check(data, name)
        self.rclone("check", str(folder), "sim:Backups", "--download")
        listed = json.loads(self.rclone("lsjson", "sim:Backups", "--hash"))
        sums = {entry["Name"]: entry["Hashes"]["md5"] for entry in listed}
        self.assertEqual(sums, {name: hashlib.md5(data).hexdigest() for name, data in contents.items()})

    def test_faults_that_rclone_survives(self):
        faults = [
            {"effect": "status", "status": 503}, {"effect": "drop_before"}, {"effect": "drop_after_bytes", "bytes": 1000},
            {"effect": "drop_after_commit"}, {"effect": "status", "status": 403, "reason": "userRateLimitExceeded"},
        ]
        data = os.urandom(4 * QUANTUM + 1)
        for number, fault in enumerate(faults):
            with self.subTest(fault=fault):
                self.simulator.add(fault | {"on": "chunk", "from": 2})
                self.rclone("rcat", f"sim:{number}.tar", data=data)
                self.check(data, f"{number}.tar")

    def test_about_move_and_delete(self):
        self.rclone("rcat", "sim:a.tar", data=b"content")
        self.assertEqual(json.loads(self.rclone("about", "sim:", "--json"))["used"], 7)
        self.rclone("moveto", "sim:a.tar", "sim:Folder/b.tar")
        self.assertEqual(self.rclone("lsf", "-R", "sim:").decode().split(), ["Folder/", "Folder/b.tar"])
        self.rclone("deletefile", "sim:Folder/b.tar")
        self.assertTrue(self.simulator.file("b.tar")["trashed"])
        self.rclone("deletefile", "sim:Folder/b.tar", "--drive-trashed-only", "--drive-use-trash=false")
        self.assertEqual([file["name"] for file in self.simulator.state()["files"]], ["Folder"])


if __name__ == "__main__":
    unittest.main()
