-- What is written once, and the digest of it that its line of the access log carries.

-- Many records are short, and a digest of a short text can be guessed at by whoever reads the log and not the case.
-- So a digest begins with a secret of this database, which only the functions below read.
CREATE TABLE IF NOT EXISTS referrals_digestsecret (secret text NOT NULL);

ALTER TABLE referrals_digestsecret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON referrals_digestsecret TO mash_guard;
CREATE POLICY upkeep ON referrals_digestsecret TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON referrals_digestsecret FOR SELECT TO mash_guard USING (true);

-- Made once: running this again leaves the secret there is, or every digest would be another.
DO $$
DECLARE upkeep_before text := coalesce(current_setting('mash.upkeep', true), '');
BEGIN
  PERFORM set_config('mash.upkeep', 'on', true);
  IF NOT EXISTS (SELECT FROM referrals_digestsecret) THEN
    INSERT INTO referrals_digestsecret VALUES (gen_random_uuid()::text || gen_random_uuid()::text);
  END IF;
  PERFORM set_config('mash.upkeep', upkeep_before, true);
END $$;

SET LOCAL ROLE mash_guard;

-- What facts changed of a person: the columns as they were before the first, and after the last.
CREATE OR REPLACE FUNCTION mash_changes_of(person uuid) RETURNS TABLE(before jsonb, after jsonb)
  LANGUAGE sql STABLE AS $$
  SELECT coalesce(jsonb_object_agg(b.key, b.value ORDER BY f.at DESC, f.id DESC), '{}'),
         coalesce(jsonb_object_agg(b.key, f.after -> b.key ORDER BY f.at, f.id), '{}')
    FROM public.referrals_personfact f, jsonb_each(f.before) AS b WHERE f.person_id = $1 $$;

