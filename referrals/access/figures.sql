-- The figures of a hub, counted whole: over every case of it, restricted or not, and whoever is barred from which.
-- What leaves these functions is numbers, for whoever holds the dashboard in that hub; and, for the list behind a
-- number, the keys of the cases that this person sees anyway. referrals/reports/ protects small numbers.

SET LOCAL ROLE mash_guard;

-- Raises an error unless the person acting holds the dashboard in this hub (VIEW_DASHBOARD in agencies/roles.py).
CREATE OR REPLACE FUNCTION mash_must_count(hub bigint) RETURNS void
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.agencies_user u WHERE u.id = public.mash_active_uid() AND u.hub_id = hub
                    AND public.mash_holds(u.id, '{manager}')) THEN
    PERFORM public.mash_refuse('may not count the cases of this hub'); END IF;
END $$;

CREATE OR REPLACE FUNCTION mash_about_whom(about_children boolean, about_adults boolean) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN about_children AND about_adults THEN 'both' WHEN about_children THEN 'children'
              WHEN about_adults THEN 'adults' ELSE '' END $$;

-- One row for each thing counted in a period: which figure it is in and where, whom it is about ("both" is a case of
-- children and adults), of which case it is, and how long it took. Each figure says in referrals/reports/figures.py
-- what counts and when.
CREATE OR REPLACE FUNCTION mash_figure_rows(hub bigint, starts timestamptz, ends timestamptz, step text,
    moment timestamptz, wanted text)
  RETURNS TABLE(figure text, part text, piece text, about text, record uuid, took interval)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  WITH arrived AS MATERIALIZED (
    SELECT r.id, r.status, coalesce(nullif(r.rating, ''), 'none') AS rating, r.source_code, r.channel, r.received_at,
           public.mash_about_whom(r.about_children, r.about_adults) AS about
      FROM public.referrals_referral r
     WHERE r.hub_id = hub AND r.received_at >= starts AND r.received_at < ends),
  -- The first clock of each measure that was not replaced: a case that is returned and received again, or reopened
  -- and decided again, counts once. At the very instant of its target it is in time.
  first_clocks AS (
    SELECT DISTINCT ON (c.referral_id, c.measure)
           c.referral_id, c.measure, coalesce(nullif(c.rating, ''), 'none') AS rating, c.due_at, c.stopped_at,
           c.pause_review_on, a.about, CASE c.measure WHEN 'feedback' THEN c.started_at ELSE a.received_at END AS begins
      FROM arrived a JOIN public.referrals_clock c ON c.referral_id = a.id
     WHERE NOT c.replaced AND c.measure IN ('first_decision', 'final_decision', 'feedback')
       AND (wanted IS NULL OR wanted IN ('measure', 'rating'))
     ORDER BY c.referral_id, c.measure, c.started_at, c.id),
  timed AS (
    SELECT c.referral_id, c.measure, c.rating, c.about,
           CASE WHEN c.stopped_at IS NULL AND c.pause_review_on IS NOT NULL THEN 'paused'
                WHEN c.stopped_at IS NULL AND c.due_at < moment THEN 'overdue'
                WHEN c.stopped_at IS NULL THEN 'waiting'
                WHEN c.measure = 'feedback' AND EXISTS (
                  SELECT FROM public.referrals_feedback f WHERE f.referral_id = c.referral_id
                     AND f.at = c.stopped_at AND f.not_sent_reason <> '') THEN 'not_told'
                WHEN c.due_at IS NULL THEN 'no_target'
                WHEN c.stopped_at <= c.due_at THEN 'in_time'
                ELSE 'late' END AS state,
           c.stopped_at - c.begins - coalesce((
             SELECT sum(p.ended_at - p.at) FROM public.referrals_clockpause p
               JOIN public.referrals_clock of_pause ON of_pause.id = p.clock_id
              WHERE p.referral_id = c.referral_id AND of_pause.measure IN (c.measure, 'first_decision')
                AND p.at >= c.begins AND p.ended_at <= c.stopped_at), interval '0') AS took
      FROM first_clocks c),
  asked AS (
    SELECT q.id, q.agency_id::text AS agency, q.referral_id, q.outcome,
           public.mash_about_whom(r.about_children, r.about_adults) AS about,
           CASE WHEN q.closed_at IS NOT NULL AND q.due_at IS NULL THEN 'no_target'
                WHEN q.closed_at <= q.due_at THEN 'in_time'
                WHEN q.closed_at IS NOT NULL OR q.due_at < q.released_at THEN 'late'
                WHEN q.released_at IS NOT NULL THEN 'let_go'
                WHEN q.pause_review_on IS NOT NULL THEN 'paused'
                WHEN q.due_at < moment THEN 'overdue'
                ELSE 'waiting' END AS state,
           q.closed_at - q.sent_at - coalesce((
             SELECT sum(p.ended_at - p.at) FROM public.referrals_clockpause p
              WHERE p.request_id = q.id AND p.ended_at IS NOT NULL), interval '0') AS took
      FROM public.referrals_informationrequest q JOIN public.referrals_referral r ON r.id = q.referral_id
     WHERE q.hub_id = hub AND q.sent_at >= starts AND q.sent_at < ends
       AND (wanted IS NULL OR wanted IN ('agency', 'nothing_known', 'declined'))),
  subjects AS (
    SELECT p.id, p.referral_id, p.nhs_number, p.last_name, p.date_of_birth, a.received_at,
           public.mash_about_whom(p.kind <> 'adult', p.kind = 'adult') AS about
      FROM arrived a JOIN public.referrals_person p ON p.referral_id = a.id
     WHERE p.is_subject
       AND (wanted IS NULL OR wanted IN ('outcome', 'change', 'again'))),
  -- Of a decision only the newest signed version has the state "signed".
  in_force AS (
    SELECT d.referral_id, d.outcome, d.final_rating, s.about
      FROM subjects s JOIN public.referrals_decision d ON d.subject_id = s.id AND d.state = 'signed')
  SELECT 'arrivals', date_trunc(step, a.received_at AT TIME ZONE 'Europe/London')::date::text, '', a.about, a.id,
         NULL::interval
    FROM arrived a WHERE wanted IS NULL OR wanted = 'arrivals'
  UNION ALL
  SELECT 'stage', a.status, a.rating, a.about, a.id, NULL FROM arrived a WHERE wanted IS NULL OR wanted = 'stage'
  UNION ALL
  SELECT 'source', a.source_code, '', a.about, a.id, NULL FROM arrived a WHERE wanted IS NULL OR wanted = 'source'
  UNION ALL
  SELECT 'channel', a.channel, '', a.about, a.id, NULL FROM arrived a WHERE wanted IS NULL OR wanted = 'channel'
  UNION ALL
  SELECT 'measure', t.measure, t.state, t.about, t.referral_id, CASE WHEN t.state <> 'not_told' THEN t.took END
    FROM timed t WHERE wanted IS NULL OR wanted = 'measure'
  UNION ALL
  SELECT 'rating', t.rating, t.state, t.about, t.referral_id, t.took
    FROM timed t WHERE t.measure = 'final_decision' AND (wanted IS NULL OR wanted = 'rating')
  UNION ALL
  SELECT 'agency', q.agency, q.state, q.about, q.referral_id, q.took
    FROM asked q WHERE wanted IS NULL OR wanted = 'agency'
  UNION ALL
  SELECT 'nothing_known', q.agency, '', q.about, q.referral_id, NULL
    FROM asked q WHERE q.outcome = 'nothing_known' AND (wanted IS NULL OR wanted = 'nothing_known')
  UNION ALL
  -- The reason of the newest answer. Answers from before reasons were asked for have none.
  SELECT 'declined', coalesce(nullif((
           SELECT a.decline_reason FROM public.referrals_response a
            WHERE a.request_id = q.id ORDER BY a.number DESC LIMIT 1), ''), 'not_said'), '', q.about, q.referral_id,
         NULL
    FROM asked q WHERE q.outcome IN ('declined', 'held_not_shared') AND (wanted IS NULL OR wanted = 'declined')
  UNION ALL
  SELECT 'outcome', d.outcome, '', d.about, d.referral_id, NULL
    FROM in_force d WHERE wanted IS NULL OR wanted = 'outcome'
  UNION ALL
  SELECT 'change', coalesce((
           SELECT g.level FROM public.referrals_ratinggiven g
            WHERE g.referral_id = d.referral_id AND g.stage = 'triage' AND NOT g.is_recommendation
            ORDER BY g.at DESC, g.id DESC LIMIT 1), 'none'), d.final_rating, d.about, d.referral_id, NULL
    FROM in_force d WHERE wanted IS NULL OR wanted = 'change'
  UNION ALL
  SELECT 'again', '', CASE
           WHEN EXISTS (
             SELECT FROM (
                 SELECT a.second_id AS other FROM public.referrals_personpair a
                  WHERE a.first_id = s.id AND NOT a.guarded AND (a.verdict = 'same' OR (a.verdict = '' AND a.band = 2))
                 UNION ALL
                 SELECT b.first_id FROM public.referrals_personpair b
                  WHERE b.second_id = s.id AND NOT b.guarded AND (b.verdict = 'same' OR (b.verdict = '' AND b.band = 2))) AS t
               JOIN public.referrals_person p ON p.id = t.other AND p.is_subject
               JOIN public.referrals_referral r ON r.id = p.referral_id
              WHERE r.received_at < s.received_at AND r.received_at >=
                  (s.received_at AT TIME ZONE 'Europe/London' - m.months) AT TIME ZONE 'Europe/London') THEN 'again'
           WHEN s.nhs_number = '' AND (s.last_name = '' OR s.date_of_birth IS NULL) THEN 'unknown'
           ELSE 'first' END, s.about, s.referral_id, NULL
    FROM subjects s, (
      SELECT make_interval(months => h.repeat_months) AS months FROM public.agencies_hub h WHERE h.id = hub) AS m
   WHERE wanted IS NULL OR wanted = 'again' $$;

