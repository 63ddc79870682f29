"""Our own line icons (24 px, 2 px strokes) and the mark, drawn inline so that a page needs no second request."""

from typing import Final

from django.utils.safestring import SafeString, mark_safe


def _path(d: str) -> str:
    return f'<path d="{d}"/>'


def _circle(cx: float, cy: float, r: float) -> str:
    return f'<circle cx="{cx}" cy="{cy}" r="{r}"/>'


def _rect(x: float, y: float, width: float, height: float, rx: float) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{rx}"/>'


ICONS: Final[dict[str, str]] = {
    "add": _path("M12 5v14M5 12h14"),
    "alert": _path("M12 4 2.800 19.500h18.400L12 4Zm0 6v4.500m0 2.500v.01"),
    "back": _path("m15 5-7 7 7 7"),
    "bell": _path("M6 16v-5a6 6 0 0 1 12 0v5l1.500 2h-15L6 16Zm4 4.500h4"),
    "calendar": _rect(4, 5.5, 16, 14.5, 2.5) + _path("M8 3v5m8-5v5M4 10.500h16"),
    "camera": _path("M4 8h3.500L9 5.500h6L16.500 8H20v11H4V8Z") + _circle(12, 13.3, 3.2),
    "card": _rect(3.5, 5.5, 17, 13, 2.5) + _path("M3.500 10h17"),
    "chart": _path("M5 20v-7m7 7V5m7 15v-10"),
    "check": _path("m5 12.500 4.500 4.500L19 7"),
    "close": _path("m6 6 12 12M18 6 6 18"),
    "clock": _circle(12, 13, 7.5) + _path("M12 9v4l2.500 2M9.500 2.500h5"),
    "copy": _rect(8.5, 8.5, 11.5, 11.5, 2) + _path("M15.500 8V4H4v11.500h4"),
    "document": _path("M6 3.500h12v17H6v-17Zm3.500 5h5m-5 4h5m-5 4h3"),
    "down": _path("m6 9.500 6 6 6-6"),
    "download": _path("M12 4v11m-4.500-4L12 15.500 16.500 11M5 20h14"),
    "edit": _path("m4.500 19.500.8-4L16 4.800l3.200 3.200L8.500 18.700l-4 .8Z"),
    "eye": _path("M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12Z") + _circle(12, 12, 2.8),
    "filter": _path("M4 6h16M7 12h10m-7 6h4"),
    "flag": _path("M6 21V4h12l-3 4.500 3 4.500H6"),
    "forward": _path("m9 5 7 7-7 7"),
    "gift": _path("M4.500 11h15v9.500h-15V11ZM3 7.500h18V11H3V7.500Zm9 0v13m0-13C8 7.500 6.500 3 9.500 3 12 3 12 7.500 12 7.500Zm0 0c4 0 5.500-4.500 2.500-4.500C12 3 12 7.500 12 7.500Z"),
    "globe": _circle(12, 12, 8.5) + _path("M3.500 12h17M12 3.500c5.500 5.500 5.500 11.500 0 17-5.500-5.500-5.500-11.500 0-17Z"),
    "heart": _path("M12 20S4 15 4 9.500A4.300 4.300 0 0 1 12 7.300a4.300 4.300 0 0 1 8 2.200C20 15 12 20 12 20Z"),
    "home": _path("M4 11 12 4l8 7v9h-5v-5.500H9V20H4v-9Z"),
    "info": _circle(12, 12, 8.5) + _path("M12 11v5m0-8v.01"),
    "leave": _path("M10 4H5v16h5m-1-8h11m-4-4 4 4-4 4"),
    "list": _path("M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01"),
    "lock": _rect(5, 10.5, 14, 10, 2.5) + _path("M8 10.500V8a4 4 0 0 1 8 0v2.500"),
    "map": _path("m3.500 6 5.500-2 6 2 5.500-2v14L15 20l-6-2-5.500 2V6ZM9 4v14m6-12v14"),
    "menu": _path("M4 6h16M4 12h16M4 18h16"),
    "message": _path("M4 5h16v12h-8.500L7 20.500V17H4V5Z"),
    "minus": _path("M5 12h14"),
    "mute": _path("M5 9.500h3l4.500-4v13l-4.500-4H5v-5Zm11 0 5 5m0-5-5 5"),
    "people": _circle(9, 8.5, 3.5) + _path("M2.500 20c0-4 2.800-6 6.500-6s6.500 2 6.500 6m.5-14.700a3.500 3.500 0 0 1 0 6.400m2 2.800c2.300.9 3.500 2.700 3.500 5.500"),
    "person": _circle(12, 8, 4) + _path("M4.500 20.500c0-4.500 3-7 7.500-7s7.500 2.500 7.500 7"),
    "phone": _path("M5 4h4l1.500 4.500L8 10.500a12 12 0 0 0 5.500 5.500l2-2.500L20 15v4c0 .6-.4 1-1 1A15 15 0 0 1 4 5c0-.6.4-1 1-1Z"),
    "photo": _rect(3.5, 5, 17, 14, 2.5) + _path("m3.500 16.500 5-5 4 4 3-3 5 5") + _circle(15.5, 9.5, 1.2),
    "pin": _path("M12 21.500S5 15.500 5 10a7 7 0 0 1 14 0c0 5.500-7 11.500-7 11.500Z") + _circle(12, 10, 2.5),
    "plus-person": _circle(10, 8, 4) + _path("M3 20.500c0-4.500 2.700-7 7-7 1.500 0 2.800.3 3.900.9M18.500 14v6m-3-3h6"),
    "print": _path("M7 9V4h10v5M7 17H4V9h16v8h-3m-10-3h10v6H7v-6Z"),
    "qr": _path("M4 4h6v6H4V4Zm10 0h6v6h-6V4ZM4 14h6v6H4v-6Zm10 0h2.500v2.500H14V14Zm6 0v.01M14 20v.01M17.500 17.500H20V20h-2.500v-2.500Z"),
    "repeat": _path("M17 3.500 20.500 7 17 10.500M20 7H8a4 4 0 0 0-4 4v.5M7 20.500 3.500 17 7 13.500M4 17h12a4 4 0 0 0 4-4v-.5"),
    "route": _circle(6, 18.5, 2.3) + _circle(18, 5.5, 2.3) + _path("M8.500 18.500H15a3.200 3.200 0 0 0 0-6.500H9a3.200 3.200 0 0 1 0-6.500h6.500"),
    "search": _circle(10.5, 10.5, 6) + _path("m15 15 5.500 5.500"),
    "send": _path("M4 11.500 20.500 4l-5 16.500-3.500-7-8-2Zm8 2 3.500-4"),
    "settings": _path("M4 7h8m4 0h4M4 17h4m4 0h8") + _circle(14, 7, 2) + _circle(10, 17, 2),
    "shield": _path("M12 3.500 5 6v5.500c0 4.500 2.800 7.500 7 9 4.200-1.500 7-4.500 7-9V6l-7-2.500Zm-3 8.500 2.200 2.200L15.500 10"),
    "sound": _path("M5 9.500h3l4.500-4v13l-4.500-4H5v-5Zm11-1a5 5 0 0 1 0 7m2.500-10a9 9 0 0 1 0 13"),
    "star": _path("m12 3.800 2.500 5.300 5.700.7-4.200 4 1.100 5.800-5.100-2.800-5.100 2.800L8 13.800l-4.200-4 5.700-.7L12 3.800Z"),
    "text-size": _path("M3 19 8.500 5 14 19M5 14.500h7m3.500 4.500 3-8 3 8m-5-2.500h4"),
    "trash": _path("M5 7h14M10 7V4h4v3M7 7l.8 13h8.400L17 7m-7 4v5.500m4-5.500v5.500"),
    "undo": _path("M8 5 4 9l4 4M4.500 9H14a5.500 5.500 0 0 1 0 11H9"),
    "upload": _path("M12 16V5M7.500 9.500 12 5l4.500 4.500M5 20h14"),
}  # fmt: skip

