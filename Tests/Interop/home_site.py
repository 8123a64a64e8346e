"""A broker, a Drive, a folder to back up, the agent, and a Home Assistant that knows them by MQTT alone."""

import json
import os
import pathlib
import random
import subprocess
import tempfile

from drivepipe import DrivePipe
from hass import HomeAssistant
from mosquitto import Mosquitto
from simulator import ROOT, Simulator

BLUEPRINTS = ROOT / "config/homeassistant/blueprints"


class Agent:
    """The agent as a process of its own."""

    def __init__(self, configuration: dict, folder: pathlib.Path):
        self.file = folder / "agent.json"
        self.file.write_text(json.dumps(configuration))  # JSON is YAML
        self.log = folder / "agent.log"
        self.start()

    def start(self):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("DRIVEPIPE_")}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [DrivePipe.program(), "agent", "--config", self.file], env=clean | {"TZ": "UTC"},
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait(30)


class HomeSite:
    def __init__(self, automations: list, scripts: dict):
        self.temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.tree = pathlib.Path(self.temporary.name, "tree")
        self.parts = []
        try:
            self._make_tree()
            self.broker = self._part(Mosquitto())
            self.simulator = self._part(Simulator("--approve-by-hand"))
            self.agent = self._part(Agent(self._configuration(), pathlib.Path(self.temporary.name)))
            self.home = self._part(HomeAssistant(self.broker.port, BLUEPRINTS, automations, scripts))
        except BaseException:
            self.end()
            raise

    def _part(self, part):
        self.parts.append(part)
        return part

    def _make_tree(self):
        config = self.tree / "config"
        config.mkdir(parents=True)
        (config / ".HA_VERSION").write_text("2026.11.0")
        (config / "configuration.yaml").write_text("homeassistant:\n")
        (config / "picture.jpg").write_bytes(random.Random(1).randbytes(600 << 10))

    @property
    def credentials(self) -> pathlib.Path:
        return self.simulator.folder / "credentials.json"

    def _configuration(self) -> dict:
        configuration = DrivePipe.configuration(self.tree, self.simulator, {"name": "Interop {date} {time}"})
        configuration["drive"]["chunk_size"] = "256KiB"
        configuration["mqtt"] = {"host": "127.0.0.1", "port": self.broker.port, "progress_seconds": 1}
        configuration["mqtt"]["object_ids"] = HomeAssistant.version() < (2025, 10)
        return configuration | {"discovery_dir": str(ROOT / "discovery")}

    def end(self):
        for part in reversed(self.parts):
            (part.end if hasattr(part, "end") else part.stop)()
        self.temporary.cleanup()

    def restart(self, name: str):
        part = {"broker": self.broker, "agent": self.agent, "home": self.home}[name]
        part.stop()
        part.start()
