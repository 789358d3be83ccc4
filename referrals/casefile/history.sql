-- The history of a case, oldest first: kind, at, by, code, other, text, flag (see Entry in history.py). The policies of
-- each table say who reads its rows, as everywhere.
SELECT 'move' AS kind, m.at, u.name AS by, m.name AS code, m.to_status AS other, m.reason AS text, false AS flag
  FROM referrals_move m LEFT JOIN agencies_user u ON u.id = m.by_id WHERE m.referral_id = %(case)s
UNION ALL
SELECT 'rating', g.at, u.name, g.level, g.stage,
       CASE WHEN g.subject_id IS NULL THEN g.reason ELSE concat(
         coalesce(nullif(btrim(concat(p.first_name, ' ', p.last_name)), ''),
                  CASE p.kind WHEN 'unborn' THEN 'Unborn child' ELSE 'Name not known' END),
         ': ', g.reason) END,
       g.is_recommendation
  FROM referrals_ratinggiven g LEFT JOIN agencies_user u ON u.id = g.by_id
  LEFT JOIN referrals_person p ON p.id = g.subject_id WHERE g.referral_id = %(case)s
UNION ALL
SELECT 'note', n.at, u.name, '', '', n.text, false
  FROM referrals_note n LEFT JOIN agencies_user u ON u.id = n.by_id WHERE n.referral_id = %(case)s
UNION ALL
-- A flag, and what was done about it; `flag` is whether it is cleared.
SELECT c.kind, c.at, u.name, f.kind, f.id::text, c.text, f.cleared_at IS NOT NULL
  FROM referrals_flag f,
    LATERAL (VALUES ('flag', f.at, f.by_id, f.reason), ('flag cleared', f.cleared_at, f.cleared_by_id, f.what_was_done))
      AS c(kind, at, by_id, text) LEFT JOIN agencies_user u ON u.id = c.by_id
 WHERE f.referral_id = %(case)s AND c.at IS NOT NULL
UNION ALL
-- What it answers: whose notification, and the day on which it was due.
SELECT 'notification', n.at, u.name, n.code, concat(p.position, '|', n.due_on),
       concat('Person ', p.position, ', done on ', to_char(n.made_on, 'FMDD FMMonth YYYY'), E'\n', n.detail), false
  FROM referrals_notificationmade n LEFT JOIN agencies_user u ON u.id = n.by_id
  LEFT JOIN referrals_person p ON p.id = n.subject_id WHERE n.referral_id = %(case)s
UNION ALL
-- A strategy discussion; `flag` is whether a later record replaced this one.
SELECT 'discussion', d.at, u.name, d.outcome, d.id::text, d.words,
       EXISTS (SELECT FROM referrals_strategydiscussion l WHERE l.replaces_id = d.id)
  FROM referrals_strategydiscussion d LEFT JOIN agencies_user u ON u.id = d.by_id WHERE d.referral_id = %(case)s
UNION ALL
-- What somebody is to do: who and by when; `flag` is whether it is closed. And that it was done, or was not.
SELECT c.kind, c.at, u.name, coalesce(o.name, g.name), concat(a.reference, '|', to_json(a.due_at)#>>'{}'), c.text, c.flag
  FROM referrals_caseaction a LEFT JOIN agencies_user o ON o.id = a.owner_id
  LEFT JOIN agencies_agency g ON g.id = a.agency_id,
    LATERAL (VALUES ('action', a.at, a.by_id, a.what, a.closed_at IS NOT NULL),
                    ('action closed', a.closed_at, a.closed_by_id, a.closing_words, a.was_done))
      AS c(kind, at, by_id, text, flag) LEFT JOIN agencies_user u ON u.id = c.by_id
 WHERE a.referral_id = %(case)s AND c.at IS NOT NULL
UNION ALL
-- What was decided about somebody of this case and somebody of another, for who sees both.
SELECT 'same people', v.at, u.name, v.verdict, o.reference, v.why, false
  FROM referrals_personpair p JOIN referrals_pairverdict v ON v.pair_id = p.id
  LEFT JOIN agencies_user u ON u.id = v.by_id
  JOIN referrals_referral o
    ON o.id = CASE %(case)s WHEN p.first_referral_id THEN p.second_referral_id ELSE p.first_referral_id END
 WHERE %(case)s IN (p.first_referral_id, p.second_referral_id) AND NOT p.guarded AND mash_sees_referral(o.id)
UNION ALL
-- What became known of somebody: of an address only that it did. `flag` is whether the case shows it. What is only for
-- decision-makers stands on the page of the person.
SELECT 'fact', f.at, u.name, f.kind,
       coalesce(nullif(btrim(concat(p.first_name, ' ', p.last_name)), ''),
                CASE p.kind WHEN 'unborn' THEN 'Unborn child' ELSE 'Name not known' END),
       concat_ws(E'\n', CASE f.kind WHEN 'address' THEN NULL ELSE nullif(f.words, '') END, f.why), f.shown
  FROM referrals_personfact f JOIN referrals_person p ON p.id = f.person_id
  LEFT JOIN agencies_user u ON u.id = f.by_id LEFT JOIN referrals_item i ON i.id = f.item_id
 WHERE f.referral_id = %(case)s AND (f.item_id IS NULL OR f.after <> '{}' OR i.handling = 'hub_team')
UNION ALL
-- A link with another case, and its undoing, for who sees both; `flag` is whether this case is the first of the two.
SELECT c.kind, c.at, u.name, l.kind, o.reference, c.text, l.first_id = %(case)s
  FROM referrals_caselink l CROSS JOIN
    LATERAL (VALUES ('linked', l.at, l.by_id, l.why), ('unlinked', l.undone_at, l.undone_by_id, l.undone_why))
      AS c(kind, at, by_id, text) LEFT JOIN agencies_user u ON u.id = c.by_id
  JOIN referrals_referral o ON o.id = CASE l.first_id WHEN %(case)s THEN l.second_id ELSE l.first_id END
 WHERE %(case)s IN (l.first_id, l.second_id) AND c.at IS NOT NULL AND mash_sees_referral(o.id)
UNION ALL
SELECT 'feedback', f.at, u.name, f.wording, f.id::text,
       CASE f.not_sent_reason WHEN '' THEN f.text ELSE f.not_sent_reason END, f.not_sent_reason <> ''
  FROM referrals_feedback f LEFT JOIN agencies_user u ON u.id = f.by_id WHERE f.referral_id = %(case)s
UNION ALL
SELECT 'product', p.at, u.name, p.reference, p.audience,
       (SELECT string_agg(a.name, ', ' ORDER BY a.name)
          FROM referrals_product_agencies t JOIN agencies_agency a ON a.id = t.agency_id WHERE t.product_id = p.id), false
  FROM referrals_product p LEFT JOIN agencies_user u ON u.id = p.by_id WHERE p.referral_id = %(case)s
UNION ALL
-- What an agency later did with its items: withdrew or corrected them, and the newest change of the marks on each.
SELECT c.kind, c.at, NULL, a.name, i.position::text, q.reference, c.flag
  FROM referrals_informationrequest q JOIN agencies_agency a ON a.id = q.agency_id
  JOIN referrals_item i ON i.request_id = q.id,
    LATERAL (VALUES ('item gone', i.withdrawn_at, EXISTS (SELECT FROM referrals_item r WHERE r.replaces_id = i.id)),
                    ('item marked', i.marked_at, false)) AS c(kind, at, flag)
 WHERE q.referral_id = %(case)s AND c.at IS NOT NULL
 ORDER BY at
