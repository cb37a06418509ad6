import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { InterestInput, Interest as WireInterest } from "@liveotter/contracts/public/interests";
import { asId, type InterestId, type PerformanceId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { AskOutcome, Interest } from "@liveotter/core/interest/interest";
import type { InterestRequest } from "@liveotter/database/interests/ask-interest";
import { openInterestToken } from "@liveotter/integrations/order-key/interest-token";
import { NotConfiguredError } from "../catalogue/source.ts";

/** Where those are kept who asked to be told. `null`: nobody waits by this id any more. */
export interface InterestStore {
  ask(request: InterestRequest, now: Instant): Promise<AskOutcome>;
  read(id: InterestId): Promise<Interest | null>;
  confirm(id: InterestId, now: Instant): Promise<Interest | null>;
  end(id: InterestId): Promise<void>;
}

/** Fans who want to be told of an event. Everything may throw a `ProblemError`. */
export interface Interests {
  /** Takes as long, and says as much, whatever is known of the address. */
  ask(eventSlug: string, input: InterestInput): Promise<void>;
  /** Whose link it is, by its token alone: nothing is asked for what is none of ours. */
  open(token: string): Promise<InterestId>;
  read(id: InterestId): Promise<WireInterest>;
  confirm(id: InterestId): Promise<WireInterest>;
  /** Whether or not anybody waited. */
  end(id: InterestId): Promise<void>;
}

/** `secret` is what mailed tokens are derived from; `null` where none is configured: then nobody can be asked. */
export function interests(store: InterestStore, secret: string | null, now: () => Instant): Interests {
  const known = (): string => {
    if (secret === null) throw new NotConfiguredError("ORDER_SECRET");
    return secret;
  };
  return {
    async ask(eventSlug, input) {
      // Without it the mail could not be written either.
      known();
      const { performanceId: asked, ...rest } = input;
      const performanceId = asked === null ? null : asId<PerformanceId>(asked);
      // No id of ours is written otherwise.
      if (asked !== null && performanceId === null) throw new ProblemError("not-found");
      const outcome = await store.ask({ eventSlug, ...rest, performanceId }, now());
      if (outcome === "unknown") throw new ProblemError("not-found");
      if (outcome !== "asked") throw new ProblemError("invalid-state", { detail: REFUSALS[outcome] });
    },
    async open(token) {
      const id = await openInterestToken(known(), token);
      if (id === null) throw new ProblemError("not-found");
      return id;
    },
    read: async (id) => present(await store.read(id)),
    confirm: async (id) => present(await store.confirm(id, now())),
    end: (id) => store.end(id),
  };
}

const REFUSALS = {
  over: "The event is over, or cancelled.",
  open: "Tickets are on sale already.",
} as const satisfies Record<Exclude<AskOutcome, "asked" | "unknown">, string>;

function present(interest: Interest | null): WireInterest {
  if (interest === null) throw new ProblemError("not-found");
  const { kind, state, eventSlug: slug, eventName: name, zone, opensAt, performance } = interest;
  const night = performance && { id: performance.id, date: performance.date, time: performance.time };
  return { kind, state, event: { slug, name }, opensAt: opensAt && toIso(opensAt), zone, performance: night };
}
