"""What must never be false in the journey and cannot be said as a plain constraint."""

from django.db import migrations

from hecheng.kernel.rows import seal

SEAT_EXISTS = """
CREATE FUNCTION services_seat_exists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seat IS NOT NULL AND NEW.seat > (SELECT seats FROM services_seatrole WHERE id = NEW.role_id) THEN
    RAISE EXCEPTION 'seat % does not exist', NEW.seat
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'signup_seat_exists';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER services_signup_seat_exists AFTER INSERT OR UPDATE OF seat, role_id ON services_signup
  FOR EACH ROW EXECUTE FUNCTION services_seat_exists();
"""

ONE_STANDING = """
CREATE FUNCTION services_one_standing_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.attempt > 1 AND EXISTS (
    SELECT FROM services_servicerecord r LEFT JOIN services_recordreversal v ON v.record_id = r.id
    WHERE r.attendance_id = NEW.attendance_id AND r.id <> NEW.id AND v.id IS NULL
  ) THEN
    RAISE EXCEPTION 'these hours stand already'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'record_one_standing';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER services_record_one_standing AFTER INSERT ON services_servicerecord
  FOR EACH ROW EXECUTE FUNCTION services_one_standing_record();
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]
    operations = [
        migrations.RunSQL(
            SEAT_EXISTS,
            "DROP TRIGGER services_signup_seat_exists ON services_signup; DROP FUNCTION services_seat_exists()",
        ),
        migrations.RunSQL(
            ONE_STANDING,
            "DROP TRIGGER services_record_one_standing ON services_servicerecord;"
            " DROP FUNCTION services_one_standing_record()",
        ),
        seal("services_needevent"),
        seal("services_servicerecord"),
        seal("services_recordreversal"),
        seal("services_presence"),
    ]
