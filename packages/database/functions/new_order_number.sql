-- Ten characters that nobody confuses, of fifty random bits.
CREATE OR REPLACE FUNCTION new_order_number() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(bytes, at) & 31) + 1, 1), '')
  -- The bytes that say a UUID's version and variant are left out.
  FROM (SELECT uuid_send(gen_random_uuid()) AS bytes) random, unnest(ARRAY[0, 1, 2, 3, 4, 5, 7, 9, 10, 11]) at
$$;

REVOKE EXECUTE ON FUNCTION new_order_number FROM PUBLIC;
