/**
 * The first worker of `pnpm dev`: `wrangler dev` listens on one port for all its workers, so this one passes each
 * request on to the worker whose port it came in by.
 */
interface Env {
  readonly WEB: Fetcher;
  readonly PUBLIC_BFF: Fetcher;
  readonly PROMOTER_BFF: Fetcher;
  readonly WAKE: Queue;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    switch (request.headers.get("x-liveotter-dev")) {
      case "public-bff":
        return env.PUBLIC_BFF.fetch(request);
      case "promoter-bff":
        return env.PROMOTER_BFF.fetch(request);
      case "wake":
        // What cron does in production: jobs do the same work for a message as for the clock.
        await env.WAKE.send("minute");
        return new Response(null, { status: 204 });
      default:
        return env.WEB.fetch(request);
    }
  },
};
