-- What the dashboard shows of days that nothing happened to since is counted ahead
-- (docs/decisions/0036-figures-are-counted-ahead.md).
--
-- A span is a year, a month or a day of a hub, or an hour of its last two weeks, in which most changes fall. It is good
-- until something of its cases changes, which triggers write down in the transaction that changes them, or until a
-- target of theirs passes. mash_figures (figures.sql) reads spans that are good, and counts every other hour on
-- request, so that figures are exact whether or not the worker runs.

ALTER TABLE referrals_figurespan ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON referrals_figurespan TO mash_guard;
CREATE POLICY upkeep ON referrals_figurespan TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_figurespan TO mash_guard USING (true);

ALTER TABLE referrals_figurecount ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON referrals_figurecount TO mash_guard;
CREATE POLICY upkeep ON referrals_figurecount TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_figurecount TO mash_guard USING (true);

ALTER TABLE referrals_figurechange ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_figurechange ADD COLUMN IF NOT EXISTS changed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
GRANT SELECT, INSERT, DELETE ON referrals_figurechange TO mash_guard;
CREATE POLICY upkeep ON referrals_figurechange TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_figurechange TO mash_guard USING (true);

SET LOCAL ROLE mash_guard;

CREATE OR REPLACE FUNCTION mash_local_day(at timestamptz) RETURNS date
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT (at AT TIME ZONE 'Europe/London')::date $$;

CREATE OR REPLACE FUNCTION mash_midnight(day date) RETURNS timestamptz
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT day::timestamp AT TIME ZONE 'Europe/London' $$;

-- Which hours a case counts in: the one it arrived in, and each in which an agency was asked about it. A transaction
-- writes each of them once, however much it changes.
CREATE OR REPLACE FUNCTION mash_figures_changed(record uuid) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO public.referrals_figurechange (hub_id, hour)
  SELECT r.hub_id, h.hour FROM public.referrals_referral r,
    LATERAL (SELECT date_trunc('hour', r.received_at, 'UTC') AS hour
             UNION SELECT date_trunc('hour', q.sent_at, 'UTC')
               FROM public.referrals_informationrequest q WHERE q.referral_id = r.id) AS h
   WHERE r.id = record AND NOT EXISTS (
     SELECT FROM public.referrals_figurechange c
      WHERE c.hub_id = r.hub_id AND c.hour = h.hour AND c.changed_in = pg_current_xact_id()) $$;

CREATE OR REPLACE FUNCTION mash_case_changed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.mash_figures_changed(NEW.id);
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION mash_case_changed() TO mash_owner;

CREATE OR REPLACE FUNCTION mash_row_of_case_changed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.mash_figures_changed(NEW.referral_id);
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION mash_row_of_case_changed() TO mash_owner;

CREATE OR REPLACE FUNCTION mash_answer_changed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.mash_figures_changed(q.referral_id)
     FROM public.referrals_informationrequest q WHERE q.id = NEW.request_id;
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION mash_answer_changed() TO mash_owner;

-- Whether somebody was referred again follows from the pairs of people that were found.
CREATE OR REPLACE FUNCTION mash_pair_changed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM public.mash_figures_changed(r.id) FROM unnest(ARRAY[
    coalesce(NEW.first_referral_id, OLD.first_referral_id),
    coalesce(NEW.second_referral_id, OLD.second_referral_id)]) AS r(id);
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION mash_pair_changed() TO mash_owner;

-- A hub that counts repeats over other months has all its figures counted anew. It waits for the worker that counts.
CREATE OR REPLACE FUNCTION mash_repeat_months_changed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('mash_count_figures'), NEW.id::int);
  PERFORM public.mash_drop_spans(ARRAY(SELECT s.id FROM public.referrals_figurespan s WHERE s.hub_id = NEW.id));
  RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION mash_repeat_months_changed() TO mash_owner;

SET LOCAL ROLE mash_owner;

CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE ON referrals_referral
  FOR EACH ROW EXECUTE FUNCTION mash_case_changed();
CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE ON referrals_clock
  FOR EACH ROW EXECUTE FUNCTION mash_row_of_case_changed();
CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE ON referrals_clockpause
  FOR EACH ROW EXECUTE FUNCTION mash_row_of_case_changed();
CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE ON referrals_informationrequest
  FOR EACH ROW EXECUTE FUNCTION mash_row_of_case_changed();
CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE ON referrals_ratinggiven
  FOR EACH ROW EXECUTE FUNCTION mash_row_of_case_changed();
CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE ON referrals_decision
  FOR EACH ROW EXECUTE FUNCTION mash_row_of_case_changed();
CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE ON referrals_feedback
  FOR EACH ROW EXECUTE FUNCTION mash_row_of_case_changed();
CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE ON referrals_response
  FOR EACH ROW EXECUTE FUNCTION mash_answer_changed();
CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE ON referrals_person
  FOR EACH ROW EXECUTE FUNCTION mash_row_of_case_changed();
CREATE OR REPLACE TRIGGER changes_figures AFTER INSERT OR UPDATE OR DELETE ON referrals_personpair
  FOR EACH ROW EXECUTE FUNCTION mash_pair_changed();
