"""The log: written once, numbered without a gap, and checkable by somebody who does not trust us."""

import json
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from hecheng.domains.notary.actions import Fact, append, append_many, sequence, sign_checkpoint
from hecheng.domains.notary.models import Entry, Numbered
from hecheng.domains.notary.queries import log_size, public_key, receipts, write_bundle
from hecheng.engines.merkle import decode_leaf, verify
from hecheng.kernel.actions import constraint_of

AREA = "230202001001"


def facts(many: int, area: str = AREA) -> list[Fact]:
    return [
        Fact("hours-confirmed", area, uuid4(), {"minutes": 60 + n}, personal={"person": f"person-{n}"})
        for n in range(many)
    ]


@pytest.mark.django_db
class TestAnEntry:
    def test_is_a_promise_until_the_sequencer_has_come_by(self) -> None:
        entry = append(facts(1)[0])
        assert receipts(entry.record)[0].index is None
        assert sequence() == 1
        assert receipts(entry.record)[0].index == 0

    def test_holds_no_person_only_a_commitment(self) -> None:
        entry = append(facts(1)[0])
        leaf = decode_leaf(bytes(entry.leaf))
        assert b"person-0" not in bytes(entry.leaf)
        assert set(leaf.commitments) == {"person"}
        assert dict(leaf.facts) == {"minutes": 60}

    def test_cannot_be_changed_or_deleted(self) -> None:
        append(facts(1)[0])
        for statement in (
            "UPDATE notary_entry SET area = area",
            "DELETE FROM notary_entry",
            "TRUNCATE notary_entry CASCADE",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)

    def test_vanishes_with_the_transaction_that_wrote_it(self) -> None:
        with transaction.atomic():
            append(facts(1)[0])
            transaction.set_rollback(True)
        assert sequence() == 0


@pytest.mark.django_db
class TestTheSequencer:
    def test_numbers_everything_once_in_order(self) -> None:
        append_many(facts(7))
        assert sequence(limit=3) == 3
        assert sequence() == 4
        assert sequence() == 0
        assert list(Numbered.objects.order_by("index").values_list("index", flat=True)) == list(range(7))

    def test_cannot_leave_a_gap(self) -> None:
        entry = append(facts(1)[0])
        with pytest.raises(DatabaseError) as broken, transaction.atomic():
            Numbered.objects.create(index=5, entry=entry)
        assert constraint_of(broken.value) == "numbered_without_gap"


@pytest.mark.django_db
class TestABundle:
    @pytest.fixture
    def bundle(self, tmp_path: Path) -> Path:
        append_many(facts(5))
        sequence()
        sign_checkpoint()
        append_many([*facts(4), *facts(2, area="230203001001")])
        sequence()
        newest = sign_checkpoint()
        assert newest is not None
        assert newest.size == log_size() == 11
        target = tmp_path / "bundle.zip"
        write_bundle(target, checkpoint=newest, prefix="230202")
        return target

    def test_agrees_under_the_key_from_elsewhere(self, bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert verify.main([str(bundle), "--key", public_key(), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert "9" in json.dumps(told)

    def test_of_one_area_holds_no_other(self, bundle: Path) -> None:
        with zipfile.ZipFile(bundle) as archive:
            lines = archive.read("entries.jsonl").decode().splitlines()
        assert len(lines) == 9
        assert all('"area\\":\\"230202' in line for line in lines)

    def test_differs_when_a_minute_was_changed(self, bundle: Path, tmp_path: Path) -> None:
        changed = tmp_path / "changed.zip"
        with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(changed, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name).replace(b'\\"minutes\\":61', b'\\"minutes\\":99'))
        assert verify.main([str(changed), "--key", public_key()]) == 1

    def test_differs_under_another_key(self, bundle: Path) -> None:
        from hecheng.engines.merkle import SigningKey

        assert verify.main([str(bundle), "--key", str(SigningKey.generate("hecheng/log").public)]) == 1

    def test_of_nothing_cannot_be_read(self, tmp_path: Path) -> None:
        assert verify.main([str(tmp_path / "nowhere.zip"), "--key", public_key()]) == 2


def test_every_entry_names_its_fact_once() -> None:
    assert {constraint.name for constraint in Entry._meta.constraints} >= {"entry_once_per_fact"}
