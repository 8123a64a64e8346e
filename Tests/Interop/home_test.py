"""What the tests in a real Home Assistant share: a site of their own with all blueprints in use, and words for it."""

import datetime
import json
import re
import textwrap
import unittest

import test_homeassistant_config as assets
from hass import HomeAssistant
from home_site import HomeSite
from mosquitto import Mosquitto
from test_foreign_backups import specimens

TODAY = datetime.datetime.now(datetime.UTC)
TELL = [
    {"action": "counter.increment", "target": {"entity_id": "counter.told"}},
    {"action": "input_text.set_value", "target": {"entity_id": "input_text.told"},
     "data": {"value": "{{ ((title | default('')) ~ ': ' ~ message)[:255] }}"}},
]

TELL_OF_ABSENCE = [
    {"condition": "template", "value_template": "{{ tag == 'drivepipe_away' }}"},
    {"action": "counter.increment", "target": {"entity_id": "counter.away"}},
]


def automation(blueprint: str, name: str | None = None, **inputs) -> dict:
    name = name or blueprint
    return {"id": name, "alias": name, "use_blueprint": {"path": f"drivepipe/{blueprint}.yaml", "input": inputs}}


AUTOMATIONS = [
    automation("backup_alerts", notify=TELL),
    automation("backup_alerts", "absence_alerts", notify=TELL_OF_ABSENCE, away_minutes=1),
    automation("nightly_backup", report=TELL, fresh_hours=0),
    automation("nightly_backup", "unless_fresh", report=TELL, fresh_hours=12),
    automation("nightly_backup", "with_power", report=TELL, fresh_hours=0, ups="sensor.ups"),
    automation("maintenance", prune_weekday=str(TODAY.isoweekday()), verify_day=TODAY.day),
    automation("authorize_helper", notify=TELL),
]
SCRIPTS = {"back_up": {"alias": "Back up", "use_blueprint": {"path": "drivepipe/start_and_wait.yaml", "input": {}}}}


@unittest.skipIf(HomeAssistant.missing(), HomeAssistant.missing())
@unittest.skipIf(Mosquitto.missing(), Mosquitto.missing())
@unittest.skipUnless(*specimens.BUILT)
class HomeTestCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = HomeSite(AUTOMATIONS, SCRIPTS)
        cls.addClassCleanup(cls.site.end)
        cls.home = cls.site.home
        cls.home.wait_for("sensor.drivepipe_status", "idle")

    def setUp(self):
        self.before = len(self.home.complaints())

    def tearDown(self):
        self.assertEqual(self.home.complaints()[self.before:], [])

    def press(self, name: str):
        self.home.service("button.press", entity_id=f"button.drivepipe_{name}")

    def limit(self, megabytes: float):
        self.home.service("number.set_value", entity_id="number.drivepipe_rate_limit", value=megabytes)
        self.home.wait_until(
            lambda: float(self.home.state("number.drivepipe_rate_limit")) == megabytes, "the limit holds")

    def told(self) -> int:
        return int(self.home.state("counter.told"))

    def last_event(self) -> str | None:
        return self.home.states()["event.drivepipe_event_backup"]["attributes"].get("event_type")

    def wait_for_event(self, kind: str, after: str):
        """Waits for an event after the one that came at `after`."""
        self.home.wait_until(
            lambda: self.home.state("event.drivepipe_event_backup") != after and self.last_event() == kind,
            f"the backup {kind}, not {self.last_event()}")

    def back_up(self):
        before = self.home.state("event.drivepipe_event_backup")
        self.press("start")
        self.wait_for_event("completed", before)
        self.home.wait_for("binary_sensor.drivepipe_running", "off")

    def dashboard(self) -> str:
        """The text of its cards, as it is now."""
        text = (assets.FOLDER / "dashboard.yaml").read_text()
        blocks = re.findall(r"content: \|\n((?:(?: {14}.*)?\n)+)", text)
        self.assertEqual(len(blocks), text.count("content: |"))
        return "\n".join(str(self.home.rendered(textwrap.dedent(block))) for block in blocks)

    def tell_state(self, **changes):
        """Says something in the agent's place."""
        state = json.loads(self.site.broker.retained("drivepipe/state")) | changes
        self.site.broker.publish("drivepipe/state", json.dumps(state), retain=True)

    def trigger(self, name: str):
        self.home.service("automation.trigger", entity_id=f"automation.{name}", skip_condition=False)

    def reload(self):
        """Home Assistant takes everything of MQTT away and sets it up again, then the automations."""
        self.home.service("mqtt.reload")
        entry = self.home.call("GET", "config/config_entries/entry")
        entry = next(one["entry_id"] for one in entry if one["domain"] == "mqtt")
        self.home.call("POST", f"config/config_entries/entry/{entry}/reload")
        self.home.service("automation.reload")
        self.home.wait_until(
            lambda: self.home.state("sensor.drivepipe_last_success") not in (None, "unavailable", "unknown"),
            "the facts are back")
