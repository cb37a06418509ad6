-- One entry of the ledger: `p_lines` is {account: minor units}, and adds up to zero.
CREATE OR REPLACE FUNCTION post_entry(p_source text, p_order uuid, p_currency text, p_lines jsonb, p_now timestamptz) RETURNS void
  LANGUAGE sql AS $$
  WITH entry AS (
    INSERT INTO ledger_entries (promoter_id, currency, source, order_id, event_id, at)
    SELECT promoter_id, p_currency, p_source, id, event_id, p_now FROM orders WHERE id = p_order RETURNING id
  )
  INSERT INTO ledger_lines (entry_id, account, amount_minor)
  SELECT entry.id, key, value::bigint FROM entry, jsonb_each_text(p_lines) WHERE value::bigint <> 0
$$;

REVOKE EXECUTE ON FUNCTION post_entry FROM PUBLIC;
