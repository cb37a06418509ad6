-- Names of the people who act for the current promoter, and of nobody else: `users` stays closed to the promoters' role.
CREATE OR REPLACE FUNCTION member_name(person uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT users.name FROM users JOIN promoter_members ON promoter_members.user_id = users.id
  WHERE users.id = person AND promoter_members.promoter_id = current_promoter()
$$;

REVOKE EXECUTE ON FUNCTION member_name FROM PUBLIC;
GRANT EXECUTE ON FUNCTION member_name TO liveotter_promoter;
