"""What vouches for records that are written once: a row for each, signed when its line is sealed."""

from django.db import migrations, models

SQL = """
-- Written by the database itself as a line is (referrals 0030), signed by what seals, read past the walls by nobody else.
REVOKE ALL ON audit_attestation, audit_mismatch FROM mash_app;
GRANT SELECT ON audit_attestation TO mash_app;
GRANT UPDATE (seal, signed_with, signature) ON audit_attestation TO mash_app;
ALTER TABLE audit_attestation ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_attestation FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_mismatch ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_mismatch FORCE ROW LEVEL SECURITY;
CREATE POLICY read ON audit_attestation FOR SELECT TO mash_app USING ((SELECT mash_is_system()));
CREATE POLICY sign ON audit_attestation FOR UPDATE TO mash_app USING ((SELECT mash_is_system()));
CREATE POLICY upkeep ON audit_attestation TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY upkeep ON audit_mismatch TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');

-- What a page found wrong: gives those that were not found so before.
GRANT SELECT, INSERT ON audit_mismatch TO mash_guard;
CREATE POLICY guard ON audit_mismatch TO mash_guard USING (true);
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE FUNCTION audit_note_mismatches(kinds text[], keys text[], founds text[])
  RETURNS TABLE (kind text, key text) LANGUAGE sql VOLATILE SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO public.audit_mismatch AS m (kind, key, found, at)
  SELECT DISTINCT w.kind, w.key, w.found, statement_timestamp() FROM unnest(kinds, keys, founds) w(kind, key, found)
  ON CONFLICT DO NOTHING RETURNING m.kind::text, m.key::text $$;
REVOKE ALL ON FUNCTION audit_note_mismatches(text[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_note_mismatches(text[], text[], text[]) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

-- Signed once, and nothing else of it ever changes.
CREATE FUNCTION audit_attestation_is_final() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.seal IS NULL AND NEW.seal IS NOT NULL
     AND (NEW.kind, NEW.key, NEW.record, NEW.digest, NEW.line, NEW.made_at)
       = (OLD.kind, OLD.key, OLD.record, OLD.digest, OLD.line, OLD.made_at)
     AND NEW.belongs_to IS NOT DISTINCT FROM OLD.belongs_to THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'What vouches for a record is never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER final BEFORE UPDATE OR DELETE ON audit_attestation
  FOR EACH ROW EXECUTE FUNCTION audit_attestation_is_final();
CREATE TRIGGER stays BEFORE TRUNCATE ON audit_attestation FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

-- Since when every new record must have one. A log with lines in it is that of a hub which is at work, where the version
-- before goes on for a while; a new hub's first record has one already.
DO $$
BEGIN
  PERFORM set_config('mash.upkeep', 'on', true);
  EXECUTE format('CREATE FUNCTION public.audit_attested_since() RETURNS timestamptz LANGUAGE sql IMMUTABLE
    RETURN %L::timestamptz',
    CASE WHEN EXISTS (SELECT FROM public.audit_event) THEN now() + interval '1 day' ELSE '-infinity' END);
END $$;
"""
UNDO = """
SET LOCAL ROLE mash_guard; DROP FUNCTION audit_note_mismatches(text[], text[], text[]); SET LOCAL ROLE mash_owner;
DROP FUNCTION audit_attested_since();
DROP TRIGGER final ON audit_attestation; DROP FUNCTION audit_attestation_is_final();
"""
KIND_AND_KEY = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("kind", models.CharField(max_length=30)),
    ("key", models.CharField(max_length=80)),
]


class Migration(migrations.Migration):
    dependencies = [("audit", "0012_months_opened_safely")]
    operations = [
        migrations.CreateModel(
            name="Attestation",
            fields=[
                *KIND_AND_KEY,
                ("record", models.UUIDField()),
                ("belongs_to", models.UUIDField(null=True)),
                ("digest", models.CharField(max_length=64)),
                ("line", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("seal", models.BigIntegerField(null=True)),
                ("signed_with", models.CharField(db_default="", default="", max_length=16)),
                ("signature", models.BinaryField(null=True)),
            ],
            options={
                "ordering": ["kind", "key"],
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="attested_once")],
                "indexes": [models.Index(fields=["belongs_to"], name="attestation_of")],
            },
        ),
        migrations.CreateModel(
            name="Mismatch",
            fields=[
                *KIND_AND_KEY,
                ("found", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "mismatches",
                "constraints": [models.UniqueConstraint(fields=("kind", "key", "found"), name="mismatch_told_once")],
            },
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
