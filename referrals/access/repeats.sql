-- Whether a person was referred before, again and again: counted over every case of the hub, those that the user may not
-- see among them, and told as no more than yes or no.

SET LOCAL ROLE mash_guard;

-- The years a person is likely to be born in, as told: by the date of birth, or by the age on the day of the referral.
CREATE OR REPLACE FUNCTION mash_birth_years(born date, told_age smallint, told_as text, told_on timestamptz)
  RETURNS int4range
  LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN born IS NOT NULL THEN int4range(extract(year FROM born)::int, extract(year FROM born)::int, '[]')
    -- an age told in weeks or months is of a child under about two
    WHEN told_age IS NOT NULL OR told_as <> '' THEN int4range(
      extract(year FROM told_on)::int - coalesce(told_age, 1) - 1, extract(year FROM told_on)::int - coalesce(told_age, 0),
      '[]') END $$;

-- Whether the hub's number of referrals about this person in the twelve months before theirs is reached, theirs counted.
-- It is asked by whoever works on the case. Two rows are one person by NHS number or UPN, by last name and date of
-- birth, by both names and an age that was told, or as the unborn child, or the baby, of the same parent.
CREATE OR REPLACE FUNCTION mash_is_repeat(subject uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH asked AS (
    SELECT p.*, r.hub_id, r.received_at, h.repeat_threshold
      FROM public.referrals_person p JOIN public.referrals_referral r ON r.id = p.referral_id
      JOIN public.agencies_hub h ON h.id = r.hub_id
     WHERE p.id = subject AND public.mash_works_on(r.id)),
  earlier AS (
    SELECT q.*, r.received_at, a.id AS asked_id
      FROM asked a JOIN public.referrals_referral r ON r.hub_id = a.hub_id AND r.id <> a.referral_id
       AND r.received_at BETWEEN a.received_at - interval '1 year' AND a.received_at
      JOIN public.referrals_person q ON q.referral_id = r.id),
  same AS (
    SELECT e.referral_id FROM asked a JOIN earlier e ON true
     WHERE (a.nhs_number <> '' AND e.nhs_number = a.nhs_number)
        OR (a.upn <> '' AND e.upn = a.upn)
        OR (a.last_name <> '' AND lower(e.last_name) = lower(a.last_name) AND e.date_of_birth = a.date_of_birth)
        OR (a.last_name <> '' AND lower(e.last_name) = lower(a.last_name)
            AND a.first_name <> '' AND lower(e.first_name) = lower(a.first_name)
            AND (a.date_of_birth IS NULL OR e.date_of_birth IS NULL)
            AND a.kind <> 'unborn' AND e.kind <> 'unborn'
            AND public.mash_birth_years(e.date_of_birth, e.estimated_age, coalesce(e.more ->> 'age_told', ''), e.received_at)
              && public.mash_birth_years(a.date_of_birth, a.estimated_age, coalesce(a.more ->> 'age_told', ''),
                                         a.received_at))),
  parents AS (
    SELECT m.* FROM asked a JOIN public.referrals_person m ON m.referral_id = a.referral_id AND m.id <> a.id
     WHERE m.relationship IN ('parent', 'parent_of_unborn')
        OR (a.kind = 'unborn' AND m.kind = 'adult' AND m.is_subject)),
  of_one_parent AS (
    SELECT e.referral_id FROM asked a JOIN earlier e ON e.kind = 'unborn' JOIN earlier n ON n.referral_id = e.referral_id
      JOIN parents m ON (m.nhs_number <> '' AND n.nhs_number = m.nhs_number)
        OR (m.last_name <> '' AND lower(n.last_name) = lower(m.last_name) AND n.date_of_birth = m.date_of_birth)
     WHERE a.kind = 'unborn' OR a.date_of_birth > a.received_at::date - 730)
  SELECT coalesce((SELECT count(DISTINCT found.referral_id) + 1 >= max(a.repeat_threshold)
                     FROM asked a LEFT JOIN (TABLE same UNION TABLE of_one_parent) AS found ON true), false) $$;
GRANT EXECUTE ON FUNCTION mash_is_repeat(uuid) TO mash_app;

SET LOCAL ROLE mash_owner;