-- The cases whose time has passed, whenever they arrived.
CREATE OR REPLACE FUNCTION mash_overdue_rows(hub bigint, moment timestamptz)
  RETURNS TABLE(figure text, part text, piece text, about text, record uuid, took interval)
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT 'overdue', r.due_measure, coalesce(nullif(r.rating, ''), 'none'),
         public.mash_about_whom(r.about_children, r.about_adults), r.id, NULL::interval
    FROM public.referrals_referral r
   WHERE r.hub_id = hub AND r.status NOT IN ('closed', 'transferred') AND r.next_due_at < moment $$;

-- Every figure: how many in each piece of each part, and for each part (piece is null) also the time that
-- half and nine in ten took at most, interpolated as percentile_cont does. Spans counted ahead (figure_counts.sql)
-- stand for their time: the largest that fit in the period. Every other hour is counted here.
CREATE OR REPLACE FUNCTION mash_figures(hub bigint, starts timestamptz, ends timestamptz, whom text, step text,
    moment timestamptz)
  RETURNS TABLE(figure text, part text, piece text, counted bigint, half interval, nine_in_ten interval)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  starts timestamptz := public.mash_midnight(public.mash_local_day($2));
  ends timestamptz := public.mash_midnight(public.mash_local_day(greatest($2, $3)));
