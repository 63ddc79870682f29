"""Every figure is counted from records, opens to them, and no reader sees more than their rights."""

import csv
import io
from datetime import date, timedelta

import pytest

from hecheng.domains.indicators import Period, registry
from hecheng.domains.indicators.export import csv_lines, safe, write_xlsx
from hecheng.domains.indicators.queries import by_part, count, counts, opens, series
from hecheng.domains.people.permissions import ANYONE
from hecheng.domains.services import actions
from hecheng.kernel import clock
from hecheng.kernel.errors import Refusal
from tests.factories.people import a_keeper, acting
from tests.factories.services import a_confirmed_record, a_need, an_activity_with_session

MINUTES, NEEDS = "services.minutes_confirmed", "services.needs_placed"


def this_month() -> Period:
    """Records of tests lie a day or two ahead."""
    today = clock.today()
    return Period(today - timedelta(days=1), today + timedelta(days=9))


@pytest.mark.django_db
class TestAFigure:
    def test_counts_the_records_of_its_area_and_period_only(self) -> None:
        record = a_confirmed_record()
        area, month = record.area, this_month()
        assert count(MINUTES, "", month) == record.minutes
        assert count(MINUTES, area[:6], month) == record.minutes
        assert count(MINUTES, "230203", month) == 0
        assert count(MINUTES, area[:6], Period.month(2020, 1)) == 0

    def test_falls_when_hours_are_taken_back(self) -> None:
        record = a_confirmed_record()
        actions.reverse_hours(by=acting(a_keeper(record.area[:6])), record=record, reason="记录有误")
        assert count(MINUTES, "", this_month()) == 0

    def test_of_months_adds_up_to_the_year_when_it_is_additive(self) -> None:
        a_confirmed_record()
        year = Period(date(clock.today().year, 1, 1), this_month().last)
        months = series(MINUTES, "", year)
        assert sum(counted for _month, counted in months) == count(
            MINUTES, "", Period(months[0][0].first, months[-1][0].last)
        )

    def test_of_parts_adds_up_to_the_whole(self) -> None:
        a_need()
        assert sum(by_part(NEEDS, "2302", this_month()).values()) == count(NEEDS, "2302", this_month()) == 1

    def test_is_the_same_alone_and_among_all(self) -> None:
        a_confirmed_record()
        codes = [indicator.code for indicator in registry]
        assert counts(codes, "2302", this_month()) == {code: count(code, "2302", this_month()) for code in codes}


@pytest.mark.django_db
class TestOpening:
    def test_shows_the_keeper_the_records_and_the_public_only_their_number(self) -> None:
        record = a_confirmed_record()
        mine = opens(MINUTES, "", this_month(), acting(a_keeper(record.area[:6])))
        public = opens(MINUTES, "", this_month(), ANYONE)
        assert list(mine.rows) == [record]
        assert (mine.counted, mine.hidden_rows) == (record.minutes, 0)
        assert list(public.rows) == []
        assert (public.counted, public.shown_rows, public.hidden_rows) == (record.minutes, 0, 1)

    def test_hides_a_neighbours_records_from_a_keeper(self) -> None:
        record = a_confirmed_record()
        theirs = opens(MINUTES, "", this_month(), acting(a_keeper("230203")))
        assert (theirs.shown_rows, theirs.hidden_rows, theirs.counted) == (0, 1, record.minutes)

    def test_exports_exactly_what_is_shown(self) -> None:
        record = a_confirmed_record()
        keeper = acting(a_keeper(record.area[:6]))
        rows = list(
            csv.reader(io.StringIO(b"".join(csv_lines(opens(MINUTES, "", this_month(), keeper))).decode("utf-8-sig")))
        )
        assert len(rows) == 2
        assert rows[1][-1] == str(record.minutes)
        assert len(list(csv_lines(opens(MINUTES, "", this_month(), ANYONE)))) == 1
        book = io.BytesIO()
        write_xlsx(opens(MINUTES, "", this_month(), keeper), book)
        assert book.getvalue()[:2] == b"PK"


@pytest.mark.parametrize("text", ["=1+1", "+8613800000000", "-2", "@SUM(A1)", "\t=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_kept_as_text(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_every_figure_is_bilingual_and_has_columns() -> None:
    assert len(registry) >= 15
    assert all(indicator.columns and str(indicator.name) and str(indicator.unit) for indicator in registry)


@pytest.mark.parametrize("text", ["2026-13", "last month", "2026-11-05..2026-11-01", "９", ""])
def test_an_unreadable_period_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        Period.parse(text)
    assert refused.value.code == "period_unreadable"


@pytest.mark.django_db
def test_a_session_is_held_once_there_is_evidence_and_counts_once() -> None:
    session = an_activity_with_session()
    month = this_month()
    assert count("services.sessions_held", "", month) == 0
    keeper, second = acting(a_keeper(session.area[:6])), acting(a_keeper(session.area[:6]))
    with clock.at(session.ends):
        headcount = actions.attest_headcount(by=keeper, session=session, kind="served", count=38)
        assert count("services.people_served", "", month) == 0
        actions.countersign_headcount(by=second, headcount=headcount)
    assert count("services.sessions_held", "", month) == 1
    assert count("services.people_served", "", month) == 38
