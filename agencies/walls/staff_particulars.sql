-- People's own particulars: read by themselves, by their hub's administrators and by the guard, who compares them.

ALTER TABLE agencies_staffparticulars ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON agencies_staffparticulars TO mash_app;
GRANT SELECT, UPDATE ON agencies_staffparticulars TO mash_guard;
CREATE POLICY upkeep ON agencies_staffparticulars TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON agencies_staffparticulars TO mash_guard USING (true);
CREATE POLICY see ON agencies_staffparticulars FOR SELECT TO mash_app USING (
  user_id = (SELECT mash_active_uid()) OR EXISTS (SELECT FROM agencies_user u
    WHERE u.id = user_id AND u.hub_id = ANY ((SELECT mash_administered_hubs())::bigint[])));
CREATE POLICY add ON agencies_staffparticulars FOR INSERT TO mash_app WITH CHECK (
  user_id = (SELECT mash_active_uid()) OR EXISTS (SELECT FROM agencies_user u
    WHERE u.id = user_id AND u.hub_id = ANY ((SELECT mash_administered_hubs())::bigint[])));
CREATE POLICY change ON agencies_staffparticulars FOR UPDATE TO mash_app USING (
  user_id = (SELECT mash_active_uid()) OR EXISTS (SELECT FROM agencies_user u
    WHERE u.id = user_id AND u.hub_id = ANY ((SELECT mash_administered_hubs())::bigint[])));
