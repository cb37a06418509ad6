import { createApp } from "./app.ts";
import { compose, type Deps } from "./deps.ts";
import type { Env } from "./env.ts";

const app = createApp();
let deps: Deps | undefined;

export default {
  fetch(request, env, ctx) {
    deps ??= compose(env);
    return app.fetch(request, deps, ctx);
  },
} satisfies ExportedHandler<Env>;
