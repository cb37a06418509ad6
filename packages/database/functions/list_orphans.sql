-- Orphaned payments for an operator, newest first: those that are not over, or all.
CREATE OR REPLACE FUNCTION list_orphans(p_all boolean, p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT jsonb_build_object('id', id, 'provider', provider, 'about', about, 'providerRef', provider_ref, 'reference', reference,
    'paymentId', payment_id, 'state', state, 'amount', amount_minor, 'currency', currency, 'handling', handling,
    'lastError', last_error, 'note', note, 'seen', seen, 'firstSeenAt', epoch_ms(first_seen_at))
  FROM orphaned_payments WHERE p_all OR handling IN ('waiting', 'returning', 'parked')
  ORDER BY first_seen_at DESC LIMIT p_limit
$$;

REVOKE EXECUTE ON FUNCTION list_orphans FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_orphans TO liveotter_jobs;
