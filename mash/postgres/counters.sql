-- How often somebody tried something, counted where no page can look it up, lower it unseen or set it back; and the
-- forms that were already sent.

ALTER TABLE mash_counter SET UNLOGGED;  -- a crash sets the counts back, and nothing else is lost

ALTER TABLE mash_counter ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON mash_counter TO mash_guard;
CREATE POLICY upkeep ON mash_counter TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON mash_counter TO mash_guard USING (true);

SET LOCAL ROLE mash_guard;

-- One more for each key; how many that makes while its time runs. Two at once are counted one after the other.
CREATE OR REPLACE FUNCTION mash_count(keys text[], seconds int[]) RETURNS int[]
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE counts int[] := array_fill(0, ARRAY[cardinality(keys)]); one record; made int;
BEGIN
  FOR one IN SELECT t.key, t.lasts, t.place FROM unnest(keys, seconds) WITH ORDINALITY AS t (key, lasts, place)
              ORDER BY t.key  -- always in this order, so that no two wait for each other
  LOOP
    INSERT INTO public.mash_counter AS c (key, count, ends_at)
      VALUES (one.key, 1, clock_timestamp() + make_interval(secs => greatest(1, least(one.lasts, 7776000))))
      ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN c.ends_at <= clock_timestamp() THEN 1 ELSE least(c.count + 1, 1000000000) END,
        ends_at = CASE WHEN c.ends_at <= clock_timestamp() THEN excluded.ends_at ELSE c.ends_at END
      RETURNING c.count INTO made;
    counts[one.place] := made;
  END LOOP;
  RETURN counts;
END $$;
GRANT EXECUTE ON FUNCTION mash_count(text[], int[]) TO mash_app;

-- What proved to be no guess is not counted as one: one less, or `wholly` none.
CREATE OR REPLACE FUNCTION mash_uncount(keys text[], wholly boolean) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE one text;
BEGIN
  FOR one IN SELECT k FROM unnest(keys) AS t (k) ORDER BY k LOOP
    UPDATE public.mash_counter c SET count = CASE WHEN wholly THEN 0 ELSE greatest(c.count - 1, 0) END
      WHERE c.key = one;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION mash_uncount(text[], boolean) TO mash_app;

-- How many there are now, without counting one more.
CREATE OR REPLACE FUNCTION mash_counted(wanted text) RETURNS int
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce((SELECT c.count FROM public.mash_counter c
    WHERE c.key = wanted AND c.ends_at > statement_timestamp()), 0) $$;
GRANT EXECUTE ON FUNCTION mash_counted(text) TO mash_app;

-- Those whose time is over say nothing any more.
CREATE OR REPLACE FUNCTION mash_forget_counters(at_most int) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH old AS (SELECT c.key FROM public.mash_counter c WHERE c.ends_at < statement_timestamp()
                ORDER BY c.ends_at LIMIT at_most FOR UPDATE SKIP LOCKED),
       gone AS (DELETE FROM public.mash_counter c USING old WHERE c.key = old.key RETURNING 1)
  SELECT count(*) FROM gone $$;
GRANT EXECUTE ON FUNCTION mash_forget_counters(int) TO mash_app;

SET LOCAL ROLE mash_owner;

GRANT SELECT, INSERT, DELETE ON mash_submission TO mash_app;