-- Every record that is written once. `content` leaves out what may still change, and, in the digest, whatever is empty:
-- a column added later with an empty default changes no digest. Put into the query that asks (it has no settings of its
-- own), so that the conditions of that reach the indexes.
CREATE OR REPLACE FUNCTION mash_frozen_rows()
  RETURNS TABLE(kind text, record uuid, key text, referral uuid, request uuid, product uuid, content jsonb, at
    timestamptz)
  LANGUAGE sql STABLE AS $$
  SELECT 'referral', t.id, t.id::text, t.id, NULL::uuid, NULL::uuid, to_jsonb(t) - ARRAY['status', 'draft_hash',
         'version', 'changed_at', 'changed_by', 'changed_what', 'restricted', 'restricted_reason', 'allocated_to_id',
         'allocated_at', 'rating', 'next_due_at', 'due_measure', 'recommended_exit', 'look_again_on',
         'look_again_by_id', 'forwarded_to', 'forwarded_hub_id', 'tell_by', 'authorise_by', 'hub_concerns', 'notify_by',
         'reported_risk', 'unauthorised_since',
         'about_children', 'about_adults'], NULL::timestamptz
    FROM public.referrals_referral t
  UNION ALL
  -- A person as first told: what facts changed since is undone, if the row is what they made of it.
  SELECT 'person', t.id, t.id::text, t.referral_id, NULL, NULL,
         CASE WHEN to_jsonb(t) || c.after = to_jsonb(t) THEN to_jsonb(t) || c.before ELSE to_jsonb(t) END, NULL
    FROM public.referrals_person t CROSS JOIN LATERAL public.mash_changes_of(t.id) c
  UNION ALL
  SELECT 'fact', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_personfact t
  UNION ALL
  SELECT 'referrer', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_referrer t
  UNION ALL
  SELECT 'professional', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL
    FROM public.referrals_involvedprofessional t
  UNION ALL
  SELECT 'move', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_move t
  UNION ALL
  SELECT 'rating', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_ratinggiven t
  UNION ALL
  SELECT 'note', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_note t
  UNION ALL
  SELECT 'discussion', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL
    FROM public.referrals_strategydiscussion t
  UNION ALL
  SELECT 'notification', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL
    FROM public.referrals_notificationmade t
  UNION ALL
  SELECT 'lawful basis', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL
    FROM public.referrals_lawfulbasis t
  UNION ALL
  SELECT 'request', t.id, t.id::text, t.referral_id, t.id, NULL,
         to_jsonb(t) - ARRAY['acknowledged_at', 'acknowledged_by_id', 'taken_at', 'taken_by_id', 'more_time_until',
         'more_time_reason',
         'first_answered_at', 'closed_at', 'released_at', 'outcome', 'chased_before_at', 'chased_after_at',
         'first_due_at', 'pauses', 'pause_review_on', 'chased_by_hand_at', 'withdrawn_at', 'hub_read_at',
         'agency_read_at']
         -- As it was sent: `due_at` moves on by its pauses and by a change, and further questions may be asked.
         || jsonb_build_object('due_at', t.first_due_at, 'questions', (SELECT jsonb_agg(to_jsonb(q) - 'asked_with_id' ORDER BY q.position, q.id)
              FROM public.referrals_requestquestion q WHERE q.request_id = t.id AND q.asked_with_id IS NULL)), NULL
    FROM public.referrals_informationrequest t
  UNION ALL
  SELECT 'change', t.id, t.id::text, q.referral_id, q.id, NULL,
         to_jsonb(t) || jsonb_build_object('questions', (SELECT jsonb_agg(to_jsonb(n) ORDER BY n.position, n.id)
              FROM public.referrals_requestquestion n WHERE n.asked_with_id = t.id)), NULL
    FROM public.referrals_requestchange t JOIN public.referrals_informationrequest q ON q.id = t.request_id
  UNION ALL
  SELECT 'message', t.id, t.id::text, q.referral_id, q.id, NULL, to_jsonb(t), NULL
    FROM public.referrals_requestmessage t JOIN public.referrals_informationrequest q ON q.id = t.request_id
  UNION ALL
  SELECT 'update', t.id, t.id::text, q.referral_id, q.id, NULL, to_jsonb(t), NULL
    FROM public.referrals_requestupdate t JOIN public.referrals_informationrequest q ON q.id = t.request_id
  UNION ALL
  SELECT 'response', t.id, t.id::text, q.referral_id, q.id, NULL,
         to_jsonb(t) || jsonb_build_object('items', (SELECT jsonb_agg(i.id ORDER BY i.id)
              FROM public.referrals_item i WHERE i.response_id = t.id)), NULL
    FROM public.referrals_response t JOIN public.referrals_informationrequest q ON q.id = t.request_id
  UNION ALL
  -- An item as given. Its owner may say who reads it, withdraw it, and take back everything but that it exists.
  SELECT CASE t.handling WHEN 'existence_only' THEN 'existence' ELSE 'item' END, t.id, t.id::text, q.referral_id, q.id,
         NULL, to_jsonb(t) - ARRAY['handling', 'release', 'ask_whom', 'withdrawn_at', 'marked_at'], NULL
    FROM public.referrals_item t JOIN public.referrals_informationrequest q ON q.id = t.request_id
  UNION ALL
  SELECT 'words', t.item_id, t.item_id::text, q.referral_id, q.id, NULL, to_jsonb(t), NULL
    FROM public.referrals_itembody t JOIN public.referrals_item i ON i.id = t.item_id
    JOIN public.referrals_informationrequest q ON q.id = i.request_id
  UNION ALL
  SELECT 'withdrawal', t.id, t.id::text, q.referral_id, q.id, NULL,
         jsonb_build_object('item', t.id, 'withdrawn_at', t.withdrawn_at), NULL
    FROM public.referrals_item t JOIN public.referrals_informationrequest q ON q.id = t.request_id
   WHERE t.withdrawn_at IS NOT NULL
  UNION ALL
  -- Signed, or waiting for the second signature: then it may be sent back and signed anew.
  SELECT CASE t.state WHEN 'second_signature' THEN 'first signature' ELSE 'decision' END, t.id,
         CASE t.state WHEN 'second_signature'
              THEN t.id::text || '@' || to_char(t.signed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
              ELSE t.id::text END,
         t.referral_id, NULL, NULL,
         to_jsonb(t) - 'state'
         || jsonb_build_object(
              'citations', (SELECT jsonb_agg(c.item_id ORDER BY c.item_id)
                FROM public.referrals_decisionitem c WHERE c.decision_id = t.id),
              'views', (SELECT jsonb_agg(to_jsonb(v) ORDER BY v.id)
                FROM public.referrals_dissent v WHERE v.decision_id = t.id)), NULL
    FROM public.referrals_decision t WHERE t.state <> 'draft'
  UNION ALL
  SELECT 'feedback', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL FROM public.referrals_feedback t
  UNION ALL
  SELECT 'product', t.id, t.id::text, t.referral_id, NULL, t.id,
         to_jsonb(t)
         || jsonb_build_object(
              'items', (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.position, i.id)
                FROM public.referrals_productitem i WHERE i.product_id = t.id),
              'agencies', (SELECT jsonb_agg(a.agency_id ORDER BY a.agency_id)
                FROM public.referrals_product_agencies a WHERE a.product_id = t.id)), NULL
    FROM public.referrals_product t
  UNION ALL
  SELECT 'emergency opening', t.id, t.id::text, t.referral_id, NULL, NULL,
         jsonb_build_object('referral', t.referral_id, 'hub', t.hub_id, 'reference', t.reference, 'user', t.user_id,
                            'reason', t.reason, 'at', t.at), t.at
    FROM public.referrals_breakglass t
  UNION ALL
  SELECT 'restriction review', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t), NULL
    FROM public.referrals_restrictionreview t
  UNION ALL
  SELECT 'pause', t.id, t.id::text, t.referral_id, NULL, NULL, to_jsonb(t) - ARRAY['ended_at', 'ended_by_id'], NULL
    FROM public.referrals_clockpause t $$;

