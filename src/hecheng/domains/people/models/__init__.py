"""The rows of people; one import for everybody: `from hecheng.domains.people.models import Person`."""

from hecheng.domains.people.models.account import Account, AccountManager
from hecheng.domains.people.models.consents import Consent, ConsentText
from hecheng.domains.people.models.groups import Membership, Organisation, Team
from hecheng.domains.people.models.messages import Delivery, Message
from hecheng.domains.people.models.person import Person
from hecheng.domains.people.models.rights import Grant, Look, Role
from hecheng.domains.people.models.volunteers import (
    ALWAYS,
    LANGUAGES,
    PARTS,
    Clearance,
    Skill,
    Volunteer,
    VolunteerSkill,
    half_day,
)

__all__ = [
    "ALWAYS",
    "LANGUAGES",
    "PARTS",
    "Account",
    "AccountManager",
    "Clearance",
    "Consent",
    "ConsentText",
    "Delivery",
    "Grant",
    "Look",
    "Membership",
    "Message",
    "Organisation",
    "Person",
    "Role",
    "Skill",
    "Team",
    "Volunteer",
    "VolunteerSkill",
    "half_day",
]
