import { z } from "@hono/zod-openapi";

/** Who hears of changes: the fans' search, the copies at the edge, their caches; and mail. */
export const DeliveryConsumer = z.enum(["search", "snapshot", "cache", "mail"]);
export type DeliveryConsumer = z.infer<typeof DeliveryConsumer>;

/** `parked`: given up on until somebody has it tried again. */
const OpenState = z.enum(["waiting", "parked"]);

/** News of one change for one consumer, on its way. */
export const Delivery = z
  .object({
    id: z.string(),
    consumer: DeliveryConsumer,
    topic: z.string(),
    /** What changed; null when it is about no event. */
    eventId: z.string().nullable(),
    eventName: z.string().nullable(),
    attempts: z.int(),
    state: OpenState,
    since: z.iso.datetime(),
    /** In our words, for support; null while nothing went wrong. */
    lastError: z.string().nullable(),
  })
  .openapi("Delivery");
export type Delivery = z.infer<typeof Delivery>;

const Backlog = z.object({
  waiting: z.int(),
  parked: z.int(),
  /** Of those that wait. */
  oldest: z.iso.datetime().nullable(),
});

/** Oldest first. */
export const DeliveryList = z
  .object({
    items: z.array(Delivery),
    nextCursor: z.string().nullable(),
    /** Over all of the promoter's, whatever is asked for. */
    backlog: z.object({ search: Backlog, snapshot: Backlog, cache: Backlog, mail: Backlog }),
  })
  .openapi("DeliveryList");
export type DeliveryList = z.infer<typeof DeliveryList>;

export const DeliveryParams = z.object({
  state: OpenState.optional(),
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

export const DeliveryReplay = z
  .object({ id: z.string(), state: z.enum(["waiting", "done"]) })
  .openapi("DeliveryReplay");
export type DeliveryReplay = z.infer<typeof DeliveryReplay>;

const Progress = z.object({
  state: z.enum(["done", "waiting", "parked"]),
  /** Since when the oldest news of it waits; null when it is done. */
  since: z.iso.datetime().nullable(),
  /** Longer than it should take: "indexing delayed". */
  delayed: z.boolean(),
});

/** Whether the fans see an event's latest state yet, by the way they look at it. */
export const EventDeliveries = z
  .object({ search: Progress, snapshot: Progress, cache: Progress })
  .openapi("EventDeliveries");
export type EventDeliveries = z.infer<typeof EventDeliveries>;
