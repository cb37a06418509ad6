import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { withDeadline } from "@liveotter/integrations/deadline";

/** For one file over a slow line. */
const READ_MS = 60_000;

/**
 * The whole body, counted while it comes: what `Content-Length` says is believed only when it says too much.
 * @throws ProblemError
 */
export async function readFile(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new ProblemError("too-large", { detail: `At most ${maxBytes / 1024 / 1024} MB.` });
  if (Number(request.headers.get("Content-Length") ?? 0) > maxBytes) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    return await withDeadline(async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        size += value.byteLength;
        if (size > maxBytes) throw tooLarge();
        parts.push(value);
      }
      const whole = new Uint8Array(size);
      parts.reduce((at, part) => {
        whole.set(part, at);
        return at + part.byteLength;
      }, 0);
      return whole;
    }, READ_MS);
  } finally {
    // Whatever still comes is for nobody.
    void reader.cancel().catch(() => {});
  }
}
