import { FETCHED_AHEAD } from "./fetched-ahead.ts";

/**
 * Fetches a page a moment before somebody goes there. Browsers that do so by themselves are told by a header
 * (`speculation-rules.ts`); this is the same for the others, where they know `<link rel="prefetch">`.
 */
const bySelf = HTMLScriptElement.supports?.("speculationrules") ?? false;

if (!bySelf) {
  const paths = FETCHED_AHEAD.map((path) => (path === "/" ? "/?" : path.replace(/:\w+/, "[^/.]+")));
  const ahead = new RegExp(`^(?:/[a-z]{2})?(?:${paths.join("|")})$`);
  const fetched = new Set<string>();
  const onIntent = ({ target }: Event) => {
    const link = target instanceof Element ? target.closest("a") : null;
    if (link === null || link.origin !== location.origin || !ahead.test(link.pathname)) return;
    const [address = ""] = link.href.split("#");
    if (fetched.has(address) || address === location.href) return;
    fetched.add(address);
    document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: address }));
  };
  for (const intent of ["pointerover", "touchstart", "focusin"]) {
    document.addEventListener(intent, onIntent, { passive: true });
  }
}
