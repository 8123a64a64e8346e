"""A mosquitto of a test's own, on loopback, that remembers nothing over a restart."""

import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

PATH = "/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin"  # where Debian keeps it


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Mosquitto:
    @staticmethod
    def missing() -> str | None:
        names = "mosquitto", "mosquitto_pub", "mosquitto_sub"
        absent = [name for name in names if not shutil.which(name, path=PATH)]
        return f"{', '.join(absent)} not there" if absent else None

    def __init__(self):
        self.port = free_port()
        self.temporary = tempfile.TemporaryDirectory()
        self.configuration = pathlib.Path(self.temporary.name, "mosquitto.conf")
        self.configuration.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n")
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [shutil.which("mosquitto", path=PATH), "-c", self.configuration], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("mosquitto did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def end(self):
        self.stop()
        self.temporary.cleanup()

    def publish(self, topic: str, payload: str, retain=False):
        subprocess.run(
            [shutil.which("mosquitto_pub", path=PATH), "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t", topic,
             "-m", payload, *(["-r"] if retain else [])], check=True, timeout=20)

    def retained(self, topic: str) -> str | None:
        """What the broker has kept on a topic; None when nothing."""
        done = subprocess.run(
            [shutil.which("mosquitto_sub", path=PATH), "-h", "127.0.0.1", "-p", str(self.port), "-t", topic, "-C", "1",
             "-W", "2"], capture_output=True, text=True, timeout=20, check=False)
        return done.stdout.strip() or None
