-- Emails about accounts that were given up: the worker marks them, and an administrator sees whom in their hub they did
-- not reach. No address is told, and no letter.

GRANT UPDATE (failed_at) ON agencies_letter TO mash_worker;
GRANT SELECT ON agencies_letter TO mash_guard;

SET LOCAL ROLE mash_guard;

CREATE OR REPLACE FUNCTION mash_failed_letters()
  RETURNS TABLE(person bigint, name text, template text, about text, posted timestamptz, failed timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT u.id, u.name, l.template, l.about, l.created_at, l.failed_at
    FROM public.agencies_letter l JOIN public.agencies_user u ON u.id = l.to_id
   WHERE l.failed_at IS NOT NULL AND u.hub_id = ANY (public.mash_administered_hubs())
   ORDER BY l.failed_at DESC, l.id $$;
GRANT EXECUTE ON FUNCTION mash_failed_letters() TO mash_app;

SET LOCAL ROLE mash_owner;
