"""What the constraints of the journey say to a person."""

from django.utils.translation import gettext_lazy as _

from hecheng.kernel.errors import Conflict, Invalid, on_constraint

on_constraint(
    "signup_no_overlap",
    lambda: Conflict("overlap", _("This person already serves elsewhere at that time. Please choose another one.")),
)
on_constraint(
    "signup_once_per_session", lambda: Conflict("already_signed_up", _("This person is already signed up here."))
)
on_constraint("signup_seat_once", lambda: Conflict("seat_taken", _("Somebody was faster. Please try again.")))
on_constraint("signup_seat_exists", lambda: Conflict("role_full", _("There is no seat left.")))
on_constraint(
    "need_ends_after_start",
    lambda: Invalid("need_ends_before_start", _("The end must be after the start."), field="ends"),
)
on_constraint(
    "need_headcount_sensible",
    lambda: Invalid("headcount_off", _("Between 1 and 1,000 volunteers can be asked for."), field="headcount"),
)
on_constraint("need_urgency_known", lambda: Invalid("urgency_off", _("Urgency goes from 1 to 5."), field="urgency"))
on_constraint(
    "need_position_on_earth", lambda: Invalid("position_off", _("This position is not on the map."), field="lon")
)
on_constraint(
    "services_need_form_key_key",
    lambda: Conflict("form_twice", _("This form was just sent. Please look at your list.")),
)
on_constraint(
    "session_ends_after_start",
    lambda: Invalid("session_ends_before_start", _("The end must be after the start."), field="ends"),
)
on_constraint(
    "session_once_per_start",
    lambda: Conflict("session_twice", _("This activity already has a session at that time."), field="starts"),
)
on_constraint(
    "role_seats_sensible", lambda: Invalid("seats_off", _("A role has between 1 and 1,000 seats."), field="seats")
)
on_constraint(
    "plan_one_open_per_prefix", lambda: Conflict("plan_open", _("There is already an open plan for this area."))
)
on_constraint(
    "dispatch_one_open_per_person", lambda: Conflict("already_asked", _("This person has already been asked."))
)
on_constraint("services_attendance_signup_id_key", lambda: Conflict("already_in", _("Already checked in.")))
on_constraint(
    "attendance_leaves_after_coming",
    lambda: Invalid("left_before_coming", _("The check-out must be after the check-in.")),
)
on_constraint(
    "record_minutes_in_a_day",
    lambda: Invalid("minutes_off", _("Hours must be more than 0 and at most 24."), field="minutes"),
)
on_constraint("record_once_per_attempt", lambda: Conflict("already_confirmed", _("These hours are already confirmed.")))
on_constraint("record_one_standing", lambda: Conflict("already_confirmed", _("These hours are already confirmed.")))
on_constraint(
    "record_confirmed_by_another",
    lambda: Invalid("own_hours", _("Nobody confirms their own hours. Please ask a colleague.")),
)
on_constraint(
    "services_recordreversal_record_id_key",
    lambda: Conflict("already_reversed", _("These hours have already been taken back.")),
)
on_constraint(
    "headcount_sensible", lambda: Invalid("count_off", _("A headcount is between 1 and 100,000."), field="count")
)
on_constraint(
    "headcount_signed_by_two", lambda: Invalid("same_hand", _("Somebody else has to counter-sign this count."))
)
on_constraint(
    "headcount_one_per_session", lambda: Conflict("counted", _("This session has already been counted."), field="count")
)
on_constraint("presence_once_per_person", lambda: Conflict("already_here", _("You are already counted here.")))
on_constraint("presence_once_per_phone", lambda: Conflict("already_here", _("You are already counted here.")))
on_constraint(
    "feedback_stars_one_to_five", lambda: Invalid("stars_off", _("Please give one to five stars."), field="stars")
)
on_constraint("feedback_once", lambda: Conflict("already_rated", _("You have already rated this. Thank you!")))
