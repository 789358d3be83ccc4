-- Rights to the tables of Django and of other packages.

-- Written by migrations alone, or always empty.
GRANT SELECT ON django_migrations TO mash_app;
GRANT SELECT ON django_content_type TO mash_app;
GRANT SELECT ON django_content_type TO mash_guard;
GRANT SELECT ON auth_permission TO mash_app;
GRANT SELECT ON auth_permission TO mash_guard;
GRANT SELECT ON auth_group_permissions TO mash_app;
GRANT SELECT ON account_emailaddress TO mash_app;
GRANT SELECT ON account_emailconfirmation TO mash_app;
GRANT SELECT ON socialaccount_socialaccount TO mash_app;
GRANT SELECT ON socialaccount_socialapp TO mash_app;
GRANT SELECT ON socialaccount_socialtoken TO mash_app;
GRANT SELECT ON guardian_userobjectpermission TO mash_app;
GRANT SELECT ON guardian_groupobjectpermission TO mash_app;

-- A hub's team, its decision-makers and each agency are groups.
GRANT SELECT, INSERT, UPDATE ON auth_group TO mash_app;
GRANT SELECT ON auth_group TO mash_guard;

-- Sessions are reached by the functions of agencies/walls/sign_ins.sql; the worker removes those that are over.
GRANT DELETE, SELECT (expire_date) ON django_session TO mash_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO mash_guard;

-- The field log holds values of every kind of row: pages add to it, and read only the key that Django asks for.
GRANT INSERT, SELECT (id, timestamp) ON auditlog_logentry TO mash_app;
GRANT DELETE ON auditlog_logentry TO mash_worker;
