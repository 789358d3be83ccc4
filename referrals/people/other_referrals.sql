-- The other cases of a hub about people of this one, at its address, or linked with it, newest first: one row for each,
-- with those who may be the same in it and what links it; at least one row, which says whether the matcher has still to
-- look at somebody of the case. The policies of each table say which cases, people, pairs and links the reader finds, and
-- the last condition says it once more.
WITH ties AS MATERIALIZED (
  SELECT t.other_record, t.person, t.other, t.pair, t.sure FROM mash_same_people(ARRAY[%(case)s]) t),
homes AS MATERIALIZED (
  SELECT h.other_record FROM mash_same_homes(ARRAY[%(case)s]) h),
links AS MATERIALIZED (
  SELECT l.id, l.kind, l.why, l.at, l.undone_at, l.first_id = %(case)s AS is_first,
         CASE l.first_id WHEN %(case)s THEN l.second_id ELSE l.first_id END AS other_record
    FROM referrals_caselink l WHERE %(case)s IN (l.first_id, l.second_id)),
others AS MATERIALIZED (
  SELECT t.other_record FROM ties t UNION SELECT h.other_record FROM homes h
  UNION SELECT l.other_record FROM links l WHERE l.undone_at IS NULL),
told AS MATERIALIZED (
  SELECT w.record, w.other_record FROM mash_told_with(ARRAY(SELECT o.other_record FROM others o)) w)
SELECT still.looking, o.*
  FROM (SELECT mash_still_matching(%(case)s) AS looking) AS still
  LEFT JOIN LATERAL (
    SELECT r.reference, r.id, r.received_at, r.status, r.rating, r.source_code,
           r.concerns || r.hub_concerns || r.risk_types AS concerns,
           EXISTS (SELECT FROM homes h WHERE h.other_record = r.id) AS at_the_same_home,
           ARRAY(SELECT DISTINCT d.outcome FROM referrals_decision d
                  WHERE d.referral_id = r.id AND d.state = 'signed' ORDER BY 1) AS outcomes,
           ARRAY(SELECT DISTINCT d.outcome_reason FROM referrals_decision d
                  WHERE d.referral_id = r.id AND d.state = 'signed' AND d.outcome_reason <> '' ORDER BY 1) AS why_closed,
           coalesce((SELECT jsonb_agg(jsonb_build_array(
                              t.person, btrim(concat(q.first_name, ' ', q.last_name)), q.kind, t.sure, p.verdict, t.pair,
                              p.reasons) ORDER BY t.sure DESC, p.bits DESC)
                       FROM ties t JOIN referrals_personpair p ON p.id = t.pair
                       JOIN referrals_person q ON q.id = t.other
                      WHERE t.other_record = r.id), '[]') AS ties,
           coalesce((SELECT jsonb_agg(jsonb_build_array(l.id, l.kind, l.is_first, l.why) ORDER BY l.at, l.id)
                       FROM links l WHERE l.other_record = r.id AND l.undone_at IS NULL), '[]') AS links,
           EXISTS (SELECT FROM links l WHERE l.other_record = r.id AND l.undone_at IS NOT NULL) AS was_unlinked,
           ARRAY(SELECT w.other_record FROM told w WHERE w.record = r.id) AS told_with
      FROM referrals_referral r
     WHERE r.id IN (SELECT x.other_record FROM others x)
       AND r.hub_id = %(hub)s AND mash_sees_referral(r.id)
     ORDER BY r.received_at DESC, r.id LIMIT %(most)s) AS o ON true
