"""Believable content for the style pages only; nothing here is a record."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hecheng.kernel import clock
from hecheng.web.shell.icons import ICONS
from hecheng.web.shell.navigation import Group, Item

#: Shown as it stands in both languages: names of a city, its people and places are not translated.
AREAS = [
    ("230202", "龙沙区"),
    ("230203", "建华区"),
    ("230204", "铁锋区"),
    ("230205", "昂昂溪区"),
    ("230206", "富拉尔基区"),
]
SPOTS = [
    ("龙沙区实践中心", 123.957, 47.317), ("新明社区实践站", 123.949, 47.335), ("江岸社区实践站", 123.936, 47.343),
    ("文化社区实践站", 123.962, 47.362), ("站前街道实践所", 123.985, 47.348), ("铁北社区实践站", 123.641, 47.201),
    ("红岸街道实践所", 123.634, 47.206), ("榆树屯镇实践所", 123.821, 47.152), ("大五福玛村实践站", 123.803, 47.131),
]  # fmt: skip


class AskForm(forms.Form):
    """The shapes a form can take."""

    words = forms.CharField(
        label=_("What do you need?"),
        max_length=200,
        widget=forms.Textarea(attrs={"maxlength": 200}),
        help_text=_("One sentence is enough. Leave out ID numbers."),
    )
    area = forms.ChoiceField(label=_("Where?"), choices=AREAS)
    day = forms.ChoiceField(
        label=_("When?"),
        choices=[("today", _("Today")), ("tomorrow", _("Tomorrow")), ("week", _("This week"))],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(label=_("Phone"), help_text=_("Only the volunteer who comes will see it."))
    note = forms.CharField(label=_("Anything else?"), required=False)
    agree = forms.BooleanField(label=_("I agree that the centre passes this on to a volunteer."))


class Filters(forms.Form):
    """Filters of a list."""

    q = forms.CharField(label=_("Need, place or person"), required=False)
    area = forms.ChoiceField(label=_("Area"), choices=[("", _("All areas")), *AREAS], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All states")), ("open", _("Waiting")), ("done", _("Done"))], required=False
    )


def _activities() -> list[dict[str, Any]]:
    today = clock.local(clock.now()).replace(hour=14, minute=0, second=0, microsecond=0)

    def at(days: int, hour: int, minutes: int) -> dict[str, datetime]:
        starts = (today + timedelta(days=days)).replace(hour=hour)
        return {"starts": starts, "ends": starts + timedelta(minutes=minutes)}

    return [
        {"title": "小学生作业陪伴", "place": "蒲公英俱乐部 · 新明社区实践站", "km": 0.45, "chips": [("教育服务", "teal"), ("免费", "")], "aside": "余 4 席", **at(1, 14, 120)},
        {"title": "老人手机课：挂号与缴费", "place": "江岸社区实践站", "km": 1.2, "chips": [("科技与科普", "gold")], "aside": "候补 2", **at(2, 9, 90)},
        {"title": "板凳会：冬季用电用火安全", "place": "文化社区实践站", "km": 3.4, "chips": [("理论宣讲", "teal"), ("可带孩子", "")], "aside": "余 22 席", **at(3, 18, 60)},
    ]  # fmt: skip


NEEDS = [
    {"title": "独居老人陪同就医", "sub": "建华区 · 紧急 · 电话代录", "when": "周一 08:00–11:00", "where": "文化社区 → 第一医院", "platform": "健康", "people": "1 / 1", "state": ("建议 王*", "gold"), "proposed": True},
    {"title": "小学生作业陪伴", "sub": "龙沙区 · 每周六", "when": "周六 14:00–16:00", "where": "新明社区实践站", "platform": "教育", "people": "4 / 4", "state": ("建议 4 人", "gold")},
    {"title": "手语翻译 · 社区座谈", "sub": "铁锋区", "when": "周三 09:00–11:00", "where": "站前街道所", "platform": "文化", "people": "0 / 1", "state": ("缺 1 · 无人有空", "red")},
    {"title": "秋菜入窖", "sub": "昂昂溪区 · 12 户", "when": "周日 08:00–12:00", "where": "榆树屯镇 大五福玛村", "platform": "乡村", "people": "9 / 12", "state": ("建议 9 人 · 3 席可抢", "gold")},
    {"title": "义诊 · 量血压", "sub": "富拉尔基区", "when": "周六 09:00–11:30", "where": "红岸街道 铁北社区", "platform": "健康", "people": "6 / 6", "state": ("杏林先锋队", "")},
]  # fmt: skip
MONTHS = [
    ("6 月", 1820, 412),
    ("7 月", 2035, 455),
    ("8 月", 1764, 398),
    ("9 月", 2290, 510),
    ("10 月", 2411, 562),
    ("11 月", 2147, 498),
]
PLATFORMS = [("理论宣讲", 8214), ("教育服务", 11602), ("文化服务", 13190), ("科技与科普", 5408), ("健身体育", 7121)]


def _points() -> dict[str, Any]:
    points = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": {"name": name, "note": "今天 08:30–17:00 开放", "href": "#"}}
        for name, lon, lat in SPOTS
    ]  # fmt: skip
    line = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[123.957, 47.317], [123.985, 47.348]]},
        "properties": {},
    }
    return {"type": "FeatureCollection", "features": [*points, line]}


def _menu() -> list[Group]:
    here = reverse("shell:style_desk")
    return [
        Group("", [Item("今天等我", "#", count=12), Item("求助与派单", here, count=41), Item("活动与场次", "#"), Item("志愿者", "#")]),
        Group("站点", [Item("品牌与任务", "#"), Item("测评与整改", "#", count=3), Item("共享场地", "#"), Item("结对共建", "#")]),
        Group("全市", [Item("公益广告", "#"), Item("大赛与评选", "#"), Item("展览与专栏", "#"), Item("月报", "#")]),
    ]  # fmt: skip


def context(request: HttpRequest) -> dict[str, Any]:
    """What the three style pages show."""
    wrong = AskForm({"words": "想请人周五上午陪我去医院", "area": "230203", "phone": "138 0000"})
    wrong.add_error("phone", _("This number is too short: 11 digits, please."))
    return {
        "here": {"label": "龙沙区 · 正阳街道", "href": "#"},
        "unread": 2,
        "activities": _activities(),
        "needs": NEEDS,
        "form": AskForm(),
        "wrong": wrong,
        "filter_form": Filters(request.GET or None),
        "page": Paginator(range(171), 20).get_page(request.GET.get("page", 2)),
        "months": MONTHS,
        "platforms": PLATFORMS,
        "points": _points(),
        "desk_nav": _menu(),
        "desk_title": "鹤城 · 调度台",
        "open_need": request.GET.get("open"),
        "tab_choices": [("all", _("All")), ("open", _("Waiting"), 12), ("done", _("Done"))],
        "icon_names": list(ICONS),
        "tab": request.GET.get("show", "all"),
    }
