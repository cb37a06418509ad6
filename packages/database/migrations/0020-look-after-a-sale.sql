-- What promoters do about a sale that goes on: settings of every event, codes that count their versions, and what may no
-- longer be changed once somebody has ordered.

-- Counts each change by hand: the guard of If-Match. Uses are counted beside it.
ALTER TABLE codes ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0);
CREATE INDEX codes_by_tag ON codes (promoter_id, event_id, tag, id);

-- Every event has its settings, so that nobody has to know what holds without any.
CREATE FUNCTION settle_selling() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO selling_settings (event_id, promoter_id) VALUES (NEW.id, NEW.promoter_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION settle_selling FROM PUBLIC;
CREATE TRIGGER has_settings AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION settle_selling();
INSERT INTO selling_settings (event_id, promoter_id) SELECT id, promoter_id FROM events ON CONFLICT DO NOTHING;

-- A trigger, so that it holds whichever way the row is changed. It comes behind `alone`, which has waited for whoever was
-- ordering: what they wrote is seen here.
CREATE FUNCTION keep_what_is_sold() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NEW.currency <> OLD.currency AND EXISTS (SELECT FROM orders WHERE promoter_id = NEW.promoter_id AND event_id = NEW.id) THEN
    RAISE EXCEPTION 'ordered in % already', OLD.currency USING ERRCODE = 'LO010';
  END IF;
  -- Nobody's ticket goes out of sight, and no money stays behind with what is put away.
  IF ((NEW.status = 'draft' AND OLD.status <> 'draft') OR (NEW.status = 'archived' AND OLD.status = 'cancelled'))
    AND EXISTS (SELECT FROM orders WHERE promoter_id = NEW.promoter_id AND event_id = NEW.id
      AND state IN ('pending', 'paid', 'partly_refunded')) THEN
    RAISE EXCEPTION 'tickets are sold' USING ERRCODE = 'LO011';
  END IF;
  RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION keep_what_is_sold FROM PUBLIC;
CREATE TRIGGER sold BEFORE UPDATE OF currency, status ON events FOR EACH ROW EXECUTE FUNCTION keep_what_is_sold();

-- A quota counts in its performance's shard, and its tickets were taken there.
CREATE FUNCTION keep_quota_in_place() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NEW.performance_id IS DISTINCT FROM OLD.performance_id AND EXISTS (SELECT FROM allocations WHERE quota_id = NEW.id) THEN
    RAISE EXCEPTION 'sold out of already' USING ERRCODE = 'LO012';
  END IF;
  RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION keep_quota_in_place FROM PUBLIC;
CREATE TRIGGER sold BEFORE UPDATE OF performance_id ON quotas FOR EACH ROW EXECUTE FUNCTION keep_quota_in_place();

-- The mails of one order.
CREATE INDEX outbox_mail_about ON outbox (aggregate_id, id) WHERE consumer = 'mail';

-- The steps of selling that promoters take. Each runs as the owner, who sees all, and so first asks whose thing it is; of
-- another's it answers NULL, as of what does not exist.

CREATE FUNCTION is_mine(event uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT EXISTS (SELECT FROM events WHERE events.id = event AND events.promoter_id = current_promoter());
END;

CREATE FUNCTION is_my_order(which uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT EXISTS (SELECT FROM orders WHERE orders.id = which AND orders.promoter_id = current_promoter());
END;

-- The shards that count something of an event by now.
CREATE FUNCTION my_scopes(event uuid) RETURNS uuid[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT coalesce(array_agg(inventory_shards.scope), '{}') FROM inventory_shards
  WHERE inventory_shards.event_id = event AND is_mine(event);
END;

CREATE FUNCTION place_my_guest(request jsonb) RETURNS jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT CASE WHEN is_mine((request ->> 'eventId')::uuid) THEN place_guest(request) END;
END;

-- Blocks so many of a quota; 0 releases the block.
CREATE FUNCTION change_my_block(block uuid, quota uuid, quantity integer, reason text, now timestamptz) RETURNS jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT CASE WHEN is_mine(quotas.event_id) THEN change_block(block, quota, quantity, reason, now) END
  FROM quotas WHERE quotas.id = quota;
END;

-- An order that is not paid. A transfer that it waits for is not waited for any more; a card that is being charged is.
CREATE FUNCTION cancel_my_order(which uuid, now timestamptz) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT is_my_order(which) THEN
    RETURN NULL;
  END IF;
  PERFORM lock_capacity(which);
  PERFORM settle_payment(jsonb_build_object('paymentId', id, 'outcome', 'cancelled', 'now', now))
    FROM payments WHERE order_id = which AND provider = 'manual' AND state = 'awaiting_transfer';
  RETURN end_order(which, 'cancelled', now);
END
$$;

-- A refund as it was shown: of an order that still has this version, or LO013.
CREATE FUNCTION refund_my_order(request jsonb, known integer) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  which uuid := request ->> 'orderId';
BEGIN
  IF NOT is_my_order(which) THEN
    RETURN NULL;
  END IF;
  PERFORM lock_capacity(which);
  PERFORM FROM orders WHERE id = which AND version = known FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the order has changed' USING ERRCODE = 'LO013';
  END IF;
  RETURN request_refund(request);
END
$$;

-- Money that came outside, all of it: into the payment that waits for it, or that once did, or into a new one.
CREATE FUNCTION receive_my_payment(request jsonb) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  which uuid := request ->> 'orderId';
  waiting uuid;
BEGIN
  IF NOT is_my_order(which) THEN
    RETURN NULL;
  END IF;
  IF NOT EXISTS (SELECT FROM orders WHERE id = which AND state IN ('pending', 'expired')
      AND total_minor = (request ->> 'amount')::bigint) THEN
    RAISE EXCEPTION 'not what is owed' USING ERRCODE = 'LO008';
  END IF;
  SELECT id INTO waiting FROM payments
    WHERE order_id = which AND provider = 'manual' AND method = request ->> 'method' AND state IN ('awaiting_transfer', 'cancelled')
    ORDER BY state, created_at DESC LIMIT 1;
  IF waiting IS NULL THEN
    waiting := begin_payment(request) ->> 'paymentId';
  END IF;
  RETURN settle_payment(jsonb_build_object('paymentId', waiting, 'outcome', 'succeeded', 'now', request ->> 'now'));
END
$$;

-- Money that the promoter gave back by hand. NULL also for what a provider gives back.
CREATE FUNCTION settle_my_refund(which uuid, now timestamptz) RETURNS jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT settle_refund(jsonb_build_object('refundId', which, 'outcome', 'succeeded', 'now', now))
  FROM refunds JOIN payments ON payments.id = refunds.payment_id
  WHERE refunds.id = which AND refunds.promoter_id = current_promoter() AND payments.provider = 'manual';
END;

-- Answers whether it had failed.
CREATE FUNCTION retry_my_refund(which uuid, now timestamptz) RETURNS boolean
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT retry_refund(which, now) FROM refunds
  WHERE refunds.id = which AND refunds.promoter_id = current_promoter();
END;

-- Sends the mail with the tickets once more. Answers whether there is anybody to send it to.
CREATE FUNCTION resend_my_mail(which uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM orders JOIN order_people people ON people.order_id = orders.id
      WHERE orders.id = which AND orders.promoter_id = current_promoter()
        AND orders.state IN ('paid', 'partly_refunded') AND people.email IS NOT NULL) THEN
    RETURN false;
  END IF;
  PERFORM tell_fan(which, 'order-confirmed');
  RETURN true;
END
$$;

-- In the transaction that postponed it.
CREATE FUNCTION open_my_refund_window(event uuid, now timestamptz) RETURNS timestamptz
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT CASE WHEN is_mine(event) THEN open_refund_window(event, now) END;
END;

REVOKE EXECUTE ON FUNCTION is_mine, is_my_order, my_scopes, place_my_guest, change_my_block, cancel_my_order,
  refund_my_order, receive_my_payment, settle_my_refund, retry_my_refund, resend_my_mail, open_my_refund_window FROM PUBLIC;
GRANT EXECUTE ON FUNCTION my_scopes, place_my_guest, change_my_block, cancel_my_order, refund_my_order,
  receive_my_payment, settle_my_refund, retry_my_refund, resend_my_mail, open_my_refund_window TO liveotter_promoter;
GRANT EXECUTE ON FUNCTION my_scopes TO liveotter_reporting;
