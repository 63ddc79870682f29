"""What the constraints of people say to a person."""

import functools

from django.utils.translation import gettext_lazy as _

from hecheng.kernel.errors import Conflict, Invalid, on_constraint

for name, code, sentence in (
    ("people_account_phone_index_key", "phone_taken", _("This telephone number already has an account.")),
    ("people_account_email_key", "email_taken", _("This e-mail already has an account.")),
    ("people_account_person_id_key", "has_account", _("This person already has an account.")),
    (
        "people_person_id_number_index_key",
        "id_number_taken",
        _("Somebody with this identity number is already entered."),
    ),
    ("grant_once_at_a_time", "already_granted", _("This person already holds this role here at that time.")),
    (
        "organisation_name_once_per_area",
        "organisation_exists",
        _("There is already an organisation of this name here."),
    ),
    ("organisation_number_once", "number_taken", _("This registration number is already entered.")),
    ("team_name_once_per_area", "team_exists", _("There is already a team of this name here.")),
    ("membership_once_per_team", "already_member", _("This person is already a member of the team.")),
    ("people_volunteer_person_id_key", "already_volunteer", _("This person is already registered as a volunteer.")),
    ("people_skill_code_key", "skill_exists", _("There is already a skill of this code.")),
    ("people_skill_bit_key", "skill_bit_taken", _("This bit already belongs to another skill.")),
    ("volunteer_skill_once", "skill_held", _("This skill is already entered.")),
    ("clearance_once", "clearance_exists", _("This clearance is already entered.")),
    ("consent_once", "already_consented", _("This consent was already given.")),
    ("consent_text_version_once", "text_version_exists", _("This version of the text exists already.")),
    ("message_once", "already_told", _("This message was already sent.")),
    ("delivery_once_per_channel", "already_delivered", _("This message was already sent this way.")),
):
    on_constraint(name, functools.partial(Conflict, code, sentence))

for name, code, field, sentence in (
    ("grant_ends_after_start", "ends_before_start", "ends", _("A role must end after it begins.")),
    ("grant_prefix_is_an_area", "prefix_unknown", "prefix", _("An area prefix has 2, 4, 6, 9 or 12 digits.")),
    ("grant_role_is_known", "role_unknown", "role", _("There is no such role.")),
    ("person_has_a_name", "name_missing", "name", _("Please give a name.")),
    ("person_home_is_on_earth", "home_unknown", "home", _("This position is not on the map.")),
    ("account_has_a_way_in", "no_way_in", "phone", _("Please give a telephone number or an e-mail to sign in with.")),
    ("account_phone_is_indexed", "phone_unreadable", "phone", _("This telephone number could not be kept.")),
    ("organisation_ends_after_start", "ends_before_start", "until", _("The end must not be before the beginning.")),
    ("team_ends_after_start", "ends_before_start", "until", _("The end must not be before the beginning.")),
    ("membership_ends_after_start", "ends_before_start", "until", _("The end must not be before the beginning.")),
    ("consent_withdrawn_after_given", "ends_before_start", None, _("The end must not be before the beginning.")),
    ("volunteer_radius_1_to_30", "radius", "radius_km", _("Please choose a distance of 1 to 30 km.")),
    ("volunteer_availability_is_a_week", "availability", "availability", _("These half-days are not those of a week.")),
    ("volunteer_languages_are_known", "languages", "languages", _("This language is not known here.")),
    ("volunteer_1_to_3_a_week", "max_per_week", "max_per_week", _("Please choose 1 to 3 orders a week.")),
    ("volunteer_stars_0_to_5", "stars", "stars", _("There are 0 to 5 stars.")),
    ("skill_bit_below_forty", "skill_bit", "bit", _("The bit of a skill is 0 to 39.")),
    ("delivery_sent_has_a_moment", "delivery_moment", None, _("This delivery could not be kept.")),
):
    on_constraint(name, functools.partial(Invalid, code, sentence, field=field))
