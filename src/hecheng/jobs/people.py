"""Messages leave the house; jobs whose worker died are taken up again."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hecheng.domains.people.actions import deliver_message

#: minutes 1, 4, 16, … between attempts
PATIENCE = RetryStrategy(max_attempts=6, exponential_wait=4, wait=60)
#: a worker that has not been heard of for so many seconds is dead
DEAD_AFTER = 60


class NotDeliveredError(Exception):
    """Some messages are still waiting; raised so that the job is tried again."""


@app.task(name="people.deliver", retry=PATIENCE)
def deliver(messages: list[str]) -> None:
    """Send these messages through every channel, each in a transaction of its own."""
    waiting = [message for message in messages if not deliver_message(message=uuid.UUID(message))]
    if waiting:
        raise NotDeliveredError(f"{len(waiting)} of {len(messages)} messages")


@app.periodic(cron="* * * * *", periodic_id="people.revive")
@app.task(name="people.revive", queueing_lock="people.revive")
async def revive(timestamp: int = 0) -> int:
    """Put back jobs that a killed worker left behind; every job here may run twice. Returns how many."""
    left = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER))
    for job in left:
        await app.job_manager.retry_job(job, retry_at=datetime.now(UTC))
    return len(left)
