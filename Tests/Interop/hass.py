"""A whole Home Assistant of a test's own, with an owner and the MQTT integration, seen through its REST interface."""

import functools
import json
import pathlib
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from core import Core
from mosquitto import free_port

CONFIGURATION = """\
homeassistant:
  time_zone: UTC
http:
  server_host: 127.0.0.1
  server_port: {port}
logger:
  default: warning
recorder:
history:
counter:
  told:
  away:
  device:
input_text:
  told:
    max: 255
automation: !include automations.yaml
script: !include scripts.yaml
"""


class HomeAssistant:
    MODULES = "homeassistant.const", "paho.mqtt", "hass_frontend", "sqlalchemy", "aiohttp_cors"

    @classmethod
    @functools.cache
    def missing(cls) -> str | None:
        """Why there is nothing to test with; None when there is."""
        try:
            done = subprocess.run(
                [Core.INTERPRETER, "-c", f"import {', '.join(cls.MODULES)}"], capture_output=True, text=True,
                check=False)
        except OSError as error:
            return f"HA_PYTHON cannot be run: {error}"
        if done.returncode == 0:
            return None
        reason = (done.stderr.splitlines() or ["no reason given"])[-1]
        return f"HA_PYTHON names no Python that can run Home Assistant with MQTT (see README.md here): {reason}"

    @classmethod
    @functools.cache
    def version(cls) -> tuple[int, int]:
        """Year and month of the release."""
        code = "import homeassistant.const as const; print(const.MAJOR_VERSION, const.MINOR_VERSION)"
        done = subprocess.run([Core.INTERPRETER, "-c", code], capture_output=True, text=True, check=True)
        year, month = done.stdout.split()
        return int(year), int(month)

    def __init__(self, broker_port: int, blueprints: pathlib.Path, automations: list, scripts: dict):
        self.temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.folder = pathlib.Path(self.temporary.name)
        self.port = free_port()
        self.folder.joinpath("configuration.yaml").write_text(CONFIGURATION.format(port=self.port))
        self.folder.joinpath("automations.yaml").write_text(json.dumps(automations))  # JSON is YAML
        self.folder.joinpath("scripts.yaml").write_text(json.dumps(scripts))
        for file in blueprints.rglob("*.yaml"):
            target = self.folder / "blueprints" / file.relative_to(blueprints)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
        self.log = self.folder / "output.log"
        self.token = None
        self.start()
        try:
            self._become_owner()
            self._add_broker(broker_port)
        except BaseException:
            self.end()
            raise

    def start(self):
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [Core.INTERPRETER, "-m", "homeassistant", "--config", self.folder, "--skip-pip", "--log-no-color"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        self.wait_until(self._is_up, "Home Assistant runs", 180)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def end(self):
        self.stop()
        self.temporary.cleanup()

    def _is_up(self) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"Home Assistant ended: {self.log.read_text()[-3000:]}")
        try:
            if self.token is None:
                return bool(self.call("GET", "onboarding"))
            return self.call("GET", "config")["state"] == "RUNNING"
        except (OSError, ValueError):
            return False

    def _become_owner(self):
        client = f"http://127.0.0.1:{self.port}/"
        answer = self.call("POST", "onboarding/users", {
            "client_id": client, "name": "Test", "username": "test", "password": "test-password", "language": "en"})
        form = {"grant_type": "authorization_code", "code": answer["auth_code"], "client_id": client}
        with urllib.request.urlopen(f"{client}auth/token", urllib.parse.urlencode(form).encode()) as reply:
            self.token = json.load(reply)["access_token"]
        self.wait_until(self._is_up, "Home Assistant is complete", 120)

    def _add_broker(self, port: int):
        flow = self.call("POST", "config/config_entries/flow", {"handler": "mqtt"})
        answer = {"broker": "127.0.0.1", "port": port}
        if any(field["name"] == "other_settings" for field in flow["data_schema"]):
            answer["other_settings"] = {"set_client_cert": False, "set_ca_cert": "off"}
        entry = self.call("POST", f"config/config_entries/flow/{flow['flow_id']}", answer)
        assert entry["type"] == "create_entry", entry

    def call(self, method: str, path: str, body: dict | None = None):
        """A request to the REST interface."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}", method=method,
            data=None if body is None else json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise ValueError(f"{method} {path}: {error.code} {error.read()[:500]}") from None
        try:
            return json.loads(text)
        except ValueError:
            return text.decode()

    def states(self) -> dict[str, dict]:
        return {state["entity_id"]: state for state in self.call("GET", "states")}

    def state(self, entity: str) -> str | None:
        found = self.states().get(entity)
        return found["state"] if found else None

    def service(self, name: str, /, *, response=False, **data):
        path = f"services/{name.replace('.', '/')}" + ("?return_response" if response else "")
        return self.call("POST", path, data)

    def rendered(self, template: str):
        return self.call("POST", "template", {"template": template})

    def set_automation(self, name: str, **automation):
        """Adds an automation, as the editor does."""
        self.call("POST", f"config/automation/config/{name}", {"alias": name} | automation)

    def wait_until(self, fits, what: str, seconds: float = 60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := fits():
                return value
            time.sleep(0.25)
        raise AssertionError(f"waited in vain until {what}; {self.log.read_text()[-2000:]}")

    def wait_for(self, entity: str, *wanted: str, seconds: float = 60):
        self.wait_until(
            lambda: self.state(entity) in wanted, f"{entity} is {' or '.join(wanted)}, not {self.state(entity)}", seconds)

    def registry(self) -> dict[str, dict]:
        """The entities of the registry's file by their unique ids, disabled ones too; complete after a stop."""
        path = self.folder / ".storage/core.entity_registry"
        entities = json.loads(path.read_text())["data"]["entities"]
        return {entity["unique_id"]: entity for entity in entities if entity["platform"] == "mqtt"}

    def enable_all(self):
        """Enables what is disabled by default; for a Home Assistant that is stopped."""
        path = self.folder / ".storage/core.entity_registry"
        registry = json.loads(path.read_text())
        for entity in registry["data"]["entities"]:
            entity["disabled_by"] = None
        path.write_text(json.dumps(registry))

    def complaints(self) -> list[str]:
        """Lines of the log about MQTT, templates, automations and scripts that are warnings or worse, but for those that
        say that the broker is away."""
        about = "mqtt", "template", "automation", "script", "drivepipe", "blueprint"
        away = "[homeassistant.components.mqtt.client]", "[paho.mqtt.client]", "The client is not currently connected"
        return [
            line for line in self.log.read_text().splitlines()
            if (" WARNING " in line or " ERROR " in line) and not any(part in line for part in away)
            and any(part in line.lower() for part in about)]
