import type { Dependency, Fault, FaultState } from "./faults.ts";

export interface Switchboard {
  /** Sets one dependency's fault. Throws with the problem's detail when refused. */
  put(dependency: Dependency, fault: Fault): Promise<FaultState>;
  /** Clears every fault. */
  clear(): Promise<void>;
  list(): Promise<Record<Dependency, FaultState>>;
}

/** Talks to a running stack's switchboard, such as `http://127.0.0.1:8784`. */
export function switchboard(baseUrl: string): Switchboard {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The switchboard refused ${method} ${path}: ${await response.text()}`);
    return response.status === 204 ? undefined : await response.json();
  };
  return {
    put: async (dependency, fault) => (await call("PUT", `/faults/${dependency}`, fault)) as FaultState,
    clear: async () => {
      await call("DELETE", "/faults");
    },
    list: async () => (await call("GET", "/faults")) as Record<Dependency, FaultState>,
  };
}
