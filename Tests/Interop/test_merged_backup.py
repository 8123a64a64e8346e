"""Home Assistant's own code reads a backup of ours with the apps in it: Core what is Core's, the Supervisor's way the rest."""

import json
import os
import pathlib
import tarfile
import tempfile
import unittest

import specimens
from core import Core
from drivepipe import DrivePipe
from supervisor_stand_in import SupervisorStandIn

ADDONS = [
    {"slug": "core_mosquitto", "name": "Mosquitto broker", "version": "7.0.1", "size": 0.0},
    {"slug": "a0d7b954_zigbee2mqtt", "name": "Zigbee2MQTT", "version": "2.6.3-1", "size": 1.5}]
REPOSITORIES = ["core", "local", "https://github.com/hassio-addons/repository"]


@unittest.skipIf(Core.missing(), Core.missing())
@unittest.skipUnless(*specimens.BUILT)
class Plain(unittest.TestCase):
    password: str | None = None
    compressed = True

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.apps = cls.folder / "apps"
        for addon in ADDONS:
            data = cls.apps / addon["slug"] / "data"
            data.mkdir(parents=True)
            (data.parent / "addon.json").write_text(json.dumps({"version": addon["version"], "state": "started"}))
            (data / "options.json").write_text(addon["name"])
            (data / "noise.db").write_bytes(os.urandom(3_000_001))
            (data / "link").symlink_to("options.json")
        manifest = {
            "version": 2, "slug": SupervisorStandIn.SLUG, "name": "apps", "date": "2026-11-23T02:15:00.000000+00:00",
            "type": "partial", "supervisor_version": "2026.08.2", "compressed": cls.compressed, "protected": False,
            "homeassistant": None, "folders": [], "addons": ADDONS, "repositories": REPOSITORIES, "extra": {}}
        partial = cls.folder / "partial.tar"
        Core.call("write_apps", target=partial, apps=cls.apps, compressed=cls.compressed, manifest=manifest)
        supervisor = SupervisorStandIn(partial, manifest)
        try:
            cls.backup = cls.folder / "merged.tar"
            cls.result = DrivePipe.backup(
                specimens.installation(), cls.backup,
                sections={"supervisor": {"mode": "apps", "url": supervisor.url, "token": supervisor.TOKEN}},
                password=cls.password, compressed=cls.compressed)
        finally:
            supervisor.stop()
        cls.order, cls.requests = supervisor.order, supervisor.requests
        with tarfile.open(cls.backup, "r:") as archive:
            cls.names = archive.getnames()
            cls.manifest = json.load(archive.extractfile("./backup.json"))

    def test_the_supervisor_was_asked_for_apps_alone_and_its_backup_removed(self):
        self.assertEqual(
            {key: self.order.get(key) for key in ("addons", "folders", "homeassistant", "compressed", "password")},
            {"addons": "ALL", "folders": [], "homeassistant": False, "compressed": self.compressed, "password": None})
        self.assertEqual(self.requests.count("POST /backups/freeze"), 1)
        self.assertEqual(self.requests.count("POST /backups/thaw"), 1)
        self.assertEqual(self.requests[-1], f"DELETE /backups/{SupervisorStandIn.SLUG}")

    def test_core_lists_it_with_its_apps(self):
        listed = Core.call("read", backup=self.backup)
        self.assertEqual(
            [(app["slug"], app["name"], app["version"]) for app in listed["addons"]],
            [(app["slug"], app["name"], app["version"]) for app in ADDONS])
        self.assertEqual(listed["protected"], self.password is not None)

    def test_core_accepts_its_password(self):
        self.assertTrue(Core.call("validate_password", backup=self.backup, password=self.password))

    def test_core_restores_its_part(self):
        config, result = Core.restore(self.backup, self.password, self.folder)
        self.assertEqual(result, {"success": True, "error": None, "error_type": None})
        source = specimens.installation() / "config/configuration.yaml"
        self.assertEqual((config / "configuration.yaml").read_bytes(), source.read_bytes())

    def test_each_app_comes_back_the_way_the_supervisor_restores_it(self):
        ending = ".tar.gz" if self.compressed else ".tar"
        for addon in ADDONS:
            target = self.folder / "restored" / addon["slug"]
            target.mkdir(parents=True)
            Core.call(
                "restore_member", backup=self.backup, name=addon["slug"] + ending, compressed=self.compressed,
                password=self.password, target=target)
            source = self.apps / addon["slug"]
            for name in ("addon.json", "data/options.json", "data/noise.db"):
                self.assertEqual((target / name).read_bytes(), (source / name).read_bytes(), name)
            self.assertEqual((target / "data/link").readlink(), pathlib.Path("options.json"))

    def test_the_first_tar_is_home_assistants_and_the_manifest_comes_last(self):
        ending = ".tar.gz" if self.compressed else ".tar"
        self.assertEqual(self.names[0], "homeassistant" + ending)
        self.assertEqual(self.names[-1], "./backup.json")
        self.assertLess(self.names.index("share" + ending), self.names.index("core_mosquitto" + ending))

    @unittest.skipUnless("SUPERVISOR_SOURCE" in os.environ, "SUPERVISOR_SOURCE names no checkout of the Supervisor")
    def test_its_manifest_passes_the_supervisors_schema(self):
        checked = Core.call("check_manifest", source=os.environ["SUPERVISOR_SOURCE"], manifest=self.manifest)
        self.assertEqual([app["slug"] for app in checked["addons"]], [app["slug"] for app in ADDONS])
        self.assertEqual(checked["repositories"], REPOSITORIES)
        self.assertEqual(checked["supervisor_version"], "2026.08.2")
        self.assertEqual(checked["protected"], self.password is not None)

    def test_drivepipe_verifies_it_and_brings_the_apps_back(self):
        configuration = self.folder / "drivepipe.json"
        configuration.write_text(json.dumps({"backup": {"password": self.password}}, ensure_ascii=False))
        done = DrivePipe.run("verify", "--config", configuration, self.backup, "--json")
        self.assertEqual((done.returncode, json.loads(done.stdout)["problems"]), (0, []), done.stderr)
        target = self.folder / "by drivepipe"
        done = DrivePipe.run("restore", "--config", configuration, self.backup, "--to", target, "--json")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for addon in ADDONS:
            self.assertEqual(
                (target / addon["slug"] / "data/noise.db").read_bytes(),
                (self.apps / addon["slug"] / "data/noise.db").read_bytes())


class Encrypted(Plain):
    password = specimens.PASSWORD


class Uncompressed(Plain):
    compressed = False


class EncryptedUncompressed(Uncompressed):
    password = specimens.PASSWORD


if __name__ == "__main__":
    unittest.main()
