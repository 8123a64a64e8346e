"""Starts the drive-simulator program for a test, and speaks to its control interface."""

import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Simulator:
    CLIENT_ID = "simulator.apps.googleusercontent.com"
    CLIENT_SECRET = "simulator-client-secret"
    REFRESH_TOKEN = "1//simulator-refresh-token"

    @staticmethod
    def program() -> pathlib.Path:
        return pathlib.Path(os.environ.get("DRIVE_SIMULATOR", ROOT / ".build/debug/drive-simulator"))

    def __init__(self, *options: str, discard: bool = False):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        port_file = self.folder / "port"
        storage = ["--discard"] if discard else ["--store", self.folder / "contents"]
        self.process = subprocess.Popen(
            [self.program(), "--port-file", port_file, *storage, *options],
            stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("drive-simulator did not start")
            time.sleep(0.02)
        self.port = int(port_file.read_text())
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self) -> int:
        self.process.terminate()
        status = self.process.wait(20)
        self.temporary.cleanup()
        return status

    def add(self, *faults: dict):
        self._control("POST", "faults", json.dumps(faults).encode())

    def approve(self):
        """Plays the user who was shown a code."""
        self._control("POST", "device/approve", b"")

    def revoke(self, credentials: pathlib.Path):
        """Plays the user who takes the access away in the Google account."""
        token = json.loads(credentials.read_text())["refresh_token"]
        with urllib.request.urlopen(f"{self.url}/revoke", f"token={urllib.parse.quote(token, '')}".encode()) as answer:
            answer.read()

    def clear_faults(self):
        self._control("DELETE", "faults")

    def state(self) -> dict:
        return json.loads(self._control("GET", "state"))

    def file(self, name: str) -> dict:
        """The only file of this name."""
        found = [file for file in self.state()["files"] if file["name"] == name]
        assert len(found) == 1, f"{len(found)} files named {name}"
        return found[0]

    def _control(self, method: str, name: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(f"{self.url}/_simulator/{name}", method=method, data=body)
        with urllib.request.urlopen(request) as answer:
            return answer.read()
