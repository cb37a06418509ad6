import { CURRENCIES } from "@liveotter/core/money";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { as, newPromoter, published } from "../test/fixture.ts";

it("Postgres knows the same currencies as core, and refuses every other", async () => {
  const constraints = await as("owner").query<{ name: string; validated: boolean; codes: string[] }>(sql`
    SELECT conname AS name, convalidated AS validated,
      array(SELECT match[1] FROM regexp_matches(pg_get_constraintdef(oid), '[{,]([A-Z]{3})(?=[,}])', 'g') match
        ORDER BY 1) AS codes
    FROM pg_constraint WHERE conname IN ('events_currency_known', 'imports_currency_known') ORDER BY conname`);
  expect(constraints).toEqual([
    { name: "events_currency_known", validated: true, codes: CURRENCIES },
    { name: "imports_currency_known", validated: true, codes: CURRENCIES },
  ]);

  const promoter = await newPromoter();
  const { id } = await published(promoter);
  const change = (currency: string) =>
    as("owner").query(sql`UPDATE events SET currency = ${currency} WHERE id = ${id}::uuid`);
  for (const currency of ["HRK", "BGN", "XAU", "CLF", "eur", "QQQ"]) {
    await expect(change(currency), currency).rejects.toThrow();
  }
  await change("RSD");
});
