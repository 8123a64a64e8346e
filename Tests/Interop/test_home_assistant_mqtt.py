"""A real Home Assistant sees the agent, commands it, and both outlive each other's restarts; the blueprints run in it."""

import datetime
import itertools
import json
import re
import textwrap
import time
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
    automation("maintenance", prune_weekday=str(TODAY.isoweekday()), verify_day=TODAY.day),
    automation("authorize_helper", notify=TELL),
]
SCRIPTS = {"back_up": {"alias": "Back up", "use_blueprint": {"path": "drivepipe/start_and_wait.yaml", "input": {}}}}
LIVE = "sensor.drivepipe_status", "button.drivepipe_start", "binary_sensor.drivepipe_running"
PAST = "sensor.drivepipe_last_success", "sensor.drivepipe_last_size", "sensor.drivepipe_backup_count"


@unittest.skipIf(HomeAssistant.missing(), HomeAssistant.missing())
@unittest.skipIf(Mosquitto.missing(), Mosquitto.missing())
@unittest.skipUnless(*specimens.BUILT)
class HomeAssistantTests(unittest.TestCase):
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

    def test_1_every_enabled_entity_is_there_under_its_id(self):
        states = self.home.states()
        names = []
        for file in (assets.ROOT / "discovery").glob("*.json"):
            component = json.loads(file.read_text())
            if component.get("platform") in (None, "device_automation"):
                continue
            entity = f"{component['platform']}.drivepipe_{file.stem}"
            if not component.get("enabled_by_default", True):
                self.assertNotIn(entity, states)
                continue
            self.assertIn(entity, states)
            self.assertEqual(states[entity]["attributes"]["friendly_name"], f"DrivePipe {component['name']}")
            self.assertNotEqual(states[entity]["state"], "unavailable", entity)
            names.append(component["name"])
        self.assertEqual(len(names), len(set(names)), "each name once")
        self.assertFalse([entity for entity in states if re.search(r"drivepipe.*_\d$", entity)])

    def test_2_the_start_button_makes_a_backup_and_the_sensors_follow(self):
        self.limit(0.1)
        self.press("start")
        self.home.wait_for("sensor.drivepipe_status", "streaming")
        self.home.wait_for("binary_sensor.drivepipe_running", "on")
        self.home.wait_until(lambda: self.home.state("sensor.drivepipe_progress").isdigit(), "there is progress")
        self.limit(0)
        self.home.wait_for("sensor.drivepipe_last_result", "success")
        self.home.wait_for("sensor.drivepipe_backup_count", "1")
        self.home.wait_for("sensor.drivepipe_progress", "unknown")
        attributes = self.home.states()["sensor.drivepipe_backup_count"]["attributes"]
        self.assertTrue(attributes["backups"][0]["verified"])
        self.assertEqual(self.last_event(), "completed")

    def dashboard(self) -> str:
        """The text of its cards, as it is now."""
        text = (assets.FOLDER / "dashboard.yaml").read_text()
        blocks = re.findall(r"content: \|\n((?:(?: {14}.*)?\n)+)", text)
        self.assertEqual(len(blocks), text.count("content: |"))
        return "\n".join(str(self.home.rendered(textwrap.dedent(block))) for block in blocks)

    def test_1_the_dashboard_says_that_there_are_no_backups_yet(self):
        self.assertIn("No backups yet.", self.dashboard())

    def test_3_the_dashboard_has_a_table_of_the_backups(self):
        self.assertRegex(self.dashboard(), r"\| Interop .* \| \d+ \|")
        self.assertNotIn("older", self.dashboard())

    def test_3_of_many_backups_the_dashboard_has_the_newest_and_the_number_of_the_others(self):
        one = {"id": "1" * 33, "name": "N" * 96, "at": "2026-11-01T00:00:00Z", "bytes": 9 << 30, "pinned": True,
               "verified": True, "kind": "partial"}
        real = self.site.broker.retained("drivepipe/catalog")
        many = json.loads(real) | {"count": 90, "backups": [one] * 30}
        self.site.broker.publish("drivepipe/catalog", json.dumps(many), retain=True)
        self.home.wait_for("sensor.drivepipe_backup_count", "90")
        text = self.dashboard()
        self.assertEqual(text.count("| 9216 | 📌✓ |\n"), 20)
        self.assertIn("\n\nand 70 older ones", text)
        self.site.broker.publish("drivepipe/catalog", real, retain=True)
        self.home.wait_for("sensor.drivepipe_backup_count", "1")

    def test_3_the_settings_follow_their_controls(self):
        controls = [
            ("switch.turn_on", "switch.drivepipe_schedule", {}, "on"),
            ("text.set_value", "text.drivepipe_schedule_time", {"value": "04:30"}, "04:30"),
            ("select.select_option", "select.drivepipe_schedule_interval", {"option": "weekly"}, "weekly"),
            ("number.set_value", "number.drivepipe_keep_last", {"value": 9}, "9"),
        ]
        for service, entity, data, state in controls:
            self.home.service(service, entity_id=entity, **data)
            self.home.wait_for(entity, state)
        self.home.wait_until(
            lambda: "04:30" in self.home.call("POST", "template", {
                "template": "{{ states('sensor.drivepipe_next_run') }}"}), "the next backup is known")
        self.site.broker.publish("drivepipe/set/schedule_time", "25:00")
        self.site.broker.publish("drivepipe/set/keep_last", "many")
        self.assertEqual(self.home.state("text.drivepipe_schedule_time"), "04:30")
        self.assertEqual(self.home.state("number.drivepipe_keep_last"), "9")
        self.home.service("switch.turn_off", entity_id="switch.drivepipe_schedule")
        self.home.wait_for("sensor.drivepipe_next_run", "unknown")

    def test_4_a_script_starts_and_waits(self):
        answer = self.home.service("script.back_up", response=True, name="From a script", pin=True)["service_response"]
        self.assertEqual(answer["status"], "done", answer)
        attributes = self.home.states()["sensor.drivepipe_backup_count"]["attributes"]
        self.assertTrue(any(one["name"].startswith("From a script") or one["pinned"] for one in attributes["backups"]))

    def test_5_a_start_while_one_runs_is_refused_and_the_first_can_be_cancelled(self):
        self.limit(0.03)
        before = self.home.state("event.drivepipe_event_backup")
        self.press("start")
        self.home.wait_for("binary_sensor.drivepipe_running", "on")
        answer = self.home.service("script.back_up", response=True)["service_response"]
        self.assertEqual((answer["status"], answer["code"]), ("rejected", "busy"))
        self.press("cancel")
        self.wait_for_event("cancelled", before)
        self.limit(0)
        self.home.wait_for("binary_sensor.drivepipe_running", "off")

    def test_6_an_alert_comes_once_and_not_again_after_a_reload(self):
        self.back_up()
        config, away = self.site.tree / "config", self.site.tree / "away"
        before, told = self.home.state("event.drivepipe_event_backup"), self.told()
        config.rename(away)
        self.press("start")
        self.wait_for_event("failed", before)
        self.home.wait_until(lambda: self.told() == told + 1, "the failure is told")
        self.assertIn("Backup failed", self.home.state("input_text.told"))
        self.home.wait_for("binary_sensor.drivepipe_problem", "on")
        self.assertIn("The last backup failed", self.dashboard())
        away.rename(config)
        self.reload()
        self.back_up()
        self.assertEqual(self.told(), told + 1)

    def test_6_home_assistant_may_restart_during_a_backup(self):
        self.limit(0.01)
        told = self.told()
        self.press("start")
        self.home.wait_for("binary_sensor.drivepipe_running", "on")
        self.site.restart("home")
        self.home.wait_for("binary_sensor.drivepipe_running", "on")
        self.home.wait_for("sensor.drivepipe_status", "streaming")
        self.press("cancel")
        self.home.wait_until(lambda: self.told() == told + 1, "its end is told")
        self.assertIn("Backup cancelled", self.home.state("input_text.told"))
        self.limit(0)

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

    def tell_state(self, **changes):
        """Says something in the agent's place."""
        state = json.loads(self.site.broker.retained("drivepipe/state")) | changes
        self.site.broker.publish("drivepipe/state", json.dumps(state), retain=True)

    def test_7_no_good_backup_for_long_is_told_once_even_without_the_agent(self):
        self.site.agent.stop()
        told, soon = self.told(), datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=3)
        self.home.wait_for("sensor.drivepipe_status", "unavailable")
        self.tell_state(stale_at=soon.strftime("%Y-%m-%dT%H:%M:%SZ"))
        time.sleep(4)
        self.site.broker.publish("drivepipe/availability", "online", retain=True)
        self.home.wait_for("sensor.drivepipe_status", "idle")
        event = {"event_type": "disk_space_low", "id": "other", "message": "Something else in the same minute."}
        self.site.broker.publish("drivepipe/event/storage", json.dumps(event))
        self.home.wait_until(lambda: self.told() > told, "the other thing is told")
        self.site.broker.publish("drivepipe/availability", "offline", retain=True)
        self.home.wait_until(lambda: self.told() == told + 2, "it is told all the same", 90)
        self.assertIn("No recent backup: The last good backup is of", self.home.state("input_text.told"))
        self.reload()
        self.site.restart("home")
        self.home.wait_for("sensor.drivepipe_status", "unavailable")
        self.site.agent.start()
        self.home.wait_for("sensor.drivepipe_status", "idle")
        self.assertEqual(self.told(), told + 2)

    def test_7_that_there_never_was_a_backup_is_told_too(self):
        self.site.agent.stop()
        told = self.told()
        self.tell_state(last_success_at=None, stale_at="2026-01-01T00:00:00Z")
        self.home.wait_until(lambda: self.told() == told + 1, "it is told")
        self.assertIn("There has been no good backup yet.", self.home.state("input_text.told"))
        self.site.agent.start()
        self.home.wait_for("sensor.drivepipe_status", "idle")

    def test_8_the_nightly_backup_and_maintenance_run(self):
        told, count = self.told(), int(self.home.state("sensor.drivepipe_backup_count"))
        before = self.home.state("event.drivepipe_event_backup")
        self.trigger("nightly_backup")
        self.wait_for_event("completed", before)
        self.home.wait_until(lambda: int(self.home.state("sensor.drivepipe_backup_count")) == count + 1, "it is counted")
        self.assertEqual(self.told(), told)
        before = self.home.state("event.drivepipe_event_maintenance")
        self.trigger("maintenance")
        self.home.wait_until(
            lambda: self.home.states()["event.drivepipe_event_maintenance"]["attributes"].get("event_type") == "verified",
            f"after {before} the newest backup is verified")

    def trigger(self, name: str):
        self.home.service("automation.trigger", entity_id=f"automation.{name}", skip_condition=False)

    def authorize(self):
        entity = "sensor.drivepipe_auth_code"
        self.home.wait_for(entity, "none")
        self.press("authorize")
        self.home.wait_until(lambda: self.home.state(entity) != "none", "there is a code")
        code = self.home.state(entity)
        self.home.wait_until(lambda: f"enter the code {code}." in self.home.state("input_text.told"), "the code is told")
        self.assertIn(f"# {code}", self.dashboard())
        self.site.simulator.approve()
        self.home.wait_for("binary_sensor.drivepipe_drive_connection", "on")
        self.home.wait_for(entity, "none")

    def test_8_a_lost_authorization_is_told_and_can_be_mended(self):
        told, before = self.told(), self.home.state("event.drivepipe_event_backup")
        self.site.simulator.revoke(self.site.credentials)
        self.press("start")
        self.wait_for_event("failed", before)
        self.home.wait_for("binary_sensor.drivepipe_drive_connection", "off")
        self.home.wait_for("binary_sensor.drivepipe_problem", "on")
        # By backup_alerts the failure and its cause; by authorize_helper, under the same tag, the cause.
        self.home.wait_until(lambda: self.told() == told + 3, "it is told")
        self.assertIn("Press Authorize", self.dashboard())
        self.authorize()
        self.back_up()
        self.home.wait_for("binary_sensor.drivepipe_problem", "off")

    def test_8_device_triggers_start_automations(self):
        device = self.home.rendered("{{ device_id('sensor.drivepipe_status') }}")
        for kind, subtype in ("completed", "backup"), ("failed", "backup"), ("low", "drive_space"):
            trigger = {"trigger": "device", "domain": "mqtt", "device_id": device, "type": kind, "subtype": subtype}
            action = {"action": "counter.increment", "target": {"entity_id": "counter.device"}}
            self.home.set_automation(f"device_{kind}", triggers=[trigger], conditions=[], actions=[action])
        self.home.wait_for("automation.device_low", "on")
        before = int(self.home.state("counter.device"))
        self.back_up()
        self.home.wait_for("counter.device", str(before + 1))
        self.site.broker.publish("drivepipe/event/storage", '{"event_type": "drive_space_low", "message": "", "id": "low"}')
        self.home.wait_for("counter.device", str(before + 2))

    def test_8_an_authorization_begins_with_a_code_that_is_told(self):
        self.site.broker.publish("drivepipe/command/deauthorize", "")
        self.home.wait_for("binary_sensor.drivepipe_drive_connection", "off")
        self.authorize()

    def test_9_what_is_past_outlives_an_agent_that_is_killed(self):
        past = {entity: self.home.state(entity) for entity in PAST}
        self.site.agent.kill()
        self.home.wait_for("binary_sensor.drivepipe_connection", "off")
        states = self.home.states()
        self.assertEqual({entity: states[entity]["state"] for entity in LIVE}, dict.fromkeys(LIVE, "unavailable"))
        self.assertEqual({entity: states[entity]["state"] for entity in PAST}, past)
        told = self.told()
        self.trigger("nightly_backup")
        self.home.wait_until(lambda: self.told() == told + 1, "the nightly backup says why there is none")
        self.assertIn("away", self.home.state("input_text.told"))
        self.assertRegex(self.dashboard(), r"\| Interop .* \| \d+ \|")
        absence = int(self.home.state("counter.away"))
        self.home.wait_until(
            lambda: int(self.home.state("counter.away")) == absence + 1, "it is told that the agent is away", 150)
        self.site.agent.start()
        self.healed(past)

    def healed(self, past: dict):
        self.home.wait_for("binary_sensor.drivepipe_connection", "on")
        self.home.wait_for("sensor.drivepipe_status", "idle")
        for entity, value in past.items():
            self.home.wait_for(entity, value)

    def test_restarts_in_any_order_heal(self):
        past, told = {entity: self.home.state(entity) for entity in PAST}, self.told()
        for order in itertools.permutations(("broker", "agent", "home")):
            with self.subTest(order=order):
                for name in order:
                    self.site.restart(name)
                self.healed(past)
        self.back_up()
        self.assertEqual(self.told(), told)

    def test_z_every_component_is_registered_and_works_when_it_is_enabled(self):
        self.home.stop()
        registry = self.home.registry()
        self.home.enable_all()
        self.home.start()
        expected = {f"{platform}.drivepipe_{component}" for platform, component in assets.announced()}
        self.assertEqual({entity["entity_id"] for entity in registry.values()}, expected)
        self.home.wait_for("sensor.drivepipe_status", "idle")
        states = self.home.states()
        self.assertFalse([entity for entity in expected if states[entity]["state"] == "unavailable"])


if __name__ == "__main__":
    unittest.main()
