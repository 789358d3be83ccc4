-- What vouches for records that are written once: a row for each, written by the database as the line is
-- (referrals/access/frozen_records.sql), signed by what seals, and read past the walls by nobody else.

ALTER TABLE audit_attestation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE (seal, signed_with, signature) ON audit_attestation TO mash_app;
GRANT SELECT, INSERT ON audit_attestation TO mash_guard;
CREATE POLICY upkeep ON audit_attestation TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON audit_attestation TO mash_guard USING (true);
CREATE POLICY read ON audit_attestation FOR SELECT TO mash_app USING ((SELECT mash_is_system()));
CREATE POLICY sign ON audit_attestation FOR UPDATE TO mash_app USING ((SELECT mash_is_system()));

-- Signed once, and nothing else of it ever changes.
CREATE OR REPLACE FUNCTION audit_attestation_is_final() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.seal IS NULL AND NEW.seal IS NOT NULL
     AND (NEW.kind, NEW.key, NEW.record, NEW.digest, NEW.line, NEW.made_at)
       = (OLD.kind, OLD.key, OLD.record, OLD.digest, OLD.line, OLD.made_at)
     AND NEW.belongs_to IS NOT DISTINCT FROM OLD.belongs_to THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'What vouches for a record is never changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER final BEFORE UPDATE OR DELETE ON audit_attestation
  FOR EACH ROW EXECUTE FUNCTION audit_attestation_is_final();
CREATE OR REPLACE TRIGGER stays BEFORE TRUNCATE ON audit_attestation
  FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();

ALTER TABLE audit_mismatch ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON audit_mismatch TO mash_guard;
CREATE POLICY upkeep ON audit_mismatch TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON audit_mismatch TO mash_guard USING (true);

-- Since when every record that is written once must have an attestation.
CREATE OR REPLACE FUNCTION audit_attested_since() RETURNS timestamptz
  LANGUAGE sql IMMUTABLE
  RETURN '-infinity'::timestamptz;
GRANT EXECUTE ON FUNCTION audit_attested_since() TO mash_guard;
