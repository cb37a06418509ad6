import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { switchboard } from "@liveotter/devstack/switchboard-client";
import { createApp } from "../src/app.ts";
import { compose } from "../src/deps.ts";
import type { Env } from "../src/env.ts";
import { newPromoter, type TestPerson, type TestPromoter, variable } from "./promoters.ts";

export const faults = switchboard(variable("SWITCHBOARD"));
export const ORIGIN = "https://studio.example";

export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the isolate's queue was sent; `send` may be made to fail. */
export interface TestQueue {
  sent: number;
  fails: boolean;
}

/** The API in an isolate of its own. What runs behind an answer has ended when it is given. */
export function newIsolate({
  without = ["METRICS"],
  instead = {},
}: {
  readonly without?: readonly string[];
  /** Bindings that are other than they are. */
  readonly instead?: Readonly<Record<string, unknown>>;
} = {}) {
  const queue: TestQueue = { sent: 0, fails: false };
  const WAKE = {
    async send() {
      queue.sent++;
      if (queue.fails) throw new Error("the queue is gone");
    },
  };
  const bindings = { ...env, AUTH_SECRET: "a secret that only tests have, of some length", WAKE, ...instead };
  // The same bindings, some taken away or replaced: what composing must bear.
  const given = Object.fromEntries(
    Object.entries(bindings).filter(([name]) => !without.includes(name)),
  ) as unknown as Env;
  const deps = compose(given);
  const app = createApp();

  async function send(request: Request): Promise<Response> {
    const context = createExecutionContext();
    const response = await app.fetch(request, deps, context);
    const body = response.body === null ? null : await response.arrayBuffer();
    await waitOnExecutionContext(context);
    return new Response(body, response);
  }

  /** As a page of the studio calls; `cookie` is whoever signed in. */
  function call(method: string, path: string, { body, headers = {} }: Call = {}, cookie?: string): Promise<Response> {
    return send(
      new Request(`${ORIGIN}${path}`, {
        method,
        headers: {
          origin: ORIGIN,
          ...(cookie && { cookie }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && {
          body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
        }),
      }),
    );
  }

  async function signIn(promoter?: TestPromoter): Promise<Member> {
    const me = promoter ?? (await newPromoter());
    const { cookie, call: asMe } = await enter(me);
    return new Member(me, cookie, asMe);
  }

  /** Signs somebody in who need not act for a promoter. */
  async function enter({ email, password }: Pick<TestPerson, "email" | "password">): Promise<Visitor> {
    const response = await call("POST", "/v1/session", { body: { email, password } });
    if (response.status !== 201) throw new Error(`not signed in: ${response.status} ${await response.text()}`);
    return visitor(response);
  }

  /** Whoever this answer signed in. */
  function visitor(response: Response): Visitor {
    const cookie = cookieOf(response);
    return { cookie, call: (method, path, more) => call(method, path, more, cookie) };
  }

  return { send, call, signIn, enter, visitor, deps, queue };
}

/** A browser that carries a session. */
export interface Visitor {
  readonly cookie: string;
  readonly call: (method: string, path: string, more?: Call) => Promise<Response>;
}

/** The cookies that an answer sets, as a browser sends them back. */
export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((each) => each.split(";", 1)[0])
    .join("; ");

/** Somebody signed in. */
export class Member {
  readonly promoter: TestPromoter;
  readonly cookie: string;
  readonly call: (method: string, path: string, more?: Call) => Promise<Response>;

  constructor(promoter: TestPromoter, cookie: string, call: Member["call"]) {
    this.promoter = promoter;
    this.cookie = cookie;
    this.call = call;
  }

  create(body: unknown = input(), key: string = crypto.randomUUID()): Promise<Response> {
    return this.call("POST", "/v1/events", { body, headers: { "idempotency-key": key } });
  }

  async created(more: Record<string, unknown> = {}): Promise<MyEvent> {
    return expectStatus(201, await this.create({ ...input(), ...more }));
  }

  async published(more: Record<string, unknown> = {}): Promise<MyEvent> {
    const { id } = await this.created(more);
    return expectStatus(200, await this.publish(id));
  }

  publish(id: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.call("POST", `/v1/events/${id}/publication`, { headers });
  }

  change(id: string, version: number, body: unknown): Promise<Response> {
    return this.call("PATCH", `/v1/events/${id}`, { body, headers: { "if-match": `"${version}"` } });
  }

  async read(id: string): Promise<MyEvent> {
    return expectStatus(200, await this.call("GET", `/v1/events/${id}`));
  }
}

/** Its event; the contract's word for it is tried where shapes are tested. */
async function expectStatus(status: number, response: Response): Promise<MyEvent> {
  if (response.status !== status) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

/** A valid event to create. */
export function input(more: Record<string, unknown> = {}) {
  return {
    name: "An evening",
    genre: "jazz",
    currency: "EUR",
    ticketTypes: [{ name: "Entry", price: 2300 }],
    performances: [performance()],
    ...more,
  };
}

export function performance(more: Record<string, unknown> = {}) {
  return { date: inDays(30), time: "20:00", where: warsaw, ...more };
}

export const warsaw = { kind: "place", city: "Warszawa", country: "PL", zone: "Europe/Warsaw" };
export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Where a problem points. */
export async function pointers(response: Response): Promise<string[]> {
  const { errors = [] } = await response.json<{ errors?: { pointer: string }[] }>();
  return errors.map(({ pointer }) => pointer);
}
