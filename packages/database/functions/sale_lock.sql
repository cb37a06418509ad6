-- The queue at which orders of an event pass together and a change of its sale passes alone. Queues of row locks are
-- not fair: without this one a steady stream of orders could keep its promoter from ever stopping the sale.
CREATE OR REPLACE FUNCTION sale_lock(event uuid) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN hashtextextended(event::text, 1);

REVOKE EXECUTE ON FUNCTION sale_lock FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sale_lock TO liveotter_promoter;
