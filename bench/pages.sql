-- Beside the rows of walls.sql, for the first hub: what was asked of agencies about each case, their answers, and what was
-- decided, after the pattern of one case that was asked, answered and decided by the real actions.
CREATE TEMP TABLE asked AS
  SELECT sketch.*, uuidv7() AS request, t.id AS pattern, row_number() OVER (PARTITION BY sketch.id ORDER BY t.id) AS place
    FROM sketch, referrals_informationrequest t WHERE t.referral_id = %(case)s AND sketch.hub = %(hub)s;

INSERT INTO referrals_informationrequest SELECT made.* FROM asked
  JOIN referrals_informationrequest t ON t.id = asked.pattern,
  LATERAL jsonb_populate_record(t::referrals_informationrequest, jsonb_build_object(
    'id', asked.request, 'referral_id', asked.id, 'reference', asked.called || '-' || place,
    'sent_at', asked.at, 'due_at', asked.at + interval '4 hours', 'first_due_at', asked.at + interval '4 hours',
    'first_answered_at', CASE WHEN n >= %(open)s THEN asked.at + interval '1 minute' * (n % 300) END,
    'closed_at', CASE WHEN n >= %(open)s THEN asked.at + interval '1 minute' * (n % 300) END,
    'outcome', CASE WHEN n >= %(open)s THEN t.outcome ELSE '' END,
    'subjects', jsonb_build_array(jsonb_build_object('name', asked.first || ' ' || asked.last, 'kind', 'child')))) AS made;

INSERT INTO referrals_searchterms (hub_id, referral_id, request_id, of, terms)
SELECT asked.hub, asked.id, asked.request, 'request', array_to_tsvector(ARRAY(
         SELECT 'r' || t.agency_id || term FROM unnest(first.terms || last.terms) AS term WHERE term NOT LIKE 'l:%%'))
  FROM asked JOIN referrals_informationrequest t ON t.id = asked.pattern
  JOIN spelled first ON first.is_first AND first.name = asked.first
  JOIN spelled last ON NOT last.is_first AND last.name = asked.last;

INSERT INTO referrals_requestgroupgrant SELECT made.* FROM asked
  JOIN referrals_requestgroupgrant t ON t.content_object_id = asked.pattern,
  LATERAL jsonb_populate_record(t::referrals_requestgroupgrant, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('referrals_requestgroupgrant', 'id')),
    'content_object_id', asked.request)) AS made;

CREATE TEMP TABLE answered AS
  SELECT asked.*, uuidv7() AS answer, t.id AS answered_as FROM asked
    JOIN referrals_response t ON t.request_id = asked.pattern WHERE n >= %(open)s;

INSERT INTO referrals_response SELECT made.* FROM answered JOIN referrals_response t ON t.id = answered_as,
  LATERAL jsonb_populate_record(t::referrals_response, jsonb_build_object(
    'id', answer, 'request_id', request, 'at', answered.at + interval '1 minute' * (n % 300))) AS made;

CREATE TEMP TABLE given AS
  SELECT answered.*, uuidv7() AS item, t.id AS item_as FROM answered JOIN referrals_item t ON t.response_id = answered_as;

INSERT INTO referrals_item SELECT made.* FROM given JOIN referrals_item t ON t.id = item_as,
  LATERAL jsonb_populate_record(t::referrals_item, jsonb_build_object(
    'id', item, 'request_id', request, 'response_id', answer)) AS made;

INSERT INTO referrals_itembody SELECT made.* FROM given JOIN referrals_itembody t ON t.item_id = item_as,
  LATERAL jsonb_populate_record(t::referrals_itembody, jsonb_build_object('item_id', item)) AS made;

INSERT INTO referrals_decision SELECT made.* FROM sketch
  JOIN referrals_person p ON p.referral_id = sketch.id AND p.is_subject,
  (SELECT * FROM referrals_decision WHERE referral_id = %(case)s LIMIT 1) AS t,
  LATERAL jsonb_populate_record(t::referrals_decision, jsonb_build_object(
    'id', uuidv7(), 'referral_id', sketch.id, 'subject_id', p.id, 'at', sketch.at, 'signed_at', sketch.at)) AS made
  WHERE n >= %(open)s AND sketch.hub = %(hub)s;

DROP TABLE given;

DROP TABLE answered;

DROP TABLE asked;
