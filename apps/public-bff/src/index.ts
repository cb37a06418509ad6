import { REQUEST_ID_HEADER } from "@liveotter/integrations/telemetry/request-id";
import { createApp } from "./app.ts";
import { compose, type Deps } from "./deps.ts";
import { jobsWaker, leavesWork } from "./http/wake-jobs.ts";

// biome-ignore lint/performance/noBarrelFile: the platform looks for its classes among the exports of the worker.
export { InventoryShard } from "./durable-objects/inventory-shard.ts";

const app = createApp();
let deps: Deps | undefined;
let wake: ReturnType<typeof jobsWaker> | undefined;

export default {
  async fetch(request, env, ctx) {
    // Once per isolate: an isolate's bindings never change.
    deps ??= compose(env);
    wake ??= jobsWaker(env.WAKE, deps.log);
    const response = await app.fetch(request, deps, ctx);
    if (leavesWork(request, response)) {
      ctx.waitUntil(wake(response.headers.get(REQUEST_ID_HEADER) ?? "", deps.now()));
    }
    return response;
  },
} satisfies ExportedHandler<Env>;
