"""Background entry points: each module names its jobs `<domain>.<verb>` and calls actions."""

from hecheng.jobs import notary, people, services

__all__ = ["notary", "people", "services"]
