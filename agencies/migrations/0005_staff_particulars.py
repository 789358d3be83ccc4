"""People's own particulars, read by themselves, their hub's administrators and the guard."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

WALL = """
GRANT CREATE ON SCHEMA public TO mash_guard;
SET LOCAL ROLE mash_guard;
CREATE FUNCTION mash_administered_hubs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = pg_catalog, public
  AS $$ SELECT coalesce(array_agg(u.hub_id), '{}') FROM public.agencies_user u
        WHERE u.id = public.mash_active_uid() AND EXISTS (
          SELECT FROM public.agencies_membership m
          WHERE m.user_id = u.id AND m.ended_at IS NULL AND m.role = 'administrator') $$;
REVOKE ALL ON FUNCTION mash_administered_hubs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mash_administered_hubs() TO mash_app;
SET LOCAL ROLE mash_owner;
REVOKE CREATE ON SCHEMA public FROM mash_guard;

ALTER TABLE agencies_staffparticulars ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies_staffparticulars FORCE ROW LEVEL SECURITY;
CREATE POLICY see ON agencies_staffparticulars FOR SELECT TO mash_app USING (
  user_id = (SELECT mash_active_uid()) OR EXISTS (SELECT FROM agencies_user u
    WHERE u.id = user_id AND u.hub_id = ANY ((SELECT mash_administered_hubs())::bigint[])));
CREATE POLICY add ON agencies_staffparticulars FOR INSERT TO mash_app WITH CHECK (
  user_id = (SELECT mash_active_uid()) OR EXISTS (SELECT FROM agencies_user u
    WHERE u.id = user_id AND u.hub_id = ANY ((SELECT mash_administered_hubs())::bigint[])));
CREATE POLICY change ON agencies_staffparticulars FOR UPDATE TO mash_app USING (
  user_id = (SELECT mash_active_uid()) OR EXISTS (SELECT FROM agencies_user u
    WHERE u.id = user_id AND u.hub_id = ANY ((SELECT mash_administered_hubs())::bigint[])));
CREATE POLICY upkeep ON agencies_staffparticulars TO mash_owner USING (current_setting('mash.upkeep', true) = 'on');
CREATE POLICY guard ON agencies_staffparticulars TO mash_guard USING (true);
GRANT SELECT, UPDATE ON agencies_staffparticulars TO mash_guard;
REVOKE DELETE ON agencies_staffparticulars FROM mash_app;
"""
UNDO = """
DROP POLICY guard ON agencies_staffparticulars; DROP POLICY change ON agencies_staffparticulars;
DROP POLICY add ON agencies_staffparticulars; DROP POLICY see ON agencies_staffparticulars;
SET LOCAL ROLE mash_guard;
DROP FUNCTION mash_administered_hubs();
SET LOCAL ROLE mash_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_need_to_know_rules")]
    operations = [
        migrations.CreateModel(
            name="StaffParticulars",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="particulars",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("last_names", ArrayField(models.CharField(max_length=80), blank=True, default=list)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=8)),
                ("changed_at", models.DateTimeField()),
                ("matched_at", models.DateTimeField(null=True)),
            ],
            options={"verbose_name_plural": "staff particulars"},
        ),
        migrations.RunSQL(WALL, UNDO),
    ]
