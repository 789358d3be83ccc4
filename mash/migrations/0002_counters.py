"""How often somebody tried something, counted where no page can look it up, lower it unseen or set it back."""

from django.db import migrations, models

COUNTING = """
ALTER TABLE mash_counter SET UNLOGGED;
ALTER TABLE mash_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE mash_counter FORCE ROW LEVEL SECURITY;
CREATE POLICY guard ON mash_counter TO mash_guard USING (true);
CREATE POLICY upkeep ON mash_counter TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
REVOKE ALL ON mash_counter FROM PUBLIC;
DO $$ BEGIN EXECUTE (SELECT coalesce(string_agg(format('REVOKE ALL ON public.mash_counter FROM %I', r.rolname), '; '), '')
  FROM pg_catalog.pg_roles r WHERE r.rolname IN ('mash_app', 'mash_web', 'mash_worker')); END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON mash_counter TO mash_guard;

GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;

-- One more for each key; how many that makes while its time runs. Two at once are counted one after the other.
CREATE FUNCTION mash_count(keys text[], seconds int[]) RETURNS int[]
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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

-- What proved to be no guess is not counted as one: one less, or `wholly` none.
CREATE FUNCTION mash_uncount(keys text[], wholly boolean) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE one text;
BEGIN
  FOR one IN SELECT k FROM unnest(keys) AS t (k) ORDER BY k LOOP
    UPDATE public.mash_counter c SET count = CASE WHEN wholly THEN 0 ELSE greatest(c.count - 1, 0) END WHERE c.key = one;
  END LOOP;
END $$;

CREATE FUNCTION mash_counted(wanted text) RETURNS int
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  AS $$ SELECT coalesce((SELECT c.count FROM public.mash_counter c
          WHERE c.key = wanted AND c.ends_at > statement_timestamp()), 0) $$;

-- Those whose time is over say nothing any more.
CREATE FUNCTION mash_forget_counters(at_most int) RETURNS bigint
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  AS $$ WITH old AS (SELECT c.key FROM public.mash_counter c WHERE c.ends_at < statement_timestamp()
                      ORDER BY c.ends_at LIMIT at_most FOR UPDATE SKIP LOCKED),
             gone AS (DELETE FROM public.mash_counter c USING old WHERE c.key = old.key RETURNING 1)
        SELECT count(*) FROM gone $$;

REVOKE ALL ON FUNCTION mash_count(text[], int[]), mash_uncount(text[], boolean), mash_counted(text),
  mash_forget_counters(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_count(text[], int[]), mash_uncount(text[], boolean), mash_counted(text),
  mash_forget_counters(int) TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;
"""
UNDO = """
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_count(text[], int[]); DROP FUNCTION mash_uncount(text[], boolean);
DROP FUNCTION mash_counted(text); DROP FUNCTION mash_forget_counters(int);
SET LOCAL ROLE mash_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("mash", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["ends_at"], name="counter_ends")]},
        ),
        migrations.RunSQL(COUNTING, UNDO),
    ]
