const ITEM = "invitation";

/**
 * The token of an invitation that somebody opened before they had an account: the mail that confirms their address
 * opens another tab. It is of use to the invited address alone.
 */
export const pendingInvitation = {
  read: (): string | null => localStorage.getItem(ITEM),
  keep: (token: string): void => localStorage.setItem(ITEM, token),
  forget: (): void => localStorage.removeItem(ITEM),
};