-- The one rule of a digest: SHA-256 of the secret and of [kind, key, content] as PostgreSQL writes jsonb (keys in
-- order, one way of spacing), with times in UTC and without what is empty.
CREATE OR REPLACE FUNCTION mash_digest(kind text, key text, content jsonb) RETURNS text
  LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to((SELECT s.secret FROM public.referrals_digestsecret s)
           || jsonb_build_array(kind, key, (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(content) e
                WHERE e.value NOT IN ('null', '""', '[]', '{}', 'false')))::text, 'UTF8')), 'hex') $$;

-- A line names the records it freezes; their digests are put in here, so that no program can say another.
CREATE OR REPLACE FUNCTION mash_attest() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
  named jsonb;
  one record;
  said jsonb := '[]';
BEGIN
  FOR named IN SELECT value FROM jsonb_array_elements(NEW.detail -> 'frozen') LOOP
    SELECT r.kind, r.record, r.key, r.referral, public.mash_digest(r.kind, r.key, r.content) AS digest INTO one
      FROM public.mash_frozen_rows() r
     WHERE r.kind = named ->> 'kind' AND r.record = (named ->> 'id')::uuid;
    IF one.key IS NULL THEN RAISE EXCEPTION 'No % to freeze', named ->> 'kind' USING ERRCODE = 'no_data_found'; END IF;
    said := said || jsonb_build_array(
      jsonb_build_object('kind', one.kind, 'key', one.key, 'digest', one.digest));
    INSERT INTO public.audit_attestation (kind, key, record, belongs_to, digest, line, made_at)
    VALUES (one.kind, one.key, one.record, one.referral, one.digest, NEW.id, clock_timestamp())
    ON CONFLICT (kind, key) DO NOTHING;
  END LOOP;
  NEW.detail := jsonb_set(NEW.detail, '{frozen}', said);
  RETURN NEW;