MARK: Final = (
    '<path fill="currentColor" d="M61 19.500 47.500 13.300C38 9.500 30 16 32 25C33.200 30.500 38.200 34 38.700 40'
    'L45.200 40.500C45.200 33 39 28.500 38 23.500C37 19 40.500 16.800 45 17.900Z"/>'
    '<path fill="currentColor" d="M38 42.800C30 41 22 39.500 3 49C18 55 41.500 57.500 46.500 43.200C44 43.900 40.500 43.500 38 42.800Z"/>'
    '<path fill="currentColor" d="M25.500 54.600 28.900 54.900 31 63H27.600Z"/>'
    '<path fill="#C8102E" d="M35.200 12.600C35.500 3 49 .800 53 12.800C47 9.400 41 9.200 35.200 12.600Z"/>'
)


def icon(name: str, size: str = "", solid: bool = False) -> SafeString:
    """The drawing called `name`; `size` is "", "xs", "s" or "l". KeyError for a name we never drew."""
    classes = "icon" + (f" icon-{size}" if size else "") + (" icon-solid" if solid else "")
    return mark_safe(f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>')  # noqa: S308 — only our own drawings


def mark() -> SafeString:
    """The crane: three strokes and a red crown; ink follows the text colour."""
    return mark_safe(f'<svg class="mark" viewBox="0 0 64 64" aria-hidden="true">{MARK}</svg>')  # noqa: S308 — our own drawing
