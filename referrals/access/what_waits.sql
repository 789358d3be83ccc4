-- What waits for somebody now, of the cases that the user sees: by what waits and not by what is done, the gravest or the
-- longest waiting first, each kind cut off. One function, because the policies of ten tables would be planned anew with
-- each list; the rule of who sees a case is asked for once and applied to every row.

SET LOCAL ROLE mash_guard;

-- `kinds` are those that the user's roles do something about, and `leads` says whether those of all cases or of their own.
-- Neither lets anybody see more: every row is of a case that they see, or is a draft of their own.
CREATE OR REPLACE FUNCTION mash_what_waits(hub bigint, kinds text[], leads boolean, moment timestamptz, at_most int)
  RETURNS TABLE(record uuid, kind text, since timestamptz, detail text, who text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  me bigint := public.mash_active_uid();
  barred uuid[] := public.mash_bars();
  held uuid[] := public.mash_held();
  on_team boolean := hub = ANY (public.mash_team_hubs());
BEGIN
  IF me IS NULL THEN RETURN; END IF;
  -- What nobody has rated. Whoever cannot triage is asked for those they have, and those nobody has.
  RETURN QUERY SELECT r.id, 'unrated', r.received_at, r.reported_risk::text, ''
    FROM public.referrals_referral r
   WHERE r.hub_id = hub AND r.status = 'received'
     AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
     AND ('every unrated' = ANY (kinds) OR r.allocated_to_id IS NULL OR r.allocated_to_id = me)
   ORDER BY r.reported_risk DESC, r.received_at, r.id LIMIT at_most;
  -- Flags of colleagues are for everybody; of answers, those about one's own cases, and about cases that nobody has.
  RETURN QUERY SELECT r.id, f.kind::text, f.at, f.reason, u.name::text
    FROM public.referrals_flag f JOIN public.referrals_referral r ON r.id = f.referral_id
    LEFT JOIN public.agencies_user u ON u.id = f.by_id
   WHERE f.cleared_at IS NULL AND r.hub_id = hub
     AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
     AND (leads OR f.kind = 'colleague' OR r.allocated_to_id IS NULL OR r.allocated_to_id = me)
   ORDER BY f.at, f.id LIMIT at_most;
  RETURN QUERY SELECT r.id, 'half written', d.changed_at, d.page::text, ''
    FROM public.referrals_casedraft d JOIN public.referrals_referral r ON r.id = d.referral_id
   WHERE d.by_id = me AND r.hub_id = hub
     AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
   ORDER BY d.changed_at, d.id LIMIT at_most;
  RETURN QUERY SELECT r.id, 'own overdue', r.next_due_at, r.due_measure::text, ''
    FROM public.referrals_referral r
   WHERE r.allocated_to_id = me AND r.status NOT IN ('closed', 'transferred') AND r.hub_id = hub
     AND r.next_due_at < moment
     AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
   ORDER BY r.next_due_at, r.id LIMIT at_most;
  -- What is to be done within a day is for its owner. What anybody else has not done in time is for who has the case, and
  -- for who leads: its owner may be an agency, or away.
  RETURN QUERY SELECT r.id, 'action', a.due_at, a.reference::text, ''
    FROM public.referrals_caseaction a JOIN public.referrals_referral r ON r.id = a.referral_id
   WHERE a.owner_id = me AND a.closed_at IS NULL AND a.due_at < moment + interval '1 day' AND r.hub_id = hub
     AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
   ORDER BY a.due_at, a.id LIMIT at_most;
  RETURN QUERY SELECT r.id, 'action of another', a.due_at, a.reference::text, coalesce(o.name, g.name)::text
    FROM public.referrals_caseaction a JOIN public.referrals_referral r ON r.id = a.referral_id
    LEFT JOIN public.agencies_user o ON o.id = a.owner_id LEFT JOIN public.agencies_agency g ON g.id = a.agency_id
   WHERE a.hub_id = hub AND a.closed_at IS NULL AND a.due_at < moment AND a.owner_id IS DISTINCT FROM me
     AND (leads OR r.allocated_to_id = me)
     AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
   ORDER BY a.due_at, a.id LIMIT at_most;
  IF 'second signature' = ANY (kinds) THEN
    RETURN QUERY SELECT r.id, 'second signature', d.signed_at, '', ''
      FROM public.referrals_decision d JOIN public.referrals_referral r ON r.id = d.referral_id
     WHERE d.state = 'second_signature' AND d.signed_by_id <> me AND r.hub_id = hub
       AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
     ORDER BY d.at, d.id LIMIT at_most;
  END IF;
  IF 'basis' = ANY (kinds) THEN
    RETURN QUERY SELECT r.id, 'basis', r.unauthorised_since, '', ''
      FROM public.referrals_referral r
     WHERE r.hub_id = hub AND r.unauthorised_since IS NOT NULL
       AND r.status IN ('triaged', 'gathering', 'deciding', 'decided')
       AND (r.status <> 'decided' OR r.tell_by IS NOT NULL OR r.authorise_by IS NOT NULL)
       AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
       -- whoever recorded it cannot authorise it
       AND NOT EXISTS (SELECT FROM public.referrals_lawfulbasis b
                        WHERE b.referral_id = r.id AND b.at = r.unauthorised_since AND b.by_id = me)
     ORDER BY r.unauthorised_since, r.id LIMIT at_most;
  END IF;
  IF 'agency overdue' = ANY (kinds) AND leads THEN
    RETURN QUERY SELECT r.id, 'agency overdue', q.due_at, '', a.name::text
      FROM public.referrals_informationrequest q JOIN public.referrals_referral r ON r.id = q.referral_id
      JOIN public.agencies_agency a ON a.id = q.agency_id
     WHERE q.hub_id = hub AND q.closed_at IS NULL AND q.released_at IS NULL AND q.due_at < moment
       AND q.pause_review_on IS NULL
       AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
     ORDER BY q.due_at, q.id LIMIT at_most;
  ELSIF 'agency overdue' = ANY (kinds) THEN
    RETURN QUERY SELECT r.id, 'agency overdue', q.due_at, '', a.name::text
      FROM public.referrals_referral r JOIN public.referrals_informationrequest q ON q.referral_id = r.id
      JOIN public.agencies_agency a ON a.id = q.agency_id
     WHERE r.allocated_to_id = me AND r.status NOT IN ('closed', 'transferred') AND r.hub_id = hub
       AND q.closed_at IS NULL AND q.released_at IS NULL AND q.due_at < moment AND q.pause_review_on IS NULL
       AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
     ORDER BY q.due_at, q.id LIMIT at_most;
  END IF;
  IF 'ask' = ANY (kinds) THEN
    RETURN QUERY SELECT r.id, 'ask', k.at, k.id::text, ''
      FROM public.referrals_ask k JOIN public.referrals_referral r ON r.id = k.referral_id
     WHERE k.answered_at IS NULL AND k.asked_by_id <> me AND r.hub_id = hub
       AND r.id <> ALL (barred) AND (on_team AND NOT r.restricted OR r.id = ANY (held))
     ORDER BY k.at, k.id LIMIT at_most;
    -- whoever lifts or keeps a restriction answers who asks, too
    RETURN QUERY SELECT r.id, 'carried', s.at, '', ''
      FROM public.referrals_restriction s JOIN public.referrals_referral r ON r.id = s.referral_id
     WHERE s.ended_at IS NULL AND r.restricted_reason = 'carried' AND r.hub_id = hub
       AND r.id <> ALL (barred) AND r.id = ANY (held) AND public.mash_works_on(r.id)
     ORDER BY s.at, s.id LIMIT at_most;
  END IF;
END $$;
GRANT EXECUTE ON FUNCTION mash_what_waits(bigint, text[], boolean, timestamptz, int) TO mash_app;

SET LOCAL ROLE mash_owner;
