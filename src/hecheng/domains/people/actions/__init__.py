"""What can be done about people; each verb is one function, one transaction, with the right to do it checked."""

from hecheng.domains.people.actions.accounts import change_preferences, register_account, sign_up
from hecheng.domains.people.actions.consents import give_consent, publish_consent_text, withdraw_consent
from hecheng.domains.people.actions.groups import (
    NewMember,
    NewOrganisation,
    NewTeam,
    found_organisation,
    found_organisations,
    found_team,
    found_teams,
    join_team,
    join_teams,
    leave_team,
)
from hecheng.domains.people.actions.messages import deliver_message, mark_all_read, mark_read, notify, notify_many
from hecheng.domains.people.actions.persons import NewPerson, change_person, register_person, register_persons
from hecheng.domains.people.actions.rights import end_grant, give_grant, keep_look, reveal
from hecheng.domains.people.actions.volunteers import (
    HeldSkill,
    NewVolunteer,
    award_stars,
    change_volunteer,
    clear_person,
    hold_skills,
    name_skill,
    register_volunteer,
    register_volunteers,
    rest_until,
)

__all__ = [
    "HeldSkill",
    "NewMember",
    "NewOrganisation",
    "NewPerson",
    "NewTeam",
    "NewVolunteer",
    "award_stars",
    "change_person",
    "change_preferences",
    "change_volunteer",
    "clear_person",
    "deliver_message",
    "end_grant",
    "found_organisation",
    "found_organisations",
    "found_team",
    "found_teams",
    "give_consent",
    "give_grant",
    "hold_skills",
    "join_team",
    "join_teams",
    "keep_look",
    "leave_team",
    "mark_all_read",
    "mark_read",
    "name_skill",
    "notify",
    "notify_many",
    "publish_consent_text",
    "register_account",
    "register_person",
    "register_persons",
    "register_volunteer",
    "register_volunteers",
    "rest_until",
    "reveal",
    "sign_up",
    "withdraw_consent",
]
