-- Made-up referrals, each with two people and a clock, after the pattern of one made by the real actions. Names are of
-- three syllables (64,000 last names) and two, so that a name finds some dozens in a million.
CREATE TEMP TABLE sketch AS
  SELECT n, uuidv7() AS id,
    'MASH-' || left(code, 4) || '-' || right(code, 4) AS called,
    CASE WHEN n % 10 < 6 THEN %(hub)s ELSE %(other)s + n % 3 END AS hub,
    CASE WHEN n >= %(open)s THEN 'closed'
         ELSE (ARRAY['received', 'triaged', 'gathering', 'deciding', 'decided'])[1 + n % 5] END AS stage,
    n % 99 = 7 AS hidden,
    now() - interval '3 years' * ((n * 7919) % %(all)s) / %(all)s AS at,
    initcap(s[1 + n % 40] || s[1 + n / 40 % 40] || s[1 + n * 31 / 1600 % 40]) AS last,
    initcap(s[1 + n * 7 % 40] || s[1 + n / 3 % 40]) AS first,
    date '2008-01-01' + (n * 104729 % 6000)::int AS born
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n,
    LATERAL (SELECT translate(lpad(to_hex(n * 2654435761 % 4294967296), 8, '0'),
                              '0123456789abcdef', '23456789BCDFGHJK') AS code) AS coded,
    (SELECT string_to_array('ba be bo da de do fa fe fi ga go ha he ho ka ke ki la le lo ma me mi na ne no pa pe ra re '
                            'ro sa se si ta te to va ve wi', ' ') AS s) AS syllables;

INSERT INTO referrals_referral SELECT made.* FROM sketch,
  (SELECT * FROM referrals_referral WHERE id = %(case)s) AS t,
  LATERAL jsonb_populate_record(t::referrals_referral, jsonb_build_object(
    'id', sketch.id, 'reference', sketch.called, 'hub_id', sketch.hub, 'status', sketch.stage,
    'restricted', sketch.hidden, 'restricted_reason', CASE WHEN sketch.hidden THEN 'other' ELSE '' END,
    'received_at', sketch.at, 'created_at', sketch.at, 'allocated_to_id', NULL,
    'concerns', ARRAY[CASE WHEN n % 1000 = 3 THEN 'fgm' WHEN n % 3 = 1 THEN 'missing' ELSE 'neglect' END],
    'next_due_at', CASE WHEN n < %(open)s THEN now() + interval '1 minute' * (n % 9000 - 3000) END)) AS made;

INSERT INTO referrals_person SELECT made.* FROM sketch, generate_series(1, 2) AS place,
  (SELECT * FROM referrals_person WHERE referral_id = %(case)s ORDER BY position LIMIT 1) AS t,
  LATERAL jsonb_populate_record(t::referrals_person, jsonb_build_object(
    'id', uuidv7(), 'referral_id', sketch.id, 'position', place, 'is_subject', place = 1,
    'first_name', sketch.first, 'last_name', sketch.last, 'other_names', '', 'date_of_birth', born - place * 9000,
    'nhs_number', '', 'postcode', '')) AS made;

-- What they are searched for by: `spelled` has the terms of each half of a name, as the product makes them.
INSERT INTO referrals_searchterms (hub_id, referral_id, person_id, of, terms)
SELECT sketch.hub, sketch.id, p.id, 'person', array_to_tsvector(ARRAY(
         SELECT sketch.hub || term FROM unnest(first.terms || last.terms || ARRAY[
           to_char(p.date_of_birth, '"b:"YYYY-MM-DD'), to_char(p.date_of_birth, '"m:"YYYY-MM'),
           to_char(p.date_of_birth, '"y:"YYYY')]) AS term))
  FROM sketch JOIN referrals_person p ON p.referral_id = sketch.id
  JOIN spelled first ON first.is_first AND first.name = sketch.first
  JOIN spelled last ON NOT last.is_first AND last.name = sketch.last;

INSERT INTO referrals_clock SELECT made.* FROM sketch,
  (SELECT * FROM referrals_clock WHERE referral_id = %(case)s LIMIT 1) AS t,
  LATERAL jsonb_populate_record(t::referrals_clock, jsonb_build_object(
    'id', uuidv7(), 'referral_id', sketch.id, 'started_at', sketch.at,
    'stopped_at', CASE WHEN n >= %(open)s THEN sketch.at END)) AS made;

-- Four people live at each address, and every fourth case is about somebody of the case before it in its hub.
INSERT INTO referrals_personhome (hub_id, referral_id, person_id, told_in, home)
SELECT sketch.hub, sketch.id, p.id, 'address', sketch.n / 20 * 10 + sketch.n % 10
  FROM sketch JOIN referrals_person p ON p.referral_id = sketch.id;

INSERT INTO referrals_personpair (id, hub_id, first_id, second_id, first_referral_id, second_referral_id, band, bits,
    reasons, weights, at, verdict)
SELECT uuidv7(), hub, least(person, before), greatest(person, before),
       CASE WHEN person < before THEN id ELSE case_before END, CASE WHEN person < before THEN case_before ELSE id END,
       2, 12.5, ARRAY['birth date: the same', 'last name: the same', 'first name: the same'], '1', at, ''
  FROM (SELECT sketch.*, p.id AS person, lag(p.id) OVER in_hub AS before, lag(sketch.id) OVER in_hub AS case_before
          FROM sketch JOIN referrals_person p ON p.referral_id = sketch.id AND p.position = 1
        WINDOW in_hub AS (PARTITION BY sketch.hub ORDER BY sketch.n)) AS neighbours
 WHERE before IS NOT NULL AND n % 4 = 0;
