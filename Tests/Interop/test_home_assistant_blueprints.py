"""The blueprints of config/homeassistant in a real Home Assistant."""

import datetime
import json
import time
import unittest

from home_test import HomeTestCase


class BlueprintTests(HomeTestCase):
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

    def test_8_the_nightly_backup_minds_its_guards(self):
        self.back_up()
        told, before = self.told(), self.home.state("event.drivepipe_event_backup")
        self.trigger("unless_fresh")
        self.home.call("POST", "states/sensor.ups", {"state": "OB DISCHRG"})
        self.trigger("with_power")
        self.home.wait_until(lambda: self.told() == told + 1, "it is told")
        self.assertIn("The power is out.", self.home.state("input_text.told"))
        self.assertEqual(self.home.state("event.drivepipe_event_backup"), before)
        self.home.call("POST", "states/sensor.ups", {"state": "OL"})
        self.trigger("with_power")
        self.wait_for_event("completed", before)
        self.assertEqual(self.told(), told + 1)

    def test_8_old_backups_are_pruned_when_drive_gets_full(self):
        before = self.home.state("event.drivepipe_event_maintenance")
        event = {"event_type": "drive_space_low", "id": "full", "message": "Little room."}
        self.site.broker.publish("drivepipe/event/storage", json.dumps(event))
        entity = "event.drivepipe_event_maintenance"
        self.home.wait_until(
            lambda: self.home.state(entity) != before
            and self.home.states()[entity]["attributes"]["event_type"] == "pruned", "it is pruned")

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

    def test_8_an_authorization_begins_with_a_code_that_is_told(self):
        self.site.broker.publish("drivepipe/command/deauthorize", "")
        self.home.wait_for("binary_sensor.drivepipe_drive_connection", "off")
        self.authorize()

    def test_9_an_absent_agent_is_told_of(self):
        self.site.agent.kill()
        self.home.wait_for("binary_sensor.drivepipe_connection", "off")
        told = self.told()
        self.trigger("nightly_backup")
        self.home.wait_until(lambda: self.told() == told + 1, "the nightly backup says why there is none")
        self.assertIn("away", self.home.state("input_text.told"))
        absence = int(self.home.state("counter.away"))
        self.home.wait_until(
            lambda: int(self.home.state("counter.away")) == absence + 1, "it is told that the agent is away", 150)
        self.site.agent.start()
        self.home.wait_for("sensor.drivepipe_status", "idle")


if __name__ == "__main__":
    unittest.main()
