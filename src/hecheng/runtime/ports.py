"""Free loopback ports: one is never assumed to be free."""

import socket

from hecheng.runtime.errors import NotReady


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(preferred: int = 0) -> int:
    """The preferred port if it is free, else any free one."""
    if preferred and is_free(preferred):
        return preferred
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", 0))
        except OSError as error:
            raise NotReady("This machine has no free port left.") from error
        return int(probe.getsockname()[1])
