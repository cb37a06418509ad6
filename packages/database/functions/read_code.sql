-- One code of a public event by its folded text, as core's SaleCode, whether or not it may be used; NULL: none like it.
CREATE OR REPLACE FUNCTION read_code(event uuid, key text) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object('id', c.id, 'code', c.code, 'effect', c.effect, 'value', c.value, 'maxUses', c.max_uses,
    'blocksQuotaId', c.blocks_quota_id, 'bypassesQuotas', c.bypasses_quotas, 'opensHidden', c.opens_hidden,
    'opensPresale', c.opens_presale, 'ticketTypeIds', c.ticket_type_ids, 'disabled', c.disabled,
    'validFrom', epoch_ms(c.valid_from),
    'validUntil', epoch_ms(c.valid_until))
  FROM codes c JOIN events e ON e.id = c.event_id AND e.listed
  WHERE c.event_id = event AND c.code_key = key
$$;

REVOKE EXECUTE ON FUNCTION read_code FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_code TO liveotter_public;
