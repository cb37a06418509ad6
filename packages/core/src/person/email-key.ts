/**
 * What finds a fan by their address: two addresses with one key are one mailbox to us. No more than case is folded: dots
 * and what follows a plus mean another mailbox at some providers.
 */
export const emailKeyOf = (email: string): string => email.trim().normalize("NFC").toLowerCase();
