"""Rows of the journey, one file per stage."""

from hecheng.domains.services.models.activities import Activity, SeatRole, Session, Signup
from hecheng.domains.services.models.dispatches import Dispatch, Plan, PlanGap, PlanLine
from hecheng.domains.services.models.hours import Attendance, RecordReversal, ServiceRecord
from hecheng.domains.services.models.menu import Category, Offering, Platform, Programme, ServiceSystem, Theme
from hecheng.domains.services.models.needs import Need, NeedEvent
from hecheng.domains.services.models.presence import Feedback, Headcount, Presence

__all__ = [
    "Activity",
    "Attendance",
    "Category",
    "Dispatch",
    "Feedback",
    "Headcount",
    "Need",
    "NeedEvent",
    "Offering",
    "Plan",
    "PlanGap",
    "PlanLine",
    "Platform",
    "Presence",
    "Programme",
    "RecordReversal",
    "SeatRole",
    "ServiceRecord",
    "ServiceSystem",
    "Session",
    "Signup",
    "Theme",
]
