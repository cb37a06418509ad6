/** The promoters' API as a client without a browser sees it: signed in, with its cookie and the origin of its studio. */
export class PromoterClient {
  readonly #origin: string;
  #cookie = "";

  constructor(origin: string) {
    this.#origin = origin;
  }

  async signIn({ email, password }: { email: string; password: string }): Promise<void> {
    const response = await this.call("POST", "/v1/session", { body: { email, password } });
    if (!response.ok) throw new Error(`Signing in failed: ${response.status} ${await response.text()}`);
    this.#cookie = response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";", 1)[0])
      .join("; ");
  }

  call(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    return fetch(new URL(path, this.#origin), {
      method,
      headers: {
        origin: this.#origin,
        ...(this.#cookie === "" ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      signal: AbortSignal.timeout(20_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Sends a file as it is. */
  upload(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
    const headers = { "content-type": "application/octet-stream", "idempotency-key": crypto.randomUUID() };
    return fetch(new URL(path, this.#origin), {
      method: "POST",
      headers: { origin: this.#origin, cookie: this.#cookie, ...headers },
      signal: AbortSignal.timeout(20_000),
      body: bytes,
    });
  }

  /** Creates the draft of a concert in euros, and answers it: as much of it as is looked at. */
  async create<T extends { readonly id: string }>(event: Readonly<Record<string, unknown>>): Promise<T> {
    const response = await this.call("POST", "/v1/events", {
      headers: { "idempotency-key": crypto.randomUUID() },
      body: { genre: "concert", currency: "EUR", ...event },
    });
    if (response.status !== 201) throw new Error(`Creating failed: ${response.status} ${await response.text()}`);
    return (await response.json()) as T; // the promoters' contract
  }

  /** Creates one with a ticket type, on one evening. */
  draft(name: string, city: string, daysAhead: number): Promise<{ id: string; slug: string }> {
    return this.create({
      name,
      ticketTypes: [{ name: "Entry", price: 2300 }],
      performances: [evening(daysAhead, city)],
    });
  }

  async publish(id: string): Promise<void> {
    const response = await this.call("POST", `/v1/events/${id}/publication`);
    if (!response.ok) throw new Error(`Publishing failed: ${response.status} ${await response.text()}`);
  }
}

/** One performance in Poland, so many days ahead, at eight. */
export const evening = (daysAhead: number, city = "Gdynia") => ({
  date: new Date(Date.now() + daysAhead * 86_400_000).toISOString().slice(0, 10),
  time: "20:00",
  where: { kind: "place", city, country: "PL", zone: "Europe/Warsaw" },
});
