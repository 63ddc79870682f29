"""What must never be false in the ledger: legs add up to zero, balances follow postings, nothing is rewritten."""

from django.db import migrations

from hecheng.kernel.ids import uuid7
from hecheng.kernel.rows import seal

BALANCED = """
CREATE FUNCTION ledger_transfer_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE legs integer; sum_of_legs bigint;
BEGIN
  SELECT count(*), coalesce(sum(minutes), 0) INTO legs, sum_of_legs
    FROM timebank_posting WHERE transfer_id = CASE TG_TABLE_NAME WHEN 'timebank_posting' THEN (to_jsonb(NEW)->>'transfer_id')::uuid ELSE NEW.id END;
  IF legs < 2 OR sum_of_legs <> 0 THEN
    RAISE EXCEPTION 'a transfer has % legs that add up to %', legs, sum_of_legs
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_transfer_balances';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transfer_balances AFTER INSERT ON timebank_transfer
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transfer_balances();
CREATE CONSTRAINT TRIGGER ledger_posting_balances AFTER INSERT ON timebank_posting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transfer_balances();
"""

# The balance can be moved by a posting alone: the application has no right to update accounts, the function's owner has.
FOLLOW = """
CREATE FUNCTION ledger_follow_posting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  UPDATE timebank_ledgeraccount SET minutes = minutes + NEW.minutes WHERE id = NEW.account_id AND kind = 'person';
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_follow_posting AFTER INSERT ON timebank_posting
  FOR EACH ROW EXECUTE FUNCTION ledger_follow_posting();
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hecheng_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON timebank_ledgeraccount FROM hecheng_app;
  END IF;
END $$;
"""


def open_system_accounts(apps, schema_editor):
    account = apps.get_model("timebank", "LedgerAccount")
    for kind in ("issue", "expiry", "reserve"):
        account.objects.create(id=uuid7(), kind=kind)


class Migration(migrations.Migration):
    dependencies = [("timebank", "0001_initial")]
    operations = [
        migrations.RunPython(open_system_accounts, migrations.RunPython.noop),
        migrations.RunSQL(
            BALANCED,
            "DROP TRIGGER ledger_posting_balances ON timebank_posting; DROP TRIGGER ledger_transfer_balances ON"
            " timebank_transfer; DROP FUNCTION ledger_transfer_balances()",
        ),
        migrations.RunSQL(
            FOLLOW, "DROP TRIGGER ledger_follow_posting ON timebank_posting; DROP FUNCTION ledger_follow_posting()"
        ),
        seal("timebank_transfer"),
        seal("timebank_posting"),
    ]
