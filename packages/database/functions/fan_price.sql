-- What the fan pays for one ticket at a price: with the fees and the tax that come on top, as core's priceTicket has it. The
-- price that the catalogue shows is the one at the till.
CREATE OR REPLACE FUNCTION fan_price(price bigint, per_ticket bigint, percent integer, paid_by text, tax_rate integer,
    tax_included boolean) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  -- Halves are rounded up; what is free bears nothing.
  RETURN price + CASE WHEN price > 0 AND paid_by = 'fan' THEN per_ticket + (2 * price * percent + 10000) / 20000 ELSE 0 END
    + CASE WHEN NOT tax_included THEN (2 * price * tax_rate + 100000) / 200000 ELSE 0 END;
