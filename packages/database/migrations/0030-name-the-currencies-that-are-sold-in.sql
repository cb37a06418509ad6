-- An amount is a whole number of its currency's minor units, and how many of them make one unit is what ISO 4217 says:
-- core's table, dated 2026-01-01. Until now the runtime's ICU was asked, and 18 currencies had other decimals in one
-- runtime than in another (RSD none in workerd and two in Node).
--
-- Stored amounts in those currencies could mean two things. From here on they mean what the table says: 3000 RSD is 30.00.
-- No amount is converted: which runtime wrote it is not recorded, and payment providers were sent these very numbers.
-- Nothing is on sale in these currencies yet, and a draft whose prices look 100 times too low shows that in the studio.
--
-- Currencies outside the table are refused: withdrawn ones, funds, metals. The next migration validates this for old rows,
-- so that no scan holds this lock. It stops at a row in another currency: what that row's prices mean needs a decision.
ALTER TABLE events DROP CONSTRAINT events_currency_check;
ALTER TABLE imports DROP CONSTRAINT imports_currency_check;

DO $$
DECLARE
  sold_in constant text[] := ARRAY[
      'AED', 'AFN', 'ALL', 'AMD', 'AOA', 'ARS', 'AUD', 'AWG', 'AZN', 'BAM', 'BBD', 'BDT', 'BHD', 'BIF', 'BMD',
      'BND', 'BOB', 'BRL', 'BSD', 'BTN', 'BWP', 'BYN', 'BZD', 'CAD', 'CDF', 'CHF', 'CLP', 'CNY', 'COP', 'CRC',
      'CUP', 'CVE', 'CZK', 'DJF', 'DKK', 'DOP', 'DZD', 'EGP', 'ERN', 'ETB', 'EUR', 'FJD', 'FKP', 'GBP', 'GEL',
      'GHS', 'GIP', 'GMD', 'GNF', 'GTQ', 'GYD', 'HKD', 'HNL', 'HTG', 'HUF', 'IDR', 'ILS', 'INR', 'IQD', 'IRR',
      'ISK', 'JMD', 'JOD', 'JPY', 'KES', 'KGS', 'KHR', 'KMF', 'KPW', 'KRW', 'KWD', 'KYD', 'KZT', 'LAK', 'LBP',
      'LKR', 'LRD', 'LSL', 'LYD', 'MAD', 'MDL', 'MGA', 'MKD', 'MMK', 'MNT', 'MOP', 'MRU', 'MUR', 'MVR', 'MWK',
      'MXN', 'MYR', 'MZN', 'NAD', 'NGN', 'NIO', 'NOK', 'NPR', 'NZD', 'OMR', 'PAB', 'PEN', 'PGK', 'PHP', 'PKR',
      'PLN', 'PYG', 'QAR', 'RON', 'RSD', 'RUB', 'RWF', 'SAR', 'SBD', 'SCR', 'SDG', 'SEK', 'SGD', 'SHP', 'SLE',
      'SOS', 'SRD', 'SSP', 'STN', 'SVC', 'SYP', 'SZL', 'THB', 'TJS', 'TMT', 'TND', 'TOP', 'TRY', 'TTD', 'TWD',
      'TZS', 'UAH', 'UGX', 'USD', 'UYU', 'UZS', 'VED', 'VES', 'VND', 'VUV', 'WST', 'XAF', 'XCD', 'XCG', 'XOF',
      'XPF', 'YER', 'ZAR', 'ZMW', 'ZWG'];
  target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['events', 'imports'] LOOP
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (currency = ANY (%L::text[])) NOT VALID', target,
      target || '_currency_known', sold_in);
  END LOOP;
END
$$;

COMMENT ON COLUMN events.currency IS 'ISO 4217. Its decimals, and with them the meaning of every amount of the event and its orders, are those of core''s table of 2026-01-01.';
