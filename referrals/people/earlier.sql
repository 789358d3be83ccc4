-- The other cases about one of the people of each of these, as far as that is almost certain, at its address, or linked
-- with it as telling of one incident; and with which cases each of those is so linked. The policies say which pairs, homes
-- and links the reader finds.
WITH others AS MATERIALIZED (
  SELECT s.record, s.other_record FROM mash_same_people(%(cases)s) s WHERE s.sure
  UNION
  SELECT h.record, h.other_record FROM mash_same_homes(%(cases)s) h
  UNION
  SELECT w.record, w.other_record FROM mash_told_with(%(cases)s) w),
told AS MATERIALIZED (
  SELECT w.record, w.other_record FROM mash_told_with(ARRAY(SELECT o.other_record FROM others o)) w)
SELECT o.record, o.other_record, ARRAY(SELECT w.other_record FROM told w WHERE w.record = o.other_record)
  FROM others o