CREATE OR REPLACE TRIGGER counts_repeats_anew AFTER UPDATE OF repeat_months ON agencies_hub
  FOR EACH ROW WHEN (OLD.repeat_months <> NEW.repeat_months) EXECUTE FUNCTION mash_repeat_months_changed();

SET LOCAL ROLE mash_guard;

-- One row for each group of things that took about as long (within a tenth of it): the mean of a group stands for it.
CREATE OR REPLACE FUNCTION mash_about_as_long(took interval) RETURNS int
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT floor(10 * ln(greatest(extract(epoch FROM took)::float8, 60)))::int $$;

-- The first moment of the hours that are counted ahead.
CREATE OR REPLACE FUNCTION mash_hours_since(moment timestamptz) RETURNS timestamptz
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.mash_midnight(public.mash_local_day(moment) - 13) $$;

-- Every span that there is to count: each hour of the last two weeks, each day since the year of the hub's first case,
-- and each month and year that has ended. Units are numbered as in referrals/models/figures.py.
CREATE OR REPLACE FUNCTION mash_figure_spans(hub bigint, moment timestamptz)
  RETURNS TABLE(unit int, starts timestamptz, ends timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  WITH since AS (
    SELECT min(r.received_at) AS first_case, public.mash_local_day(moment)::timestamp AS today
      FROM public.referrals_referral r WHERE r.hub_id = hub)
  SELECT u.unit, begins AT TIME ZONE 'Europe/London', (begins + u.length) AT TIME ZONE 'Europe/London'
    FROM since, (VALUES (2, interval '1 day'), (3, interval '1 month'), (4, interval '1 year')) AS u(unit, length),
      LATERAL generate_series(
        date_trunc('year', since.first_case AT TIME ZONE 'Europe/London'), since.today, u.length) AS begins
   WHERE begins + u.length <= since.today + CASE u.unit WHEN 2 THEN u.length ELSE interval '0' END
  UNION ALL
  SELECT 1, begins, begins + interval '1 hour'
    FROM since, LATERAL generate_series(
      greatest(public.mash_hours_since(moment), date_trunc('hour', since.first_case, 'UTC')),
      public.mash_midnight(public.mash_local_day(moment) + 1) - interval '1 hour', interval '1 hour') AS begins
   WHERE since.first_case IS NOT NULL $$;

-- The spans within a period that are good at this moment.
CREATE OR REPLACE FUNCTION mash_good_spans(hub bigint, starts timestamptz, ends timestamptz, moment timestamptz)
  RETURNS TABLE(id bigint, unit int, starts timestamptz, ends timestamptz)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT s.id, s.unit, s.starts, s.ends FROM public.referrals_figurespan s
   WHERE s.hub_id = hub AND s.starts >= $2 AND s.ends <= $3
     AND moment BETWEEN s.counted_at AND s.good_until AND NOT EXISTS (
       SELECT FROM public.referrals_figurechange c
        WHERE c.hub_id = hub AND c.hour >= s.starts AND c.hour < s.ends) $$;

-- When the next target of what is open among these days passes.
CREATE OR REPLACE FUNCTION mash_next_target(hub bigint, starts timestamptz, ends timestamptz, moment timestamptz)
  RETURNS timestamptz
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT coalesce(min(o.due_at), 'infinity') FROM (
    SELECT c.due_at FROM public.referrals_referral r JOIN public.referrals_clock c ON c.referral_id = r.id
     WHERE r.hub_id = hub AND r.received_at >= starts AND r.received_at < ends
       AND c.stopped_at IS NULL AND c.pause_review_on IS NULL
    UNION ALL
    SELECT q.due_at FROM public.referrals_informationrequest q
     WHERE q.hub_id = hub AND q.sent_at >= starts AND q.sent_at < ends
       AND q.closed_at IS NULL AND q.released_at IS NULL AND q.pause_review_on IS NULL) AS o
   WHERE o.due_at >= moment $$;

-- Adds up a span from those of the next smaller unit if all of them are there, or counts an hour or a day.
CREATE OR REPLACE FUNCTION mash_count_span(hub bigint, unit int, starts timestamptz, ends timestamptz,
    moment timestamptz) RETURNS int
  LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  made bigint;
BEGIN
  INSERT INTO public.referrals_figurespan (hub_id, unit, starts, ends, counted_at, good_until)
  SELECT hub, $2, $3, $4, max(s.counted_at), min(s.good_until) FROM public.referrals_figurespan s
   WHERE s.hub_id = hub AND s.unit = $2 - 1 AND s.starts >= $3 AND s.ends <= $4
  HAVING sum(s.ends - s.starts) = $4 - $3 RETURNING id INTO made;
  IF made IS NOT NULL THEN
    INSERT INTO public.referrals_figurecount (span_id, figure, part, piece, about, took, number)
    SELECT made, c.figure, c.part, c.piece, c.about, sum(c.took * c.number) / sum(c.number), sum(c.number)
      FROM public.referrals_figurespan s JOIN public.referrals_figurecount c ON c.span_id = s.id
     WHERE s.hub_id = hub AND s.unit = $2 - 1 AND s.starts >= $3 AND s.ends <= $4
     GROUP BY c.figure, c.part, c.piece, c.about, public.mash_about_as_long(c.took);
    RETURN 1;
  END IF;
  IF $2 > 2 THEN RETURN 0; END IF;
  INSERT INTO public.referrals_figurespan (hub_id, unit, starts, ends, counted_at, good_until)
  VALUES (hub, $2, $3, $4, moment, public.mash_next_target(hub, $3, $4, moment)) RETURNING id INTO made;
  INSERT INTO public.referrals_figurecount (span_id, figure, part, piece, about, took, number)
  SELECT made, r.figure, r.part, r.piece, r.about, avg(r.took), count(*)
    FROM public.mash_figure_rows(hub, $3, $4, 'day', moment, NULL) r
   GROUP BY r.figure, r.part, r.piece, r.about, public.mash_about_as_long(r.took);
  RETURN 1;
END $$;

CREATE OR REPLACE FUNCTION mash_drop_spans(spans bigint[]) RETURNS void
  LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM public.referrals_figurecount c WHERE c.span_id = ANY (spans);
  DELETE FROM public.referrals_figurespan s WHERE s.id = ANY (spans) $$;

-- The worker counts what is not counted, or no longer as it is: the newest hours first, a day from its hours, a month
-- from its days, a year from its months; at most so many. Returns how many.
CREATE OR REPLACE FUNCTION mash_count_figures(hub bigint, moment timestamptz, at_most int) RETURNS int
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  seen bigint[];
  span record;
  counted int := 0;
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work counts ahead'); END IF;
  IF NOT pg_try_advisory_xact_lock(hashtext('mash_count_figures'), hub::int) THEN RETURN 0; END IF;
  -- What these transactions changed is seen by every later statement. A change that is not among them yet stays
  -- written down, and its hour is counted again the next time.
  SELECT array_agg(c.id) INTO seen FROM public.referrals_figurechange c WHERE c.hub_id = hub;
  PERFORM public.mash_drop_spans(ARRAY(
    SELECT s.id FROM public.referrals_figurespan s
     WHERE s.hub_id = hub AND (s.good_until < moment OR s.unit = 1 AND s.starts < public.mash_hours_since(moment)
        OR EXISTS (SELECT FROM public.referrals_figurechange c
                    WHERE c.id = ANY (seen) AND c.hour >= s.starts AND c.hour < s.ends))));
  DELETE FROM public.referrals_figurechange c WHERE c.id = ANY (seen);
  FOR span IN
    SELECT f.unit, f.starts, f.ends FROM public.mash_figure_spans(hub, moment) f
     WHERE NOT EXISTS (SELECT FROM public.referrals_figurespan s
                        WHERE s.hub_id = hub AND s.unit = f.unit AND s.starts = f.starts)
     ORDER BY f.starts DESC, f.unit LIMIT at_most
  LOOP
    counted := counted + public.mash_count_span(hub, span.unit, span.starts, span.ends, moment);
  END LOOP;
  RETURN counted;
END $$;
GRANT EXECUTE ON FUNCTION mash_count_figures(bigint, timestamptz, int) TO mash_app;

-- Where what was counted ahead is not what is counted now; there should be no row.
CREATE OR REPLACE FUNCTION mash_wrong_figures(hub bigint, moment timestamptz)
  RETURNS TABLE(starts timestamptz, ends timestamptz, figure text, part text, piece text, ahead bigint, anew bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only the operator checks figures'); END IF;
  RETURN QUERY
  SELECT s.starts, s.ends, n.figure, n.part, n.piece, sum(n.ahead)::bigint, sum(n.anew)::bigint
    FROM public.mash_good_spans(hub, '-infinity', 'infinity', moment) s,
      LATERAL (SELECT c.figure, c.part, c.piece, c.about, c.number AS ahead, 0 AS anew, c.took * c.number AS took
                 FROM public.referrals_figurecount c WHERE c.span_id = s.id
               UNION ALL
               SELECT r.figure, r.part, r.piece, r.about, 0, 1, -r.took
                 FROM public.mash_figure_rows(hub, s.starts, s.ends, 'day', moment, NULL) r) AS n
   GROUP BY s.starts, s.ends, n.figure, n.part, n.piece, n.about
  HAVING sum(n.ahead) <> sum(n.anew) OR abs(extract(epoch FROM sum(n.took))) > 1;
END $$;
GRANT EXECUTE ON FUNCTION mash_wrong_figures(bigint, timestamptz) TO mash_app;

-- All that was counted ahead is forgotten, and counted again by the worker.
CREATE OR REPLACE FUNCTION mash_forget_figures(hub bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only the operator forgets figures'); END IF;
  PERFORM public.mash_drop_spans(ARRAY(SELECT s.id FROM public.referrals_figurespan s WHERE s.hub_id = hub));
END $$;
GRANT EXECUTE ON FUNCTION mash_forget_figures(bigint) TO mash_app;

SET LOCAL ROLE mash_owner;
