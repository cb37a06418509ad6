import "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** The variables of a worker whose Postgres, Redis and search are real, and the switchboard between them. */
    env: Record<string, string>;
    /** The real events' file, `null` where it is not at hand. */
    realEvents: string | null;
  }
}
