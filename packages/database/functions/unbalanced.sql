-- Whatever does not add up, of one event or of all: there must never be any. Each table is read once.
CREATE OR REPLACE FUNCTION unbalanced(p_event uuid DEFAULT NULL)
  RETURNS TABLE (what text, id uuid, expected numeric, found numeric)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH chosen AS (SELECT * FROM orders WHERE p_event IS NULL OR event_id = p_event),
  entries AS (
    SELECT entries.id, entries.order_id, entries.currency, sum(amount_minor) AS together,
      sum(amount_minor) FILTER (WHERE account IN ('provider', 'manual')) AS money,
      -sum(amount_minor) FILTER (WHERE account = 'unapplied') AS unapplied,
      -sum(amount_minor) FILTER (WHERE account IN ('tickets', 'fees', 'tax')) AS applied,
      -sum(amount_minor) FILTER (WHERE account = 'fees') AS fees,
      -sum(amount_minor) FILTER (WHERE account = 'tax') AS tax
    FROM ledger_entries entries LEFT JOIN ledger_lines ON entry_id = entries.id
    WHERE p_event IS NULL OR event_id = p_event GROUP BY entries.id
  ), booked AS (
    SELECT order_id, sum(unapplied) AS unapplied, sum(applied) AS applied, sum(fees) AS fees, sum(tax) AS tax
    FROM entries GROUP BY order_id
  ), back AS (
    SELECT refunds.* FROM refunds JOIN chosen ON chosen.id = refunds.order_id
  ), refunded AS (
    SELECT order_id, sum(amount_minor) FILTER (WHERE NOT unapplied) AS asked,
      sum(amount_minor) FILTER (WHERE NOT unapplied AND state = 'succeeded') AS applied,
      sum(amount_minor) FILTER (WHERE unapplied AND state = 'succeeded') AS unapplied
    FROM back GROUP BY order_id
  ), paid AS (
    SELECT payments.order_id, coalesce(taken_minor, received_minor) AS taken_minor,
      coalesce(taken_currency, payments.currency) AS taken_currency,
      -- What has come of a payment that waits for the rest pays nothing yet.
      payments.state = 'awaiting_transfer' OR coalesce(returned.unapplied, false) AS unapplied,
      coalesce(returned.amount, 0) AS returned
    FROM payments JOIN chosen ON chosen.id = payments.order_id
    LEFT JOIN (
      SELECT payment_id, bool_or(unapplied) AS unapplied, sum(amount_minor) AS amount FROM back GROUP BY payment_id
    ) returned ON returned.payment_id = payments.id
    WHERE payments.state IN ('succeeded', 'mismatched')
      OR payments.state = 'awaiting_transfer' AND payments.received_minor > 0
  ), taken AS (
    SELECT order_id, sum(taken_minor) FILTER (WHERE unapplied) AS unapplied,
      count(*) FILTER (WHERE NOT unapplied AND taken_minor > 0) AS paying,
      sum(greatest(returned - taken_minor, 0)) AS too_much
    FROM paid GROUP BY order_id
  ), moved AS (
    SELECT order_id, currency, sum(amount) AS amount FROM (
      SELECT order_id, taken_currency AS currency, taken_minor AS amount FROM paid
      UNION ALL SELECT order_id, currency, -amount_minor FROM back WHERE state = 'succeeded'
      UNION ALL SELECT order_id, currency, -money FROM entries) moves
    GROUP BY order_id, currency
  ), items AS (
    SELECT items.order_id, sum(items.total_minor) AS total, sum(items.fees_minor) AS fees, sum(items.tax_minor) AS tax,
      sum(items.refunded_minor) AS refunded, count(*) FILTER (WHERE cancelled_at IS NULL) AS live,
      coalesce(sum(nights) FILTER (WHERE cancelled_at IS NULL), 0) AS nights,
      count(*) FILTER (WHERE uses_code AND (cancelled_at IS NULL OR places_kept)) AS uses
    FROM order_items items
    CROSS JOIN LATERAL (SELECT CASE WHEN items.performance_id IS NOT NULL THEN 1 ELSE (
      SELECT count(*) FROM ticket_type_admissions admissions
      WHERE admissions.ticket_type_id = items.ticket_type_id) END AS nights) admitted
    WHERE p_event IS NULL OR items.event_id = p_event GROUP BY items.order_id
  ), admitted AS (
    SELECT tickets.order_id, count(*) FILTER (WHERE tickets.state = 'valid') AS valid, count(scans.id) AS scannable,
      -- Of passes that stay good although one of their performances is cancelled.
      count(*) FILTER (WHERE tickets.state = 'cancelled' AND items.cancelled_at IS NULL
        AND items.performance_id IS NULL AND performances.status = 'cancelled') AS lost
    FROM tickets JOIN order_items items ON items.id = tickets.item_id
    JOIN performances ON performances.id = tickets.performance_id LEFT JOIN ticket_credentials scans ON scans.ticket_id = tickets.id AND scans.revoked_at IS NULL
    WHERE p_event IS NULL OR tickets.event_id = p_event GROUP BY tickets.order_id
  ), sums AS (
    SELECT said.what, chosen.id, said.expected::numeric, coalesce(said.found, 0)::numeric AS found
    FROM chosen LEFT JOIN items ON items.order_id = chosen.id LEFT JOIN booked ON booked.order_id = chosen.id
    LEFT JOIN refunded ON refunded.order_id = chosen.id LEFT JOIN taken ON taken.order_id = chosen.id
    LEFT JOIN admitted ON admitted.order_id = chosen.id
    CROSS JOIN LATERAL (VALUES
      ('total of items', total_minor, items.total),
      ('fees of items', fees_minor, items.fees),
      ('tax of items', tax_minor, items.tax),
      ('refunded of items', refunded_minor, items.refunded),
      ('refunds', refunded_minor, refunded.asked),
      ('refunds beyond their payment', 0, taken.too_much),
      -- What the money was for: an order that was paid, less what went back of it.
      ('tickets, fees and tax', CASE WHEN paid_at IS NULL THEN 0 ELSE total_minor END - coalesce(refunded.applied, 0),
        booked.applied),
      ('fees', CASE WHEN refunded.applied IS NULL AND paid_at IS NOT NULL AND total_minor > 0
        THEN fees_minor + promoter_fees_minor ELSE coalesce(booked.fees, 0) END, booked.fees),
      ('tax', CASE WHEN refunded.applied IS NULL AND paid_at IS NOT NULL
        THEN tax_minor ELSE coalesce(booked.tax, 0) END, booked.tax),
      ('fees and tax of what went back whole', 0,
        CASE WHEN refunded.applied = total_minor THEN abs(booked.fees) + abs(booked.tax) END),
      ('money for nothing', coalesce(taken.unapplied, 0) - coalesce(refunded.unapplied, 0), booked.unapplied),
      ('payments that pay', CASE WHEN paid_at IS NULL OR total_minor = 0 THEN 0 ELSE 1 END, taken.paying),
      ('items of what has ended', 0, CASE WHEN state IN ('expired', 'cancelled', 'refunded') THEN items.live END),
      ('valid tickets', CASE WHEN paid_at IS NULL THEN 0 ELSE items.nights - coalesce(admitted.lost, 0) END,
        admitted.valid),
      ('tickets that scan', coalesce(admitted.valid, 0), admitted.scannable)) AS said (what, expected, found)
    UNION ALL
    SELECT 'lines of an entry', order_id, 0, coalesce(together, 1) FROM entries
    UNION ALL
    -- At the providers is what was taken less what went back, in each currency.
    SELECT 'money', order_id, 0, amount FROM moved
    UNION ALL
    SELECT 'used of a quota', counter.quota_id, coalesce(number, 0), used
    FROM quota_counters counter LEFT JOIN (
      SELECT quota_id, count(*) AS number FROM allocations WHERE released_at IS NULL GROUP BY quota_id) live
      ON live.quota_id = counter.quota_id
    WHERE p_event IS NULL OR event_id = p_event
    UNION ALL
    SELECT 'blocked of a quota', counter.quota_id, coalesce(number, 0), blocked
    FROM quota_counters counter LEFT JOIN (
      SELECT quota_id, sum(quantity) AS number FROM blocks WHERE released_at IS NULL GROUP BY quota_id) live
      ON live.quota_id = counter.quota_id
    WHERE p_event IS NULL OR event_id = p_event
    UNION ALL
    SELECT 'uses of a code', codes.id, coalesce(number, 0), used
    FROM codes LEFT JOIN (
      SELECT code_id, sum(items.uses) AS number FROM chosen JOIN items ON items.order_id = chosen.id
      WHERE code_id IS NOT NULL GROUP BY code_id) live ON live.code_id = codes.id
    WHERE p_event IS NULL OR event_id = p_event
  )
  SELECT what, id, expected, found FROM sums WHERE expected IS DISTINCT FROM found
$$;

REVOKE EXECUTE ON FUNCTION unbalanced FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unbalanced TO liveotter_jobs;
