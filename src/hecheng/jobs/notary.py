"""The sequencer and the signer of the log."""

from procrastinate.contrib.django import app

from hecheng.domains.notary import actions


@app.task(name="notary.sequence", queueing_lock="notary.sequence", lock="notary.sequence", retry=5)
def sequence() -> int:
    """Number what waits; deferred by every append, so that a leaf has its index within a second."""
    return actions.sequence()


@app.periodic(cron="* * * * *", periodic_id="notary.catch_up")
@app.task(name="notary.catch_up", queueing_lock="notary.catch_up", lock="notary.sequence")
def catch_up(timestamp: int = 0) -> int:
    """Number what a lost wake-up left behind."""
    return actions.sequence()


@app.periodic(cron="*/10 * * * *", periodic_id="notary.sign_checkpoint")
@app.task(name="notary.sign_checkpoint", queueing_lock="notary.sign_checkpoint", lock="notary.sequence")
def sign_checkpoint(timestamp: int = 0) -> None:
    """Sign the present size and root."""
    actions.sign_checkpoint()
