"""Times, lengths and distances as a person would say them; nothing here breaks over a line in the middle of a fact."""

from datetime import date, datetime

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

from hecheng.kernel import clock

WEEKDAYS = [
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
]
MONTHS = [
    pgettext_lazy("month", "Jan"),
    pgettext_lazy("month", "Feb"),
    pgettext_lazy("month", "Mar"),
    pgettext_lazy("month", "Apr"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "Jun"),
    pgettext_lazy("month", "Jul"),
    pgettext_lazy("month", "Aug"),
    pgettext_lazy("month", "Sep"),
    pgettext_lazy("month", "Oct"),
    pgettext_lazy("month", "Nov"),
    pgettext_lazy("month", "Dec"),
]
WALK_KM_PER_MINUTE = 0.075
WALKABLE_KM = 1.5


def as_day(moment: date | datetime) -> date:
    """The Shanghai day of a moment; a day stays itself."""
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def day(moment: date | datetime) -> str:
    """ "26 Nov" / "11 月 26 日", with the year when it is not this one."""
    that = as_day(moment)
    parts = {"day": that.day, "month": MONTHS[that.month - 1]}
    if that.year == clock.today().year:
        return pgettext("day", "%(day)d %(month)s") % parts
    return pgettext("day", "%(day)d %(month)s %(year)d") % {**parts, "year": that.year}


def span(starts: datetime, ends: datetime | None = None) -> str:
    """ "14:00–16:00"; a span over midnight says the second day."""
    first = clock.local(starts)
    if ends is None:
        return f"{first:%H:%M}"
    last = clock.local(ends)
    if last.date() == first.date():
        return f"{first:%H:%M}–{last:%H:%M}"
    return f"{first:%H:%M}–{day(ends)} {last:%H:%M}"


def when(starts: datetime, ends: datetime | None = None) -> SafeString:
    """ "Sat 26 Nov 14:00–16:00", today and tomorrow by name; each part stays whole."""
    distance = (as_day(starts) - clock.today()).days
    near = {0: gettext("Today"), 1: gettext("Tomorrow"), -1: gettext("Yesterday")}.get(distance)
    name = near or f"{day(starts)} {WEEKDAYS[as_day(starts).weekday()]}"
    return format_html(
        '<time datetime="{}"><span class="nowrap">{}</span> <span class="nowrap">{}</span></time>',
        starts.isoformat(),
        name,
        span(starts, ends),
    )


def duration(minutes: int) -> str:
    """90 → "1 h 30 min"."""
    hours, rest = divmod(int(minutes), 60)
    parts = []
    if hours:
        parts.append(gettext("%(hours)s h") % {"hours": grouped(hours)})
    if rest or not hours:
        parts.append(gettext("%(minutes)d min") % {"minutes": rest})
    return " ".join(parts)


def hours(minutes: int) -> str:
    """90 → "1.5", without a unit; whole hours without decimals."""
    value = int(minutes) / 60
    return grouped(int(value)) if value == int(value) else number_format(value, 1, force_grouping=True)


def distance(km: float) -> str:
    """Near: minutes on foot; farther: kilometres."""
    if km <= WALKABLE_KM:
        walk = max(1, round(km / WALK_KM_PER_MINUTE))
        return ngettext("%(n)d min walk", "%(n)d min walk", walk) % {"n": walk}
    return gettext("%(km)s km") % {"km": number_format(km, 1 if km < 10 else 0)}


def grouped(value: object) -> str:
    """45535 → "45,535": the same in both languages; words stay as they are."""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return str(value)


#: what a browser says of itself → what people call it; the first that is found counts, as each also names those after it
BROWSERS = (("MicroMessenger", pgettext_lazy("app", "WeChat")), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def device(agent: str) -> str:
    """A browser's own description → "Chrome · Windows"."""
    found = [next((str(name) for sign, name in signs if sign in agent), "") for signs in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name) or gettext("Another program")
