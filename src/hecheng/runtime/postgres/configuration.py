"""How our own PostgreSQL is set up: loopback only, passwords always, tuned for two cores, nothing personal in its log."""

import os
import re
from pathlib import Path

LOG = "server.log"
LOG_LIMIT = 8 * 1024 * 1024  # bytes

SETTINGS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",  # no socket: its path may be too long, its lock outlives a killed server
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",  # our queries are short: compiling them costs more than running them
    "max_parallel_workers_per_gather": "1",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    "log_min_error_statement": "panic",  # statements and key values may hold personal data
    "log_error_verbosity": "terse",
}


def initdb(password_file: Path, superuser: str) -> list[str]:
    """The arguments of initdb, but for the folder."""
    return [
        f"--username={superuser}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--data-checksums",
    ]


def include(data: Path) -> None:
    """Have a new cluster read our settings last but for `ALTER SYSTEM`."""
    with open(_opened(data / "postgresql.conf", os.O_APPEND), "a") as file:
        file.write("\ninclude 'hecheng.conf'\n")


def write(data: Path) -> None:
    """(Re)write our settings: an older cluster gets the present ones at its next start."""
    with open(_opened(data / "hecheng.conf", os.O_TRUNC), "w") as file:
        file.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())


def _opened(path: Path, how: int) -> int:
    """Open for writing in the database user's folder: as root we must not follow a link that user may have put there."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | how, 0o644)
    os.fchmod(file, 0o644)  # that user reads it whatever our umask is; the folder itself is closed to others
    return file


def rotate_log(data: Path) -> None:
    """Keep one old log; a new one begins with each start after it has grown."""
    log = data / LOG
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.rename(log.with_suffix(".log.1"))


def last_complaint(data: Path) -> str | None:
    """The last FATAL or PANIC line of the server's log."""
    try:
        text = (data / LOG).read_text(errors="replace")
    except FileNotFoundError:
        return None
    found = re.findall(r"(?:FATAL|PANIC): +(.+)", text)
    return found[-1] if found else None
