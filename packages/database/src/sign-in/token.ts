/**
 * What the link of a mail carries, or a session's cookie: 256 random bits, in letters that need no escaping. Whoever reads
 * the database opens nothing with what is stored: of a link its SHA-256, of a session a token that a cookie must carry
 * signed (`AUTH_SECRET`).
 */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
