"""The simulated Supervisor answers as the real one does: Home Assistant's own client of it understands every answer."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = pathlib.Path(os.environ.get("SUPERVISOR_SIMULATOR", HERE.parents[1] / ".build/debug/supervisor-simulator"))
PYTHON = os.environ.get("HA_PYTHON", "")

EXPECTED = """\
supervisor ok
core ok
host ok
new ok
busy SupervisorBadRequestError 'BackupManager.freeze_all' blocked from execution, system is not running - freeze
list ok
info ok
size ok
remove ok
gone SupervisorNotFoundError Backup does not exist
freeze ok
thaw ok
thawed SupervisorBadRequestError 'BackupManager.thaw_all' blocked from execution, system is not frozen - running
forbidden SupervisorForbiddenError
"""


@unittest.skipUnless(PYTHON, "HA_PYTHON names no Python with Home Assistant: its client of the Supervisor was not tried")
@unittest.skipUnless(PROGRAM.exists(), "the supervisor-simulator is not built")
class Client(unittest.TestCase):
    def test_every_answer_is_understood(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in ("share", "apps/core_ssh"):
            (folder / name).mkdir(parents=True)
            (folder / name / "file").write_text(name)
        simulator = subprocess.Popen([PROGRAM, folder], stdout=subprocess.PIPE, text=True)
        self.addCleanup(simulator.stdout.close)
        self.addCleanup(simulator.wait)
        self.addCleanup(simulator.terminate)
        url = re.search(r"http://\S+", simulator.stdout.readline())[0]
        # Through standard input: HA_PYTHON may see other folders than we do.
        done = subprocess.run(
            [PYTHON, "-", url, "supervisor-simulator-token"], input=(HERE / "supervisor_client.py").read_text(),
            capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([line.rstrip() for line in done.stdout.splitlines()], EXPECTED.splitlines())


if __name__ == "__main__":
    unittest.main()
