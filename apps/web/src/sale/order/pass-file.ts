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
  const { deps, origin, headers, parts } = visit;
  const order = named(visit);
  const address = `${origin}/v1/orders/${order.id}/tickets.${parts.kind}`;
  const asked = new Request(address, { headers: { ...headers, authorization: `Bearer ${order.key}` } });
  try {
    const response = await withDeadline((signal) => deps.pass(asked, signal), FILE_MS);
    const type = response.headers.get("Content-Type") ?? "";
    if (response.ok && type.startsWith(TYPES[parts.kind ?? ""] ?? "none")) return { kind: "file", response };
    if (response.status === 404 || response.status === 400) return NOT_FOUND;
    if (response.status === 409) {
      return trouble(
        {
          title: "There is nothing to print",
          text: ["No ticket of this order is valid, or none may be printed. The order’s page says how it stands."],
          links: [{ label: "See the order", href: orderPath(order) }],
        },
        409,
      );
    }
  } catch {
    // Said below, as for an answer that is none.
  }
  return trouble({
    title: "We cannot make this file right now",
    text: ["Your tickets are not affected. Please try again in half a minute."],
    retry: `${orderPath(order)}/tickets.${parts.kind}`,
    links: [{ label: "See the order", href: orderPath(order) }],
  });
}
