import type { EdgeCache } from "@liveotter/integrations/cache/edge-tier";
import { within } from "@liveotter/integrations/deadline";

const EDGE_MS = 100;

/** Copies in this data centre of what never changes under its name; losing one is no matter. Neither ever rejects. */
export interface EdgeCopies {
  get(name: string): Promise<ArrayBuffer | null>;
  put(name: string, bytes: ArrayBuffer, headers: Readonly<Record<string, string>>): Promise<void>;
}

/** `kind` keeps names apart from those of others. */
export function edgeCopies(edge: EdgeCache, kind: string): EdgeCopies {
  const addressOf = (name: string) => `https://${kind}.liveotter.invalid/${name}`;
  const copyOf = async (name: string) => {
    try {
      return (await (await edge.match(addressOf(name)))?.arrayBuffer()) ?? null;
    } catch {
      return null;
    }
  };
  return {
    get: async (name) => (await within(copyOf(name), EDGE_MS)) ?? null,
    put: (name, bytes, headers) =>
      edge.put(addressOf(name), new Response(bytes.slice(0), { headers })).then(
        () => {},
        () => {},
      ),
  };
}
