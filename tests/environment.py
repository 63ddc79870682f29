"""The environment of tests and checks: keys of their own, no real database within reach.

`python -m tests.environment MODULE ARGUMENTS…` runs a module in it.
"""

import os
import runpy
import sys
from pathlib import Path

from hecheng.runtime.secrets import KEYS, variable

ROOT = Path(__file__).resolve().parents[1]


def enter() -> None:
    """Replace what the shell says about Hecheng by what tests may see."""
    for name in [name for name in os.environ if name.startswith(("HECHENG_", "DATABASE_"))]:
        if name != "HECHENG_POSTGRES_BIN":
            del os.environ[name]
    var = "test-other-postgres" if "HECHENG_POSTGRES_BIN" in os.environ else "test"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "hecheng.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",  # programs that are started run this checkout's code
        "HECHENG_VAR": str(ROOT / "var" / var),
        **{variable(name): bytes([number]).hex() * 32 for number, name in enumerate(KEYS, 1)},
        # nobody listens there: a test that uses the database without a fixture fails, it does not touch real rows
        "DATABASE_URL": "postgresql://hecheng_app@127.0.0.1:1/no_fixture_was_asked_for",
    }


if __name__ == "__main__":
    enter()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
