/** A mail, ready to go. */
export interface MailMessage {
  /** `LiveOtter <hello@tickets.example>`. */
  readonly from: string;
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where a bare `POST` unsubscribes whoever gets it (RFC 8058); absent or `null`: nothing to unsubscribe from. */
  readonly endLink?: string | null;
}

/** Somebody who takes mail to where people read it. */
export interface MailSender {
  /**
   * Hands one mail over. The same `key` again (1 to 256 printable characters) is the same mail: it arrives once.
   * @throws MailError
   */
  send(message: MailMessage, key: string, signal: AbortSignal): Promise<void>;
}

/**
 * Why a mail was not taken. `outage`: nobody who could take it, or not now; the same again may work. `refused`: they
 * understood, and will not take this mail however often it comes. Its words quote neither addresses nor the mail.
 */
export class MailError extends Error {
  override readonly name = "MailError";
  readonly code: "outage" | "refused";

  constructor(code: MailError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
