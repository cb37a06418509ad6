CREATE OR REPLACE FUNCTION epoch_ms(at timestamptz) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (date_part('epoch', at) * 1000)::bigint;

REVOKE EXECUTE ON FUNCTION epoch_ms FROM PUBLIC;
