/**
 * Fetches a page a moment before somebody goes there. Browsers that do so by themselves are told by a header
 * (`speculation-rules.ts`); this is the same for the others, where they know `<link rel="prefetch">`.
 */
const bySelf = HTMLScriptElement.supports?.("speculationrules") ?? false;

if (!bySelf) {
  const fetched = new Set<string>();
  const onIntent = ({ target }: Event) => {
    const link = target instanceof Element ? target.closest("a") : null;
    if (link === null || link.origin !== location.origin || !isPublic(link.pathname)) return;
    const [address = ""] = link.href.split("#");
    if (fetched.has(address) || address === location.href) return;
    fetched.add(address);
    document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: address }));
  };
  for (const intent of ["pointerover", "touchstart", "focusin"]) {
    document.addEventListener(intent, onIntent, { passive: true });
  }
}

/** What is made for everybody alike. Pages of a sale are one person's, and ask how many tickets are left. */
function isPublic(path: string): boolean {
  return /^(?:\/[a-z]{2})?(?:\/|\/(?:events|search|in|help)|\/(?:events|venues|promoters|in)\/[^/.]+)?$/.test(path);
}
