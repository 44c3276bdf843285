"""What is said of the package in two places is the same in both."""

import configparser
import subprocess
import sys
from pathlib import Path

import handgrad

ROOT = Path(__file__).parents[1]


def test_the_version_is_the_one_that_is_built() -> None:
    """setup.cfg and `handgrad.__version__` name one version."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    assert config["metadata"]["version"] == handgrad.__version__


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """The line of README.md that .ci/run looks for stands there once."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    commands = [line for line in lines if line.startswith("$ python3 -m venv")]
    assert len(commands) == 1
    assert commands[0].endswith("pytest")


def test_the_helpers_for_test_suites_are_there_without_an_import_of_their_own() -> None:
    """As README.md names them: `handgrad.testing.assert_gradient`."""
    run = "import handgrad; handgrad.testing.assert_gradient(lambda x: x*x, lambda x: 2*x, 3.0)"
    done = subprocess.run([sys.executable, "-c", run], cwd=ROOT, check=False)
    assert done.returncode == 0
    assert "testing" in dir(handgrad)
