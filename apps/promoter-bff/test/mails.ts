import { sql } from "drizzle-orm";
import { owner } from "./promoters.ts";

/** A mail as it waits in the outbox. */
export interface WaitingMail {
  readonly template: string;
  readonly promoterId: string | null;
  readonly payload: {
    readonly to: string;
    readonly locale: string;
    readonly params: Readonly<Record<string, unknown>>;
  };
}

/** What has been mailed to an address, the oldest in front. */
export const mailsTo = (email: string): Promise<WaitingMail[]> =>
  owner().query<WaitingMail>(
    sql`SELECT topic AS template, promoter_id AS "promoterId", payload
      FROM outbox WHERE consumer = 'mail' AND payload->>'to' = ${email} ORDER BY id`,
  );

/** The token in the link of the latest mail of this template. */
export async function mailedToken(email: string, template: string): Promise<string> {
  const mail = (await mailsTo(email)).findLast((each) => each.template === template);
  const token = new URL(String(mail?.payload.params.link)).searchParams.get("token");
  if (token === null) throw new Error(`no token in the ${template} mail to ${email}`);
  return token;
}
