"""An address is kept one way (agencies/addresses.py): plain ASCII in lower case, so that SQL compares what Python does."""

from django.db import migrations, models

# An address with other letters in it cannot be guessed at: whoever runs this says what it should be.
KEEP = """
DO $$
DECLARE odd text;
BEGIN
  UPDATE agencies_user SET email = lower(btrim(email) COLLATE "C") WHERE email <> lower(btrim(email) COLLATE "C");
  SELECT string_agg(id::text, ', ' ORDER BY id) INTO odd FROM agencies_user WHERE email !~ '^[!-?A-~]+@[!-?A-~]+$';
  IF odd IS NOT NULL THEN
    RAISE EXCEPTION 'these accounts have an e-mail address with letters beyond plain ASCII: %', odd
      USING HINT = 'Give each an address in plain letters (UPDATE agencies_user SET email = …), then migrate again.';
  END IF;
  UPDATE agencies_agency SET notice_email = lower(btrim(notice_email) COLLATE "C");
  UPDATE agencies_hub SET duty_email = lower(btrim(duty_email) COLLATE "C");
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0010_letters")]
    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(("email__regex", "^[!-?A-~]+@[!-?A-~]+$"), ("email__regex", "^[^A-Z]*$")),
                name="address_kept_one_way",
            ),
        ),
    ]
