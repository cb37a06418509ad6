/**
 * The fault switchboard's HTTP face, for tests and people alike. Development only: no worker contains any of it.
 *
 * - `GET /faults`: each dependency's fault and whether anything here passes through its gate (`attached`).
 * - `PUT /faults/{dependency}`: sets it; the body is a `Fault`. Answers the new state.
 * - `DELETE /faults`: clears all.
 * - `GET /metrics`: Prometheus' text format.
 * - `POST /internal/points`: a data point or an array of them, for workers that run outside this process.
 * - `POST /internal/gate/{dependency}`: asked before one request to a dependency that has no wire here (KV). Waits as
 *   long as the fault says, then answers `{"mode"}`: `ok` (perform it), `refuse`, `error` (with `status` and `body`), or
 *   `drop-response` (perform it, then fail).
 */
import { DEPENDENCIES, type Dependency, type Fault, type Faults, MODES } from "./faults.ts";
import { type GateAnswer, type GateRequest, json, type Listener, listen, problem } from "./gate.ts";

export interface SwitchboardOptions {
  port: number;
  faults: Faults;
  record: (point: unknown) => void;
  metricsText: () => Promise<string>;
}

const MAX_BODY_BYTES = 1024 * 1024;

export function openSwitchboard(options: SwitchboardOptions): Promise<Listener> {
  return listen({ port: options.port, maxBytes: MAX_BODY_BYTES, handle: (request) => route(request, options) });
}

async function route(request: GateRequest, options: SwitchboardOptions): Promise<GateAnswer> {
  const { faults } = options;
  const [, first = "", second, third, ...rest] = new URL(request.url, "http://switchboard").pathname.split("/");
  const what = `${request.method} /${first}`;
  if (what === "GET /faults" && second === undefined) return json(200, faults.list());
  if (what === "DELETE /faults" && second === undefined) {
    faults.clear();
    return { status: 204 };
  }
  if (what === "PUT /faults" && second !== undefined && third === undefined) return put(request, second, faults);
  if (what === "GET /metrics" && second === undefined) {
    return {
      status: 200,
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
      body: await options.metricsText(),
    };
  }
  if (what === "POST /internal" && second === "points" && third === undefined) {
    const points = parseJson(request.body);
    for (const point of Array.isArray(points) ? points : [points]) options.record(point);
    return { status: 204 };
  }
  if (what === "POST /internal" && second === "gate" && isDependency(third) && rest.length === 0) {
    faults.attach(third);
    const { mode, status, body } = await faults.meet(third, undefined, request.signal);
    return json(200, { mode, ...(status === undefined ? {} : { status }), ...(body === undefined ? {} : { body }) });
  }
  return problem(404, "Here are GET /faults, PUT /faults/{dependency}, DELETE /faults and GET /metrics.");
}

function put(request: GateRequest, dependency: string, faults: Faults): GateAnswer {
  if (!isDependency(dependency)) {
    return problem(400, "No such dependency.", [
      { pointer: "dependency", detail: `One of ${DEPENDENCIES.join(", ")}.` },
    ]);
  }
  const fault = parseFault(parseJson(request.body), dependency);
  if (Array.isArray(fault)) return problem(400, "This is no fault.", fault);
  faults.set(dependency, fault);
  return json(200, faults.list()[dependency]);
}

const isDependency = (value: unknown): value is Dependency => DEPENDENCIES.some((known) => known === value);
const isMode = (value: unknown): value is Fault["mode"] => MODES.some((known) => known === value);

const TEN_MINUTES_MS = 600_000;
const ONE_DAY_SECONDS = 86_400;

/** The fault, or what is wrong with it, field by field. */
function parseFault(value: unknown, dependency: Dependency): Fault | { pointer: string; detail: string }[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [{ pointer: "", detail: 'A JSON object such as {"mode":"hang"}.' }];
  }
  const fault: Fault = { mode: "ok" };
  const errors: { pointer: string; detail: string }[] = [];
  const refuse = (name: string, detail: string): void => void errors.push({ pointer: `/${name}`, detail });
  const between = (name: string, given: unknown, least: number, most: number, whole: boolean): number => {
    const fine = typeof given === "number" && given >= least && given <= most && (!whole || Number.isInteger(given));
    if (!fine) refuse(name, `A ${whole ? "whole " : ""}number from ${least} to ${most}.`);
    return Number(given);
  };
  if (!("mode" in value)) refuse("mode", `One of ${MODES.join(", ")}.`);
  for (const [name, given] of Object.entries(value)) {
    switch (name) {
      case "mode":
        if (isMode(given)) fault.mode = given;
        else refuse(name, `One of ${MODES.join(", ")}.`);
        break;
      case "latencyMs":
        fault.latencyMs = between(name, given, 0, TEN_MINUTES_MS, true);
        break;
      case "status":
        fault.status = between(name, given, 200, 599, true);
        break;
      case "body":
        fault.body = given;
        break;
      case "role":
        if (dependency !== "postgres") refuse(name, "Only postgres has roles.");
        else if (typeof given !== "string" || given === "") refuse(name, "A database role, such as liveotter_public.");
        else fault.role = given;
        break;
      case "rate":
        fault.rate = between(name, given, 0, 1, false);
        break;
      case "forSeconds":
        fault.forSeconds = between(name, given, 0.001, ONE_DAY_SECONDS, false);
        break;
      default:
        refuse(name, "Not a field of a fault: those are mode, latencyMs, status, body, role, rate and forSeconds.");
    }
  }
  return errors.length > 0 ? errors : fault;
}

/** `undefined` when it is no JSON. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
