"""The app's start script, with a Supervisor of the test's own on loopback."""

import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
APP = ROOT / "config/app"
BROKER = {
    "host": "core-mosquitto", "port": 1883, "ssl": False, "protocol": "3.1.1", "username": "addons",
    "password": "it's \"$HOME\" `id` \\ ünd\n"}
OPTIONS = {
    "source": {"folders": ["share", "local_apps"], "exclude": ["www/**", "a b"], "exclude_database": True},
    "backup": {"name": "DrivePipe {date}", "password": "$(touch {broken})"}, "retention": {"keep_last": 0},
    "mqtt": {"progress_seconds": 5}, "fetch_dir": "/backup", "schedule": {"weekdays": ["mon", "fri"]},
    "supervisor": {"mode": "apps", "delete_after_upload": True}}


class Supervisor(http.server.BaseHTTPRequestHandler):
    answer: dict = {}
    asked: list = []

    def do_GET(self):  # noqa: N802
        self.asked.append((self.path, self.headers["Authorization"]))
        self.send_response(200 if self.answer["result"] == "ok" else 400)
        self.end_headers()
        self.wfile.write(json.dumps(self.answer).encode())

    def log_message(self, *arguments):
        pass


@unittest.skipUnless(shutil.which("jq") and shutil.which("curl"), "jq or curl is not there: the app's script was not tried")
class RunScript(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in ("data", "config"):
            (self.folder / name).mkdir()
        self.program = self.folder / "drivepipe"
        self.program.write_text("#!/bin/sh\necho \"arguments: $*\"; exec env -0\n")
        self.program.chmod(0o755)
        self.server = http.server.HTTPServer(("127.0.0.1", 0), Supervisor)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        Supervisor.asked.clear()
        Supervisor.answer = {"result": "ok", "data": BROKER}

    def start(self, options: dict) -> subprocess.CompletedProcess:
        (self.folder / "options.json").write_text(json.dumps(options))
        return subprocess.run(
            [APP / "run.sh"], capture_output=True, text=True, timeout=60, check=False, cwd=self.folder, env={
                "PATH": os.environ["PATH"], "SUPERVISOR_TOKEN": "token", "PROGRAM": str(self.program),
                "SUPERVISOR": f"http://127.0.0.1:{self.server.server_port}", "DATA": str(self.folder / "data"),
                "IMPORT": str(self.folder / "config"), "OPTIONS": str(self.folder / "options.json")})

    def environment(self, options: dict) -> dict[str, str]:
        done = self.start(options)
        self.assertEqual(done.returncode, 0, done.stderr)
        first, rest = done.stdout.split("\n", 1)
        self.assertEqual(first, "arguments: agent")
        return dict(line.split("=", 1) for line in rest.split("\0") if line)

    def test_options_and_login_become_variables_as_they_are(self):
        found = self.environment(OPTIONS)
        self.assertEqual(Supervisor.asked, [("/services/mqtt", "Bearer token")])
        expected = {
            "MQTT_HOST": "core-mosquitto", "MQTT_PORT": "1883", "MQTT_USERNAME": "addons",
            "MQTT_PASSWORD": BROKER["password"], "BACKUP_PASSWORD": OPTIONS["backup"]["password"],
            "BACKUP_NAME": "DrivePipe {date}", "SOURCE_EXCLUDE": "www/**,a b", "SOURCE_EXCLUDE_DATABASE": "true",
            "SOURCE_FOLDERS_SHARE": "/share", "SOURCE_FOLDERS_SSL": "", "SOURCE_FOLDERS_MEDIA": "",
            "SOURCE_FOLDERS_ADDONS_LOCAL": "/local_apps", "RETENTION_KEEP_LAST": "0", "MQTT_PROGRESS_SECONDS": "5",
            "FETCH_DIR": "/backup", "SCHEDULE_WEEKDAYS": "mon,fri",
            "DRIVE_CREDENTIALS": str(self.folder / "data/credentials.json"), "STATE_DIR": str(self.folder / "data"),
            "DISCOVERY_DIR": "/usr/share/drivepipe/discovery", "SUPERVISOR_MODE": "apps",
            "SUPERVISOR_DELETE_AFTER_UPLOAD": "true", "SUPERVISOR_URL": f"http://127.0.0.1:{self.server.server_port}"}
        ours = {name.removeprefix("DRIVEPIPE_"): value for name, value in found.items() if name.startswith("DRIVEPIPE_")}
        self.assertEqual(ours, expected)
        self.assertEqual(found["SUPERVISOR_TOKEN"], "token")
        self.assertNotIn("HASSIO_TOKEN", found)

    def test_who_keeps_backups_in_a_folder_is_not_asked_for_credentials(self):
        self.assertIn("credentials.json", self.start(OPTIONS).stderr)
        folder = {"destination": "folder", "destination_dir": "/share/nas"}
        done = self.start(OPTIONS | folder)
        self.assertNotIn("credentials.json", done.stderr)
        self.assertIn("DRIVEPIPE_DESTINATION_DIR=/share/nas", done.stdout.split("\0"))

    def test_every_variable_is_a_key_of_the_configuration(self):
        keys = set()
        section = None
        for line in (ROOT / "config/drivepipe.yaml").read_text().splitlines():
            if found := re.match(r"( *)([a-z_]+):", line):
                section = found[2] if not found[1] else section
                keys.add(f"{section}_{found[2]}".upper() if found[1] else found[2].upper())
        section = None
        for line in (APP / "config.yaml").read_text().split("schema:\n")[1].splitlines():
            if found := re.match(r"  ([a-z_]+):$", line):
                section = found[1]
            elif found := re.match(r"  ([a-z_]+): ", line):
                self.assertIn(found[1].upper(), keys)
            elif found := re.match(r"    ([a-z_]+):", line):
                self.assertIn(f"{section}_{found[1]}".upper(), keys)

    def test_an_encrypted_broker_is_spoken_to_so(self):
        Supervisor.answer = {"result": "ok", "data": BROKER | {"ssl": True, "port": 8883}}
        found = self.environment(OPTIONS)
        self.assertEqual((found["DRIVEPIPE_MQTT_TLS"], found["DRIVEPIPE_MQTT_PORT"]), ("true", "8883"))

    def test_a_broker_of_the_options_goes_first(self):
        found = self.environment(OPTIONS | {"mqtt": {"host": "broker.lan"}})
        self.assertEqual(found["DRIVEPIPE_MQTT_HOST"], "broker.lan")
        self.assertNotIn("DRIVEPIPE_MQTT_PASSWORD", found)
        self.assertEqual(Supervisor.asked, [])

    def test_without_a_broker_it_says_what_to_do(self):
        for answer in ({"result": "error", "message": "Service not enabled"}, {"result": "ok", "data": {}}):
            Supervisor.answer = answer
            done = self.start(OPTIONS)
            self.assertEqual(done.returncode, 1)
            self.assertIn("There is no MQTT broker. Install", done.stderr)
            self.assertNotIn("arguments", done.stdout)

    def test_credentials_are_taken_over_and_no_secret_is_written(self):
        (self.folder / "config/credentials.json").write_text("{}")
        self.environment(OPTIONS)
        taken = self.folder / "data/credentials.json"
        self.assertEqual((taken.read_text(), taken.stat().st_mode & 0o777), ("{}", 0o600))
        self.assertFalse((self.folder / "config/credentials.json").exists())
        files = {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}
        self.assertEqual(files, {"drivepipe", "options.json", "data/credentials.json"})


class Packaging(unittest.TestCase):
    def test_the_versions_are_the_same(self):
        version = re.search(r'current = "(.*)"', (ROOT / "Sources/Agent/Version.swift").read_text())[1]
        self.assertIn(f'version: "{version}"\n', (APP / "config.yaml").read_text())

    def test_the_image_has_what_the_program_and_its_script_need(self):
        dockerfile = (APP / "Dockerfile").read_text()
        headers = re.search(r"PACKAGES := ((?:.*\\\n)*.*)", (ROOT / "Makefile").read_text())[1]
        for package in re.findall(r"\S+-dev\b", headers):
            self.assertIn(package, dockerfile)
        for tool in ("curl", "jq", "ca-certificates", "tzdata"):
            self.assertIn(f" {tool}", dockerfile)


if __name__ == "__main__":
    unittest.main()
