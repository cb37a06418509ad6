import { withDeadline } from "@liveotter/integrations/deadline";
import { trouble } from "../trouble.ts";
import { NOT_FOUND, type SaleAnswer, type Visit } from "../visit.ts";
import { orderPath } from "./order-path.ts";
import { named } from "./show-order.ts";

/** Until it begins: a thousand pages take their time, and come as they are made. */
const FILE_MS = 10_000;

const TYPES: Readonly<Record<string, string>> = { pdf: "application/pdf", ics: "text/calendar" };

/** An order's tickets as a file, for whoever has the address of its page: the API wants the key in a header. */
export async function passFile(visit: Visit): Promise<SaleAnswer> {
  const { deps, origin, headers, locale, parts } = visit;
  const { orderTickets: words } = locale.words;
  const order = named(visit);
  const address = `${origin}/v1/orders/${order.id}/tickets.${parts.kind}`;
  const asked = new Request(address, { headers: { ...headers, authorization: `Bearer ${order.key}` } });
  const links = [{ label: words.seeOrder, href: orderPath(locale, order) }];
  try {
    const response = await withDeadline((signal) => deps.pass(asked, signal), FILE_MS);
    const type = response.headers.get("Content-Type") ?? "";
    if (response.ok && type.startsWith(TYPES[parts.kind ?? ""] ?? "none")) return { kind: "file", response };
    if (response.status === 404 || response.status === 400) return NOT_FOUND;
    if (response.status === 409) return trouble({ title: words.nothingTitle, text: words.nothing, links }, 409);
  } catch {
    // Said below, as for an answer that is none.
  }
  const retry = `${orderPath(locale, order)}/tickets.${parts.kind}`;
  return trouble({ title: words.fileTitle, text: words.file, retry, links });
}