BEGIN
  PERFORM public.mash_must_count(hub);
  RETURN QUERY
  WITH good AS MATERIALIZED (
    SELECT g.id, g.unit, tstzrange(g.starts, g.ends) AS span
      FROM public.mash_good_spans(hub, starts, ends, moment) g),
  longer AS MATERIALIZED (
    SELECT u.unit, coalesce((SELECT range_agg(g.span) FROM good g WHERE g.unit > u.unit), '{}') AS spans
      FROM generate_series(1, 4) AS u(unit)),
  largest AS MATERIALIZED (
    SELECT g.id, g.span FROM good g JOIN longer l ON l.unit = g.unit WHERE NOT g.span <@ l.spans),
  others AS (
    SELECT unnest(tstzmultirange(tstzrange(starts, ends))
                  - coalesce((SELECT range_agg(l.span) FROM largest l), '{}')) AS span),
  things AS (
    SELECT c.figure,
           CASE c.figure WHEN 'arrivals' THEN date_trunc(step, c.part::timestamp)::date::text ELSE c.part END AS part,
           c.piece, c.about, c.took, c.number
      FROM largest l JOIN public.referrals_figurecount c ON c.span_id = l.id
    UNION ALL
    SELECT r.figure, r.part, r.piece, r.about, r.took, 1 FROM others o, LATERAL public.mash_figure_rows(
      hub, lower(o.span), upper(o.span), step, moment, NULL) r
    UNION ALL
    SELECT r.figure, r.part, r.piece, r.about, r.took, 1 FROM public.mash_overdue_rows(hub, moment) r),
  wanted AS MATERIALIZED (
    SELECT t.* FROM things t WHERE whom = '' OR t.about IN (whom, 'both')),
  in_order AS (
    SELECT w.figure, w.part, w.took, sum(w.number) OVER of_part AS number,
           sum(w.number) OVER (of_part ORDER BY w.took ROWS UNBOUNDED PRECEDING) - w.number AS before
      FROM wanted w WHERE w.took IS NOT NULL WINDOW of_part AS (PARTITION BY w.figure, w.part)),
  -- The share of all that come before: at which place it is reached, and what stands there and at the next.
  places AS (
    SELECT i.figure, i.part, s.share, s.share * (max(i.number) - 1) AS place,
           max(i.took) FILTER (WHERE i.before <= floor(s.share * (i.number - 1))) AS low,
           max(i.took) FILTER (WHERE i.before <= ceil(s.share * (i.number - 1))) AS high
      FROM in_order i, (VALUES (0.5), (0.9)) AS s(share) GROUP BY i.figure, i.part, s.share),
  times AS (
    SELECT p.figure, p.part, p.share, p.low + (p.high - p.low) * (p.place - floor(p.place))::float8 AS took
      FROM places p)
  SELECT w.figure, w.part, w.piece, sum(w.number)::bigint, NULL::interval, NULL::interval
    FROM wanted w GROUP BY w.figure, w.part, w.piece
  UNION ALL
  SELECT t.figure, t.part, NULL, NULL,
         max(t.took) FILTER (WHERE t.share = 0.5), max(t.took) FILTER (WHERE t.share = 0.9)
    FROM times t GROUP BY t.figure, t.part;
