import { PreviewLink } from "@liveotter/contracts/promoter/preview";
import { instant } from "@liveotter/core/instant";
import { verifyPreview } from "@liveotter/integrations/preview/preview-token";
import { expect, test } from "vitest";
import { newIsolate } from "./api.ts";

const SECRET = "a secret of at least 32 characters, for previews";
const isolate = newIsolate({ instead: { PREVIEW_SECRET: SECRET, PUBLIC_ORIGIN: "https://tickets.example" } });

test("a draft has a link for an hour, to this event of this promoter", async () => {
  const me = await isolate.signIn();
  const { id } = await me.created();
  const response = await me.call("POST", `/v1/events/${id}/preview`);
  expect([response.status, response.headers.get("cache-control")]).toEqual([201, "no-store"]);
  const { url, expiresAt } = PreviewLink.parse(await response.json());
  expect(url).toMatch(/^https:\/\/tickets\.example\/preview\/[\w-]{91}$/);
  const until = Date.parse(expiresAt);
  expect(Math.abs(until - Date.now() - 3_600_000)).toBeLessThan(5000);
  const grant = await verifyPreview(SECRET, url.slice(url.lastIndexOf("/") + 1), instant(Date.now()));
  expect(grant).toEqual({ eventId: id, promoterId: me.promoter.id, expiresAt: until });
});

test("another's event has none, nor has one that does not exist, nor anything for nobody", async () => {
  const [me, other] = [await isolate.signIn(), await isolate.signIn()];
  const { id } = await other.created();
  expect((await me.call("POST", `/v1/events/${id}/preview`)).status).toBe(404);
  expect((await me.call("POST", `/v1/events/${crypto.randomUUID()}/preview`)).status).toBe(404);
  expect((await isolate.call("POST", `/v1/events/${id}/preview`)).status).toBe(401);
});

test("without a secret there are none, and it says when to ask again", async () => {
  const bare = newIsolate({ without: ["METRICS", "PREVIEW_SECRET"] });
  const me = await bare.signIn();
  const { id } = await me.created();
  const response = await me.call("POST", `/v1/events/${id}/preview`);
  expect([response.status, response.headers.has("retry-after")]).toEqual([503, true]);
});
