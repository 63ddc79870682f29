"""The sequencer's process: numbers the log's entries as they come, until it is told to stop."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from hecheng.jobs.notary import run_sequencer


class Command(BaseCommand):
    help = "Number the log's entries as they come, until SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run_sequencer(stop)
