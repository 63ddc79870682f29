"""The sequencer and the signer of the log."""

import threading

from django.db import close_old_connections
from procrastinate.contrib.django import app

from hecheng.domains.notary import actions

SECONDS_BETWEEN_LOOKS = 0.5


def run_sequencer(stop: threading.Event) -> None:
    """The sequencer process: number what waits twice a second, until told to stop."""
    while not stop.is_set():
        numbered = actions.sequence()
        close_old_connections()
        if not numbered:
            stop.wait(SECONDS_BETWEEN_LOOKS)


@app.periodic(cron="* * * * *", periodic_id="notary.catch_up")
@app.task(name="notary.catch_up", queueing_lock="notary.catch_up", lock="notary.sequence")
def catch_up(timestamp: int = 0) -> int:
    """Number what waits where no sequencer process runs."""
    return actions.sequence()


@app.periodic(cron="*/10 * * * *", periodic_id="notary.sign_checkpoint")
@app.task(name="notary.sign_checkpoint", queueing_lock="notary.sign_checkpoint", lock="notary.sequence")
def sign_checkpoint(timestamp: int = 0) -> None:
    """Sign the present size and root."""
    actions.sign_checkpoint()
