import { publicClient } from "@liveotter/contracts/public/client";
import { address, readQuery } from "./address.ts";
import { bffCatalogue } from "./catalogue/bff-catalogue.ts";
import { render } from "./render.ts";
import { routeOf } from "./routes.ts";

interface Env {
  PUBLIC_BFF: Fetcher;
}
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const client = publicClient((r) => env.PUBLIC_BFF.fetch(r), url.origin);
    const found = routeOf(url.pathname);
    if (url.pathname.startsWith("/covers/")) return env.PUBLIC_BFF.fetch(request);
    if (found === null) return new Response("no", { status: 404 });
    const query = readQuery(url.searchParams, found.route.params);
    const { body, status } = await render({
      address: address(found.path, query),
      origin: url.origin,
      query,
      catalogue: bffCatalogue(client, { signal: AbortSignal.timeout(2000) }),
      now: Date.now(),
    });
    return new Response(body, { status, headers: { "content-type": found.route.contentType } });
  },
} satisfies ExportedHandler<Env>;