END $$;
GRANT EXECUTE ON FUNCTION mash_figures(bigint, timestamptz, timestamptz, text, text, timestamptz) TO mash_app;

-- The cases behind a figure that the person acting may see, the newest days first, and how often each counts in
-- it; no further days once so many are found. The caller joins the keys to the table, so the policy applies as well. A
-- null part or null pieces stand for every one. Days whose numbers were counted ahead and have none of it are not
-- looked into.
CREATE OR REPLACE FUNCTION mash_figure_cases(hub bigint, starts timestamptz, ends timestamptz, whom text, step text,
    moment timestamptz, wanted text, wanted_part text, wanted_pieces text[], most int)
  RETURNS TABLE(record uuid, counted bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  starts timestamptz := public.mash_midnight(public.mash_local_day($2));
  ends timestamptz := public.mash_midnight(public.mash_local_day(greatest($2, $3)));
  days tstzrange;
  of_days bigint;
  listed bigint := 0;
BEGIN
  PERFORM public.mash_must_count(hub);
  -- Who was referred again is matched with every case, so a list would say of one that the other exists.
  IF wanted = 'again' THEN RETURN; END IF;
  FOR days IN
    WITH good AS (
      SELECT g.id, tstzrange(g.starts, g.ends) AS days
        FROM public.mash_good_spans(hub, starts, ends, moment) g WHERE g.unit = 2)
    SELECT r.days FROM (
      SELECT unnest(tstzmultirange(tstzrange(starts, ends))
                    - coalesce((SELECT range_agg(g.days) FROM good g), '{}')) AS days
       WHERE wanted <> 'overdue'
      UNION ALL
      SELECT g.days FROM good g WHERE EXISTS (
        SELECT FROM public.referrals_figurecount c WHERE c.span_id = g.id AND c.figure = wanted
           AND (whom = '' OR c.about IN (whom, 'both'))
           AND (wanted_part IS NULL OR wanted = 'arrivals' OR c.part = wanted_part)
           AND (wanted_pieces IS NULL OR c.piece = ANY (wanted_pieces)))
      UNION ALL
      SELECT tstzrange(NULL, NULL) WHERE wanted = 'overdue') AS r
     ORDER BY upper(r.days) DESC
  LOOP
    IF listed >= most THEN  -- a row without a case says that there are further days
      RETURN QUERY SELECT NULL::uuid, 0::bigint;
      EXIT;
    END IF;
    RETURN QUERY
    SELECT c.record, count(*)
      FROM (SELECT * FROM public.mash_figure_rows(
              hub, lower(days), upper(days), step, moment, wanted)
            UNION ALL SELECT * FROM public.mash_overdue_rows(hub, moment)) c
     WHERE c.figure = wanted AND (whom = '' OR c.about IN (whom, 'both'))
       AND (wanted_part IS NULL OR c.part = wanted_part) AND (wanted_pieces IS NULL OR c.piece = ANY (wanted_pieces))
     GROUP BY c.record HAVING public.mash_sees_referral(c.record);
    GET DIAGNOSTICS of_days = ROW_COUNT;
    listed := listed + of_days;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION
  mash_figure_cases(bigint, timestamptz, timestamptz, text, text, timestamptz, text, text, text[], int) TO mash_app;

SET LOCAL ROLE mash_owner;
