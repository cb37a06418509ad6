import type { PreviewPage } from "@liveotter/contracts/public/catalogue";
import { presentEvent } from "@liveotter/contracts/public/present";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { Previewed } from "@liveotter/database/public/read-preview";
import { type PreviewGrant, verifyPreview } from "@liveotter/integrations/preview/preview-token";

/** Events that their promoters show before the public sees them. */
export interface Previews {
  /** What the token shows; `null` when it shows nothing (any more). Rejects while nobody can tell. */
  read(token: string): Promise<PreviewPage | null>;
}

/** `secret` is `null` where none is configured: then no token can be genuine. */
export function previews(
  secret: string | null,
  load: (grant: PreviewGrant) => Promise<Previewed | null>,
  now: () => Instant,
): Previews {
  return {
    async read(token) {
      const grant = secret === null ? null : await verifyPreview(secret, token, now());
      if (grant === null) return null;
      const found = await load(grant);
      if (found === null) return null;
      const about = { asOf: toIso(now()), source: "database", degraded: false } as const;
      const preview = { status: found.status, expiresAt: toIso(grant.expiresAt) };
      return { ...presentEvent(found.event, about), preview };
    },
  };
}
