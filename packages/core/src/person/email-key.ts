/**
 * What finds a fan by their address: two addresses with one key are one mailbox to us. No more than case is folded: dots
 * and what follows a plus mean another mailbox at some providers.
 */
export const emailKeyOf = (email: string): string => email.trim().normalize("NFC").toLowerCase();

/**
 * For counting mail that nobody has proved to be wanted: many providers put all addresses that differ by dots, or by what
 * follows a plus, into one mailbox. It finds nobody. `mailbox_of` in Postgres says the same of a key.
 */
export function mailboxOf(email: string): string {
  const [local = "", ...rest] = emailKeyOf(email).split("@");
  return `${local.replace(/\+.*$/s, "").replaceAll(".", "")}@${rest.at(-1) ?? ""}`;
}
