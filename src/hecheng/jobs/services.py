"""Background work of the journey: what must happen because time passes, and plans."""

from procrastinate.contrib.django import app

from hecheng.domains.people.permissions import Actor
from hecheng.domains.services import actions


@app.periodic(cron="*/5 * * * *", periodic_id="services.expire_needs")
@app.task(name="services.expire_needs", queueing_lock="services.expire_needs", pass_context=False)
def expire_needs(timestamp: int = 0) -> int:
    """Needs whose time came without anybody."""
    return actions.expire_needs(by=Actor.system())


@app.periodic(cron="*/10 * * * *", periodic_id="services.close_missed_checkouts")
@app.task(name="services.close_missed_checkouts", queueing_lock="services.close_missed_checkouts")
def close_missed_checkouts(timestamp: int = 0) -> int:
    """Attendances that nobody closed."""
    return actions.close_missed_checkouts(by=Actor.system())


@app.task(name="services.solve_plan", retry=2)
def solve_plan(plan: str) -> None:
    """Compute a requested plan, away from the web processes."""
    actions.propose_plan(by=Actor.system(), plan=plan)
