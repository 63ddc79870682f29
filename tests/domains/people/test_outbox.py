"""A message stands or falls with the fact it tells of, and leaves the house once."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from hecheng.domains.people import actions, queries
from hecheng.domains.people.messages import texts
from hecheng.domains.people.models import Delivery, Message, Person
from hecheng.kernel import clock
from hecheng.kernel.errors import Missing
from hecheng.kernel.scope import padded
from tests.databases import Database
from tests.factories import channels
from tests.factories.actors import STREET, account_of, acting, lay_ground, somebody

TELL = {"kind": "people.grant-given", "params": {"role": "site_keeper", "area": STREET}, "link": "/me/"}
LETTERBOX, OUT_OF_ORDER = "tests.factories.channels.letterbox", "tests.factories.channels.out_of_order"


@pytest.fixture
def letterbox(settings: Settings) -> Iterator[list]:
    settings.MESSAGE_CHANNELS = [LETTERBOX]
    channels.box.clear()
    yield channels.box
    channels.box.clear()


@pytest.fixture
def reader(committed_db: Database, letterbox: list) -> Person:
    lay_ground()
    return somebody(phone="13800138000")


def work() -> None:
    """One worker does everything that waits, then leaves."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="never")


def test_a_message_rolled_back_leaves_nothing(reader: Person, letterbox: list) -> None:
    with transaction.atomic():
        actions.notify(reader, **TELL)
        transaction.set_rollback(True)
    work()
    assert (letterbox, Message.objects.count(), Delivery.objects.count()) == ([], 0, 0)
    assert not ProcrastinateJob.objects.filter(task_name="people.deliver").exists()


def test_a_committed_message_is_delivered_once_though_the_worker_runs_twice(reader: Person, letterbox: list) -> None:
    with transaction.atomic():
        message = actions.notify(reader, **TELL)
    assert message
    work()
    work()
    assert len(letterbox) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.message) == (Delivery.State.SENT, 1, message)


def test_a_job_that_is_run_again_sends_nothing_again(reader: Person, letterbox: list) -> None:
    message = actions.notify(reader, **TELL)
    assert message
    assert actions.deliver_message(message=message.pk)
    assert actions.deliver_message(message=message.pk)
    assert len(letterbox) == 1


def test_the_job_sends_again_where_nothing_remembers_what_was_sent(reader: Person, letterbox: list) -> None:
    """The sabotage twin: with the state of the delivery forgotten, the second run is seen in the letterbox."""
    message = actions.notify(reader, **TELL)
    assert message
    for _run in range(2):
        actions.deliver_message(message=message.pk)
        Delivery.objects.update(state=Delivery.State.QUEUED, sent_at=None)
    assert len(letterbox) == 2


def test_what_was_sent_is_kept_though_another_channel_fails_and_is_tried_again(
    reader: Person, letterbox: list, settings: Settings
) -> None:
    settings.MESSAGE_CHANNELS = [OUT_OF_ORDER, LETTERBOX]
    actions.notify(reader, **TELL)
    work()
    by_channel = {delivery.channel: delivery for delivery in Delivery.objects.all()}
    assert by_channel[LETTERBOX].state == Delivery.State.SENT
    assert by_channel[OUT_OF_ORDER].state == Delivery.State.FAILED
    assert "does not answer" in by_channel[OUT_OF_ORDER].error
    job = ProcrastinateJob.objects.get(task_name="people.deliver")
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at
    assert len(letterbox) == 1


def test_a_letter_speaks_the_language_of_its_reader(reader: Person, letterbox: list) -> None:
    account = account_of(reader, phone="13900139000")
    actions.change_preferences(by=acting(reader), language="en")
    actions.notify(reader, **TELL)
    with override("zh-hans"):
        work()
    [letter] = letterbox
    assert (letter.phone, letter.title) == (account.phone, "You have a new role")
    assert "site keeper" in letter.body


def test_the_same_news_is_told_once(reader: Person, letterbox: list) -> None:
    other = somebody("张伟")
    assert actions.notify(reader, **TELL, dedupe_key="news:1")
    assert actions.notify(reader, **TELL, dedupe_key="news:1") is None
    assert len(actions.notify_many([reader, other, other], **TELL, dedupe_prefix="news:1")) == 1
    assert actions.notify(reader, **TELL)
    assert Message.objects.count() == 3


@pytest.mark.usefixtures("ground_laid")
class TestInbox:
    def test_messages_are_worded_when_read_and_in_the_readers_language(self) -> None:
        person = somebody()
        actions.notify(person, **TELL)
        with override("en"):
            [shown] = queries.inbox(person)
            assert shown.title == "You have a new role"
            assert "site keeper" in shown.body
            assert "五龙街道" in shown.body
        assert not shown.is_read

    def test_a_moment_is_shown_by_the_clock_in_china(self) -> None:
        person = somebody()
        starts = clock.in_china(2026, 11, 23, 9, 30).isoformat()
        actions.notify(person, kind="services.moved-up", params={"title": "剪纸课", "starts": starts})
        with override("zh-hans"):
            [shown] = queries.inbox(person)
        assert "11月23日 09:30" in shown.body

    def test_an_unknown_kind_or_a_lost_param_leaves_a_gap_not_a_fault(self) -> None:
        person = somebody()
        actions.notify(person, kind="people.no-such", params={"x": "100%"})
        actions.notify(person, kind="people.grant-given", params={})
        with override("en"):
            assert [shown.title for shown in queries.inbox(person)] == ["You have a new role", "Message"]

    def test_only_the_reader_marks_a_message_read(self) -> None:
        person, other = somebody(), somebody("张伟")
        message = actions.notify(person, **TELL)
        assert message
        with pytest.raises(Missing):
            actions.mark_read(by=acting(other), message=message)
        assert queries.unread(person) == 1
        first = actions.mark_read(by=acting(person), message=message).read_at
        with clock.at(clock.in_china(2030, 1, 1)):
            assert actions.mark_read(by=acting(person), message=message).read_at == first
        assert queries.unread(person) == 0

    def test_a_page_of_messages_asks_a_handful_of_questions(self, django_assert_max_num_queries: object) -> None:
        person = somebody()
        for code in (STREET, padded("230203"), padded("2302")) * 5:
            actions.notify(person, kind="people.grant-given", params={"role": "auditor", "area": code})
        with django_assert_max_num_queries(2):  # type: ignore[operator]  # a fixture of pytest-django
            assert len(queries.inbox(person)) == 15


def test_every_kind_has_a_title_and_a_body() -> None:
    assert "people.grant-given" in texts()
    assert all(len(text) == 2 for text in texts().values())
