"""drivepipe at Google's own addresses, through a proxy that wants a password, to a server with an authority of its own."""

import base64
import json
import pathlib
import shutil
import unittest

from drivepipe import DrivePipe
from simulator import Simulator
from tls_proxy import TLSProxy


@unittest.skipUnless(shutil.which("openssl"), "openssl is not installed")
@unittest.skipUnless(Simulator.program().exists(), "drive-simulator is not built")
@unittest.skipUnless(DrivePipe.program().exists(), "drivepipe is not built")
class Proxy(unittest.TestCase):
    PASSWORD = "hush-hush"

    def setUp(self):
        self.simulator = Simulator()
        self.proxy = TLSProxy(self.simulator.folder, self.simulator.port)
        tree = self.simulator.folder / "tree"
        (tree / "config").mkdir(parents=True)
        (tree / "config" / ".HA_VERSION").write_text("2026.11.0")
        self.settings = DrivePipe.configuration(tree, self.simulator, {})
        for address in ("api_url", "oauth_url"):
            del self.settings["drive"][address]
        self.settings["drive"] |= {
            "proxy": f"http://someone:{self.PASSWORD}@127.0.0.1:{self.proxy.port}",
            "ca_file": str(self.proxy.certificate)}

    def tearDown(self):
        self.proxy.close()
        self.simulator.stop()

    def run_backup(self):
        config = self.simulator.folder / "drivepipe.json"
        config.write_text(json.dumps(self.settings))
        return DrivePipe.run("backup", "--config", config, "--json")

    def test_a_backup_goes_through(self):
        done = self.run_backup()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.simulator.file(json.loads(done.stdout)["name"])["mimeType"], "application/x-tar")
        login = base64.b64encode(f"someone:{self.PASSWORD}".encode()).decode()
        for tunnel in self.proxy.tunnels:
            self.assertIn(f"Proxy-Authorization: Basic {login}\r\n", tunnel)
        hosts = {tunnel.split()[1] for tunnel in self.proxy.tunnels}
        self.assertEqual(hosts, {"oauth2.googleapis.com:443", "www.googleapis.com:443"})
        self.assertNotIn(self.PASSWORD, done.stdout + done.stderr)

    def test_another_authority_is_not_trusted(self):
        other = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
        if not other.exists():
            self.skipTest("no system authorities")
        self.settings["drive"]["ca_file"] = str(other)
        done = self.run_backup()
        self.assertEqual(done.returncode, 1)
        self.assertIn("certificate", json.loads(done.stdout)["message"])
        self.assertNotIn(self.PASSWORD, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
