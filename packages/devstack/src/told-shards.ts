/**
 * Stands in for the fans' API where another worker is tested alone: its shards grant every reservation and count calls of
 * `changed()`; `told()` returns the count. A worker of Miniflare's options, beside the one that is tested.
 */
export const toldShards = {
  name: "liveotter-public-bff",
  compatibilityDate: "2026-11-09",
  modules: true,
  script: `
    import { DurableObject } from "cloudflare:workers";
    export class InventoryShard extends DurableObject {
      async changed() {
        await this.ctx.storage.put("told", (await this.told()) + 1);
        return true;
      }
      async reserve() {
        return { outcome: "reserved", epoch: 1 };
      }
      async withdraw() {}
      async giveUp() {
        return true;
      }
      async told() {
        return (await this.ctx.storage.get("told")) ?? 0;
      }
    }
    export default { fetch: () => new Response(null, { status: 404 }) };`,
  durableObjects: { INVENTORY: { className: "InventoryShard", useSQLite: true } },
};
