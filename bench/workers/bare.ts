interface Env {
  readonly BODY: string;
  readonly HEADERS: Record<string, string>;
}

/** The floor: the same bytes under the same headers, with nothing in between. */
export default {
  fetch: (_request, { BODY, HEADERS }) => new Response(BODY, { headers: HEADERS }),
} satisfies ExportedHandler<Env>;
