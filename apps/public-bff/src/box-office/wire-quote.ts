import type { Quote as WireQuote } from "@liveotter/contracts/public/sale";
import type { Quote } from "@liveotter/core/pricing/quote";

/** A quote in the wire's type, whose lists may be changed. */
export const wireQuote = (quote: Quote): WireQuote => ({ ...quote, lines: [...quote.lines] });
