DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['user', 'user_groups', 'membership', 'hub', 'agency'] LOOP
    EXECUTE format('DROP TRIGGER administrators_alone ON agencies_%s', t);
  END LOOP;
END $$;
DROP FUNCTION agencies_by_administrators_alone();
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_hub_of_person(bigint); DROP FUNCTION mash_hub_of_group(int); DROP FUNCTION mash_administered_hub();
SET LOCAL ROLE mash_owner;
