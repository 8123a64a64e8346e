"""A real Home Assistant sees the agent, commands it, and both outlive each other's restarts."""

import itertools
import json
import re
import unittest

import test_homeassistant_config as assets
from home_test import HomeTestCase

LIVE = "sensor.drivepipe_status", "button.drivepipe_start", "binary_sensor.drivepipe_running"
PAST = "sensor.drivepipe_last_success", "sensor.drivepipe_last_size", "sensor.drivepipe_backup_count"


class EntityTests(HomeTestCase):
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

    def test_9_what_is_past_outlives_an_agent_that_is_killed(self):
        past = {entity: self.home.state(entity) for entity in PAST}
        self.site.agent.kill()
        self.home.wait_for("binary_sensor.drivepipe_connection", "off")
        states = self.home.states()
        self.assertEqual({entity: states[entity]["state"] for entity in LIVE}, dict.fromkeys(LIVE, "unavailable"))
        self.assertEqual({entity: states[entity]["state"] for entity in PAST}, past)
        self.assertRegex(self.dashboard(), r"\| Interop .* \| \d+ \|")
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
