-- What `read_change_news` said has been sent: its reader knows of these changes from now on.
CREATE OR REPLACE FUNCTION mark_told(which uuid, of_ticket uuid, told jsonb) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  UPDATE tickets SET buyer_knows = upto FROM jsonb_to_recordset(told) AS given ("performanceId" uuid, upto bigint)
    WHERE of_ticket IS NULL AND order_id = which AND performance_id = "performanceId";
  UPDATE ticket_holders SET knows = upto
    FROM jsonb_to_recordset(told) AS given ("performanceId" uuid, upto bigint), tickets, ticket_holders reader
    WHERE reader.ticket_id = of_ticket AND tickets.order_id = which AND tickets.performance_id = "performanceId"
      AND ticket_holders.ticket_id = tickets.id AND lower(ticket_holders.email) = lower(reader.email);
$$;

REVOKE EXECUTE ON FUNCTION mark_told FROM PUBLIC;
GRANT EXECUTE ON FUNCTION mark_told TO liveotter_jobs;
