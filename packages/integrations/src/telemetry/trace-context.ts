/** Where a request stands in its trace (W3C Trace Context, level 1). */
export interface TraceContext {
  /** 32 hex digits, the same through every hop. */
  readonly traceId: string;
  /** 16 hex digits: this hop. */
  readonly spanId: string;
  /** The caller's span, or `null` where the trace begins here. */
  readonly parentId: string | null;
  readonly sampled: boolean;
}

export const TRACEPARENT = "traceparent";

/** Version 00 has exactly four fields; a later one may have more, which we do not know and leave out. */
const FORMAT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Continues the caller's trace, or begins one when the header is absent or malformed. */
export function continueTrace(headers: Pick<Headers, "get">): TraceContext {
  const [, version, traceId, parentId, flags, more] = FORMAT.exec(headers.get(TRACEPARENT)?.trim() ?? "") ?? [];
  const spanId = randomHex(8);
  if (traceId === undefined || parentId === undefined || flags === undefined || (version === "00" && more)) {
    return { traceId: randomHex(16), spanId, parentId: null, sampled: true };
  }
  return { traceId, spanId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The header for calls made on behalf of this hop. */
export const traceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  // All zeros means "invalid" in the standard.
  random[0] = (random[0] ?? 0) | 1;
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
