import { z } from "@hono/zod-openapi";

/** Every code a client may branch on. A code, once published, keeps its meaning. */
export const ProblemCode = z.enum([
  "invalid-request",
  "unauthenticated",
  "forbidden",
  "not-found",
  "method-not-allowed",
  "not-acceptable",
  "conflict",
  "precondition-failed",
  "precondition-required",
  "too-large",
  "unsupported-media-type",
  "invalid-state",
  "too-many-requests",
  "busy",
  "internal",
]);
export type ProblemCode = z.infer<typeof ProblemCode>;

/** RFC 9457 problem details, served as `application/problem+json`. */
export const Problem = z
  .object({
    type: z.string().openapi({ example: "https://liveotter.example/problems/invalid-request" }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: ProblemCode,
    requestId: z.string(),
    /** Which fields are wrong and why; `pointer` is an RFC 6901 pointer into the body, or the parameter's name. */
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .openapi("Problem");
export type Problem = z.infer<typeof Problem>;