END $$;
GRANT EXECUTE ON FUNCTION mash_attest() TO mash_owner;

SET LOCAL ROLE mash_owner;

-- The owner moves lines as they are (move_strays).
CREATE OR REPLACE TRIGGER attest BEFORE INSERT ON audit_event
  FOR EACH ROW WHEN (NEW.detail ? 'frozen' AND current_user <> 'mash_owner') EXECUTE FUNCTION mash_attest();

SET LOCAL ROLE mash_guard;

-- Was a record made before digests were kept? Its key says when it was made (UUID version 7), or else it does itself.
CREATE OR REPLACE FUNCTION mash_before_digests(which uuid, at timestamptz) RETURNS boolean
  LANGUAGE sql STABLE AS $$
  SELECT coalesce(at, to_timestamp(('x' || substr(replace(which::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0))
    < public.audit_attested_since() $$;

-- A record that was frozen and is not there. Was that its owner's right? Taken back, or sent back without a second
-- signature.
CREATE OR REPLACE FUNCTION mash_rightly_gone(was text, which uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE
    WHEN was IN ('item', 'words') THEN EXISTS (
      SELECT FROM public.referrals_item i WHERE i.id = which AND i.handling = 'existence_only')
    WHEN was = 'first signature' THEN EXISTS (SELECT FROM public.referrals_decision d WHERE d.id = which)
    ELSE false END $$;

-- The same question for a record that was frozen and is gone; asked by background work, of one at a time.
CREATE OR REPLACE FUNCTION mash_may_be_gone(was text, which uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT public.mash_is_system() AND public.mash_rightly_gone(was, which) $$;
GRANT EXECUTE ON FUNCTION mash_may_be_gone(text, uuid) TO mash_app, mash_owner;

-- Everything frozen of a case, a request or a product, with what vouches for it. Empty for whoever may not see that;
-- how governance reviewed a restriction is no part of what a case's team reads.
-- No digest of a record leaves it, for whoever sees a case need not see all its words.
CREATE OR REPLACE FUNCTION mash_frozen_in(scope text, which uuid)
  RETURNS TABLE(kind text, key text, record uuid, now text, same boolean, before boolean, digest text, line uuid,
    made_at timestamptz, seal bigint, signed_with text, signature bytea)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
BEGIN
  IF scope = 'referral' AND public.mash_sees_referral(which) THEN
    RETURN QUERY
    SELECT coalesce(r.kind, a.kind), coalesce(r.key, a.key), coalesce(r.record, a.record), md5(r.digest),
           r.digest = a.digest, public.mash_before_digests(coalesce(r.record, a.record), r.at),
           a.digest::text, a.line, a.made_at, a.seal, a.signed_with::text, a.signature
      FROM (SELECT f.kind, f.key, f.record, f.at, public.mash_digest(f.kind, f.key, f.content) AS digest
              FROM public.mash_frozen_rows() f
             WHERE f.referral = which AND f.kind <> 'restriction review') r
      FULL JOIN (SELECT * FROM public.audit_attestation t
                  WHERE t.belongs_to = which AND t.kind <> 'restriction review') a
        ON a.kind = r.kind AND a.key = r.key
     WHERE r.key IS NOT NULL OR NOT public.mash_rightly_gone(a.kind, a.record);
  ELSIF scope = 'request' AND (public.mash_answers(which) OR EXISTS (
      SELECT FROM public.referrals_informationrequest q WHERE q.id = which
        AND public.mash_sees_referral(q.referral_id)))
  THEN
    RETURN QUERY
    SELECT r.kind, r.key, r.record, md5(r.digest), r.digest = a.digest, public.mash_before_digests(r.record, r.at),
           a.digest::text, a.line, a.made_at, a.seal, a.signed_with::text, a.signature
      FROM (SELECT f.kind, f.key, f.record, f.at, public.mash_digest(f.kind, f.key, f.content) AS digest
              FROM public.mash_frozen_rows() f WHERE f.request = which) r
      LEFT JOIN public.audit_attestation a ON a.kind = r.kind AND a.key = r.key;
  ELSIF scope = 'product' AND EXISTS (SELECT FROM public.referrals_product p WHERE p.id = which AND (
      public.mash_sees_referral(p.referral_id) OR EXISTS (
        SELECT FROM public.referrals_productgroupgrant g WHERE g.content_object_id = p.id
           AND g.group_id = ANY (public.mash_groups()) AND g.permission_id = public.mash_perm('read_product')
           AND g.expires_at > statement_timestamp() AND p.referral_id <> ALL (public.mash_bars())))) THEN
    RETURN QUERY
    SELECT r.kind, r.key, r.record, md5(r.digest), r.digest = a.digest, public.mash_before_digests(r.record, r.at),
           a.digest::text, a.line, a.made_at, a.seal, a.signed_with::text, a.signature
      FROM (SELECT f.kind, f.key, f.record, f.at, public.mash_digest(f.kind, f.key, f.content) AS digest
              FROM public.mash_frozen_rows() f WHERE f.product = which) r
      LEFT JOIN public.audit_attestation a ON a.kind = r.kind AND a.key = r.key;
  END IF;
END $$;
GRANT EXECUTE ON FUNCTION mash_frozen_in(text, uuid) TO mash_app;

-- For background work, which sees no record: the digest of every one, in the order of their keys.
CREATE OR REPLACE FUNCTION mash_frozen_digests() RETURNS TABLE(kind text, key text, digest text, before boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
BEGIN
  IF NOT public.mash_is_system() THEN PERFORM public.mash_refuse('only background work checks every record'); END IF;
  RETURN QUERY SELECT f.kind, f.key, public.mash_digest(f.kind, f.key, f.content),
      public.mash_before_digests(f.record, f.at)
    FROM public.mash_frozen_rows() f ORDER BY f.kind COLLATE "C", f.key COLLATE "C";
END $$;
GRANT EXECUTE ON FUNCTION mash_frozen_digests() TO mash_app, mash_owner;

-- What a page found wrong: gives those that were not found so before. Only what is wrong, of what the person acting
-- may see: else a stranger could note something beforehand, and no line of the log would tell of it when it is so.
-- Whether a signature is ours the database cannot say, so of what is signed it believes whoever sees it.
CREATE OR REPLACE FUNCTION audit_note_mismatches(kinds text[], keys text[], digests text[])
  RETURNS TABLE(kind text, key text)
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH named AS (
    SELECT DISTINCT w.kind, w.key, w.digest FROM unnest(kinds, keys, digests) w(kind, key, digest)
     WHERE w.key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  places AS (
    SELECT s.*, 'referral' AS scope, a.belongs_to AS place FROM named s
      JOIN public.audit_attestation a ON a.kind = s.kind AND a.key = s.key
    UNION
    SELECT s.*, p.scope, p.place FROM named s JOIN public.mash_frozen_rows() f
        ON f.kind = s.kind AND f.record = left(s.key, 36)::uuid AND f.key = s.key
      CROSS JOIN LATERAL (VALUES
        ('referral', f.referral), ('request', f.request), ('product', f.product)) p(scope, place)),
  seen AS MATERIALIZED (
    SELECT v.* FROM (SELECT DISTINCT p.scope, p.place FROM places p WHERE p.place IS NOT NULL) p
      CROSS JOIN LATERAL public.mash_frozen_in(p.scope, p.place) v)
  INSERT INTO public.audit_mismatch AS m (kind, key, digest, at)
  SELECT s.kind, s.key, s.digest, statement_timestamp() FROM named s
   WHERE EXISTS (SELECT FROM seen v WHERE v.kind = s.kind AND v.key = s.key AND coalesce(v.now, '') = s.digest
                   AND (v.now IS NULL OR v.digest IS NULL OR NOT v.same OR v.seal IS NOT NULL))
  ON CONFLICT DO NOTHING RETURNING m.kind::text, m.key::text $$;
GRANT EXECUTE ON FUNCTION audit_note_mismatches(text[], text[], text[]) TO mash_app;

-- A person changes by a fact alone: each column that changes is what the newest fact about it says.
CREATE OR REPLACE FUNCTION referrals_follows_facts() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  newest jsonb := (SELECT c.after FROM public.mash_changes_of(NEW.id) c);
  before jsonb := to_jsonb(OLD);
BEGIN
  IF EXISTS (SELECT FROM jsonb_each(to_jsonb(NEW)) AS n
              WHERE n.value <> before -> n.key AND n.value IS DISTINCT FROM newest -> n.key) THEN
    RAISE EXCEPTION 'What was told of a person changes by a fact alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
GRANT EXECUTE ON FUNCTION referrals_follows_facts() TO mash_owner;

SET LOCAL ROLE mash_owner;

-- What is written once is refused to the app's login as well: by its privileges where nothing of a row ever
-- changes, and otherwise by this trigger, which lets pass the columns it is given. (Decisions have their own.)
CREATE OR REPLACE FUNCTION referrals_stays_as_written() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  before jsonb := to_jsonb(OLD);
  after jsonb := to_jsonb(NEW);
  may text[] := TG_ARGV[0]::text[];
BEGIN
  IF TG_TABLE_NAME = 'referrals_item' THEN
    IF before ->> 'withdrawn_at' IS NOT NULL THEN may := array_remove(may, 'withdrawn_at'); END IF;
    IF before ->> 'handling' = 'existence_only' THEN may := array_remove(may, 'handling'); END IF;
    IF after ->> 'handling' = 'existence_only' THEN  -- then only emptied: of_what_is_only_held_nothing_is_stored
      may := may || ARRAY['kind', 'basis', 'occurred_on', 'ended_on', 'question_id', 'about'];
    END IF;
  END IF;
  IF before - may <> after - may OR NOT coalesce(after -> 'hub_concerns' @> (before -> 'hub_concerns'), true) THEN
    RAISE EXCEPTION 'What was written is never changed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE ON referrals_referral
  FOR EACH ROW WHEN (current_user <> 'mash_owner')
  EXECUTE FUNCTION referrals_stays_as_written(
    '{status, draft_hash, version, changed_at, changed_by, changed_what, restricted, restricted_reason,
      allocated_to_id, allocated_at, rating, next_due_at, due_measure, recommended_exit, look_again_on,
      look_again_by_id, forwarded_to, forwarded_hub_id, tell_by, authorise_by, hub_concerns, notify_by,
      reported_risk, unauthorised_since, about_children, about_adults}');
CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE ON referrals_person
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION referrals_follows_facts();
CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE ON referrals_informationrequest
  FOR EACH ROW WHEN (current_user <> 'mash_owner')
  EXECUTE FUNCTION referrals_stays_as_written(
    '{acknowledged_at, acknowledged_by_id, taken_at, taken_by_id, more_time_until, more_time_reason,
      first_answered_at, closed_at, released_at, outcome, chased_before_at, chased_after_at, due_at, pauses, pause_review_on,
      chased_by_hand_at, withdrawn_at, hub_read_at, agency_read_at}');
CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE ON referrals_item
  FOR EACH ROW WHEN (current_user <> 'mash_owner')
  EXECUTE FUNCTION referrals_stays_as_written('{handling,release,ask_whom,withdrawn_at,marked_at}');
CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE OF id, referral_id, hub_id, reference, at, user_id, reason
    ON referrals_breakglass
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION referrals_stays_as_written('{}');
CREATE OR REPLACE TRIGGER as_written BEFORE UPDATE ON referrals_clockpause
  FOR EACH ROW WHEN (current_user <> 'mash_owner')
  EXECUTE FUNCTION referrals_stays_as_written('{ended_at,ended_by_id}');
