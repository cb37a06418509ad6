import { createApp } from "./app.ts";
import { compose, type Deps } from "./deps.ts";

// biome-ignore lint/performance/noBarrelFile: the platform looks for its classes among the exports of the worker.
export { InventoryShard } from "./durable-objects/inventory-shard.ts";

const app = createApp();
let deps: Deps | undefined;

export default {
  fetch(request, env, ctx) {
    // Once per isolate: an isolate's bindings never change.
    deps ??= compose(env);
    return app.fetch(request, deps, ctx);
  },
} satisfies ExportedHandler<Env>;
