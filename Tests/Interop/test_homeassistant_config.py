"""What config/homeassistant names is what the agent announces. Needs nothing but Python."""

import json
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "config/homeassistant"
ENTITY = re.compile(r"\b([a-z_]+)\.drivepipe_([a-z0-9_]+)")


def announced(*, enabled=False) -> set[tuple[str, str]]:
    """Platform and component of each entity in discovery/, or only of those that are enabled by default."""
    found = set()
    for file in (ROOT / "discovery").glob("*.json"):
        component = json.loads(file.read_text())
        if component.get("platform") in (None, "device_automation"):
            continue
        if not enabled or component.get("enabled_by_default", True):
            found.add((component["platform"], file.stem))
    return found


class Entities(unittest.TestCase):
    def test_each_entity_that_is_named_is_announced(self):
        known = announced()
        files = [file for file in FOLDER.rglob("*") if file.suffix in (".yaml", ".md")]
        self.assertGreater(len(files), 6)
        for file in files:
            for platform, component in ENTITY.findall(file.read_text()):
                with self.subTest(file=file.name, entity=f"{platform}.drivepipe_{component}"):
                    self.assertIn((platform, component), known)

    def test_what_a_dashboard_or_a_blueprint_uses_is_enabled_by_default(self):
        enabled = announced(enabled=True)
        for file in [FOLDER / "dashboard.yaml", *(FOLDER / "blueprints").rglob("*.yaml")]:
            used = set(ENTITY.findall(file.read_text()))
            self.assertEqual(used - enabled, set(), file.name)

    def test_no_file_has_tabs_or_names_a_service_the_old_way(self):
        for file in FOLDER.rglob("*.yaml"):
            with self.subTest(file=file.name):
                self.assertNotRegex(file.read_text(), r"\t|^\s*(- )?(service|platform):")

    def test_each_file_is_yaml(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("PyYAML is not there: the YAML files were not parsed")

        class Loader(yaml.SafeLoader):
            pass

        Loader.add_constructor("!input", lambda loader, node: f"!input {node.value}")
        for file in FOLDER.rglob("*.yaml"):
            with self.subTest(file=file.name):
                self.assertIsInstance(yaml.load(file.read_text(), Loader), dict)


if __name__ == "__main__":
    unittest.main()
