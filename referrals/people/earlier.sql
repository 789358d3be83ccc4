-- How many cases before each of these were about one of its people, as far as that is almost certain, or at its address:
-- in the twelve months before it, and in all. The policies say which cases the reader finds.
SELECT t.record, count(*) FILTER (
         WHERE o.received_at >= (r.received_at AT TIME ZONE 'Europe/London' - interval '1 year') AT TIME ZONE 'Europe/London'),
       count(*)
  FROM (SELECT s.record, s.other_record FROM mash_same_people(%(cases)s) s WHERE s.sure
        UNION SELECT h.record, h.other_record FROM mash_same_homes(%(cases)s) h) AS t
  JOIN referrals_referral r ON r.id = t.record
  JOIN referrals_referral o ON o.id = t.other_record AND o.hub_id = r.hub_id AND o.received_at <= r.received_at
 GROUP BY t.record
