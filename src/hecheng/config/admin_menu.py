"""The back office (unfold): reference data only; what people did is written by actions."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _link(title: object, icon: str, name: str) -> dict[str, object]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{name}_changelist")}


UNFOLD = {
    "SITE_TITLE": _("Hecheng back office"),
    "SITE_HEADER": _("Hecheng"),
    "SITE_SUBHEADER": _("Reference data"),
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "12px",
    "COLORS": {
        "primary": {
            "50": "#E6F3F1",
            "100": "#CFE8E5",
            "200": "#A3D2CD",
            "300": "#72B9B2",
            "400": "#43A098",
            "500": "#1B7F79",
            "600": "#176D68",
            "700": "#135A56",
            "800": "#0F4845",
            "900": "#0B3533",
            "950": "#072321",
        },
    },
}
