"""A Drive for the contenders: our simulator, which keeps nothing, behind TLS, as Google is."""
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "Tests" / "Interop"))
os.environ.setdefault("DRIVE_SIMULATOR", str(ROOT / ".build/release/drive-simulator"))
from simulator import Simulator  # noqa: E402


class Drive:
    """All contenders reach it in the same way: by a proxy that leads Google's addresses to the simulator."""

    def __init__(self, rate=None):
        """:param rate: the most that it takes, in bytes per second."""
        self.simulator = Simulator("--quota", "0", *(["--rate-limit", str(rate)] if rate else []), discard=True)
        self.folder = self.simulator.folder
        self.front = subprocess.Popen(
            [sys.executable, pathlib.Path(__file__).with_name("front.py"), self.folder, str(self.simulator.port)],
            stdin=subprocess.DEVNULL)
        port = self.folder / "front-port"
        deadline = time.monotonic() + 30
        while not port.exists():
            if self.front.poll() is not None or time.monotonic() > deadline:
                self.close()
                raise RuntimeError("the TLS in front of the simulator did not start")
            time.sleep(0.02)
        self.proxy = f"http://127.0.0.1:{port.read_text()}"
        self.authority = self.folder / "proxy.pem"
        self._credentials()

    def _credentials(self):
        self.credentials = self.folder / "credentials.json"
        self.credentials.write_text(json.dumps({
            "client_id": Simulator.CLIENT_ID, "client_secret": Simulator.CLIENT_SECRET, "refresh_token": Simulator.REFRESH_TOKEN}))
        token = {"access_token": "expired", "token_type": "Bearer", "refresh_token": Simulator.REFRESH_TOKEN,
                 "expiry": "2000-01-01T00:00:00Z"}
        self.rclone = self.folder / "rclone.conf"
        self.rclone.write_text(
            f"[drive]\ntype = drive\nscope = drive.file\nclient_id = {Simulator.CLIENT_ID}\n"
            f"client_secret = {Simulator.CLIENT_SECRET}\ntoken = {json.dumps(token)}\n")

    @property
    def received(self):
        """Bytes of all bodies so far."""
        return self.simulator.state()["bytes_received"]

    @property
    def newest(self):
        """Bytes of the file that came last."""
        return int(self.simulator.state()["files"][-1]["size"])

    def token(self):
        """An access token, for a client that cannot get one by itself."""
        form = urllib.parse.urlencode({"grant_type": "refresh_token"} | json.loads(self.credentials.read_text()))
        with urllib.request.urlopen(f"{self.simulator.url}/token", form.encode()) as answer:
            return json.load(answer)["access_token"]

    def close(self):
        self.front.terminate()
        self.front.wait(20)
        self.simulator.stop()
