-- Tickets can be made void while their money stays: after fraud, or a dispute that was lost.
ALTER TABLE order_items
  ADD COLUMN void_reason text CHECK (void_reason IN ('fraud', 'lost_dispute', 'other')),
  -- The item is void, and its places (and its use of a code) stay taken until the promoter frees them.
  ADD COLUMN places_kept boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT order_items_void_check
    CHECK ((void_reason IS NULL OR cancelled_at IS NOT NULL) AND (void_reason IS NOT NULL OR NOT places_kept));
