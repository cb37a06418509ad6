-- What codes keep free in a quota: their unused uses, while they are valid.
CREATE OR REPLACE FUNCTION kept_for_codes(quota uuid, at timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(max_uses - used), 0)::bigint FROM codes
  WHERE blocks_quota_id = quota AND NOT disabled AND used < max_uses AND (valid_until IS NULL OR valid_until > at)
$$;

REVOKE EXECUTE ON FUNCTION kept_for_codes FROM PUBLIC;
