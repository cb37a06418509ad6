/**
 * Where to go after signing in: a path of these pages, or null. An address elsewhere would make the sign-in page a
 * springboard to other sites.
 */
export function homePath(next: unknown): string | null {
  if (typeof next !== "string" || !/^\/(?![/\\])/.test(next)) return null;
  const { origin, pathname, search } = new URL(next, "https://studio.invalid");
  return origin === "https://studio.invalid" ? pathname + search : null;
}
