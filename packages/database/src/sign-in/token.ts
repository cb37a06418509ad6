/**
 * What the link of a mail carries, or a session's cookie: 256 random bits, in letters that need no escaping. Stored as its
 * SHA-256, so that whoever reads the database opens nothing with it.
 */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
