-- The other cases about one of the people of each of these, as far as that is almost certain, or at its address. The
-- policies say which pairs and homes the reader finds.
SELECT s.record, s.other_record FROM mash_same_people(%(cases)s) s WHERE s.sure
UNION
SELECT h.record, h.other_record FROM mash_same_homes(%(cases)s) h
