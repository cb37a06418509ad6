import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { slugFrom } from "@liveotter/core/slug";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { createOrganisation, type Founder } from "@liveotter/database/organisation/create-organisation";
import type { Organisation } from "@liveotter/database/organisation/organisation";

/**
 * Makes an organisation, once per `key`. Its address comes from its name, with a few random letters behind where another
 * one has it already. @throws ProblemError, DatabaseError
 */
export async function foundOrganisation(
  db: Database,
  founder: Founder,
  { name }: { readonly name: string },
  key: string,
): Promise<Organisation> {
  const request = { key, body: JSON.stringify({ organisation: name }) };
  const create = (suffix: string) =>
    createOrganisation(db, founder, { name, slug: slugFrom(name, "organisation", suffix) }, request);
  const founded = await create("").catch((error: unknown) => {
    const taken = error instanceof DatabaseError && error.constraint === "promoters_slug_key";
    if (taken) return create(crypto.randomUUID().slice(-8));
    throw error;
  });
  switch (founded.outcome) {
    case "created":
      return founded.organisation;
    case "full":
      throw new ProblemError("invalid-state", { detail: "You are a member of as many as one person may be." });
    case "conflict":
      throw new ProblemError("conflict", { detail: "This Idempotency-Key came with another request." });
  }
}
