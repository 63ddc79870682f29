"""The log is written once, and its numbers have no gap."""

from django.db import migrations

from hecheng.kernel.rows import seal

NO_GAP = """
CREATE FUNCTION notary_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.index < 0 OR (NEW.index > 0 AND NOT EXISTS (SELECT FROM notary_numbered WHERE index = NEW.index - 1)) THEN
    RAISE EXCEPTION 'index % would leave a gap', NEW.index
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'numbered_without_gap';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER notary_numbered_no_gap AFTER INSERT ON notary_numbered FOR EACH ROW EXECUTE FUNCTION notary_no_gap();
"""


class Migration(migrations.Migration):
    dependencies = [("notary", "0001_initial")]
    operations = [
        migrations.RunSQL(
            NO_GAP, "DROP TRIGGER notary_numbered_no_gap ON notary_numbered; DROP FUNCTION notary_no_gap()"
        ),
        seal("notary_entry"),
        seal("notary_numbered"),
        seal("notary_node"),
        seal("notary_checkpoint"),
    ]
