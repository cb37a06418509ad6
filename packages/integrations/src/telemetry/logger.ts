export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * All that a log line may carry. What a person typed or is known by (query text, address, IP, headers, names, tokens)
 * has no field here, and a value that does not look like one of our own words is left out.
 */
export interface LogFields {
  readonly requestId?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  /** The route's template: `/v1/events/{slug}`. */
  readonly route?: string;
  readonly method?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly dependency?: string;
  readonly state?: string;
  readonly tier?: string;
  readonly outcome?: string;
  readonly source?: string;
  /** An error's class and our stable code (or SQLSTATE), never its message, which may quote what was typed. */
  readonly error?: string;
  readonly code?: string;
  readonly consumer?: string;
  readonly topic?: string;
  readonly outboxId?: string;
  readonly aggregateId?: string;
  readonly attempts?: number;
  readonly count?: number;
  readonly bytes?: number;
  readonly version?: number;
}

/** Typed as the interface's keys, so that one cannot be changed without the other. */
const FIELDS: Readonly<Record<keyof LogFields, true>> = {
  requestId: true,
  traceId: true,
  spanId: true,
  route: true,
  method: true,
  status: true,
  ms: true,
  dependency: true,
  state: true,
  tier: true,
  outcome: true,
  source: true,
  error: true,
  code: true,
  consumer: true,
  topic: true,
  outboxId: true,
  aggregateId: true,
  attempts: true,
  count: true,
  bytes: true,
  version: true,
};

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const WORDS = /^[A-Za-z0-9_.:/{}* -]{1,120}$/;

export type Logger = Readonly<Record<LogLevel, (event: string, fields?: LogFields) => void>> & {
  /** The same logger with these fields on every line. */
  with(fields: LogFields): Logger;
};

/** One line of JSON per event: `{"at","level","worker","event",…}`. `event` is a fixed phrase, never built from input. */
export function makeLogger(
  worker: string,
  {
    level = "info",
    write = (line) => console.log(line),
    now = Date.now,
  }: { level?: LogLevel; write?: (line: string) => void; now?: () => number } = {},
): Logger {
  const make = (always: LogFields): Logger => {
    const at =
      (of: LogLevel) =>
      (event: string, fields: LogFields = {}) => {
        if (LEVELS.indexOf(of) < LEVELS.indexOf(level)) return;
        const line = {
          at: new Date(now()).toISOString(),
          level: of,
          worker,
          event: WORDS.test(event) ? event : "unnamed",
        };
        write(JSON.stringify({ ...line, ...permitted({ ...always, ...fields }) }));
      };
    return {
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      with: (fields) => make({ ...always, ...fields }),
    };
  };
  return make({});
}

function permitted(fields: LogFields): Record<string, string | number> {
  const passed: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(FIELDS, name)) continue;
    if (typeof value === "number" ? Number.isFinite(value) : typeof value === "string" && WORDS.test(value)) {
      passed[name] = value;
    }
  }
  return passed;
}
