/** Longer than the server takes at the very worst: then it is the connection. */
const ANSWER_MS = 30_000;
const SLOW_MS = 4000;
const GIVE_UP_MS = 120_000;
const LONGEST_WAIT_MS = 8000;

/**
 * Sends a form and waits for its answer, over a connection that may break in the middle: it is sent again until there is
 * one, for the form's key makes all of these one request. Only one is under way, however often a button is pressed.
 */
export function sendPatiently(form: HTMLFormElement, show: (text: string, since: number) => void): void {
  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (submitter?.getAttribute("formmethod") === "get") return;
    event.preventDefault();
    if (form.dataset.sending !== undefined) return;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") body.append(name, value);
    mark(form, true);
    say("sending");
    // A field named `action` or `method` would stand in the way of the form's own.
    untilAnswered(form.getAttribute("action") ?? "", body).then((answer) => {
      if (answer?.to !== undefined) {
        location.assign(answer.to);
        return;
      }
      mark(form, false);
      say(answer === null ? "givenUp" : null);
      if (answer !== null) show(answer.text, answer.since);
    });
  });
  // Whoever comes back to this page as it was may send it again.
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    mark(form, false);
    say(null);
  });
}

/** As long as a form is under way its buttons are there, and do nothing. */
function mark(form: HTMLFormElement, sending: boolean): void {
  if (sending) form.dataset.sending = "";
  else delete form.dataset.sending;
  for (const element of form.elements) {
    if (!(element instanceof HTMLButtonElement)) continue;
    if (sending) element.setAttribute("aria-disabled", "true");
    else element.removeAttribute("aria-disabled");
  }
}

interface Answer {
  readonly text: string;
  /** When it was asked for, in epoch milliseconds. */
  readonly since: number;
  /** Where it leads. */
  readonly to?: string;
}

/** `null`: there was none, for so long that somebody should press the button again. */
async function untilAnswered(action: string, body: URLSearchParams): Promise<Answer | null> {
  const until = Date.now() + GIVE_UP_MS;
  for (let wait = 1000; Date.now() < until; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const slow = setTimeout(() => say("slow"), SLOW_MS);
    try {
      const since = Date.now();
      const answer = await fetch(action, { method: "POST", body, signal: AbortSignal.timeout(ANSWER_MS) });
      if (answer.redirected) return { text: "", since, to: answer.url };
      // Of ours is what says so: whatever stands between may answer as well.
      if (answer.headers.get("Content-Type")?.startsWith("text/html")) return { text: await answer.text(), since };
    } catch {
      // The connection broke: nobody knows yet what became of it.
    } finally {
      clearTimeout(slow);
    }
    say(navigator.onLine ? "lost" : "offline");
    await Promise.race([
      new Promise((resolve) => setTimeout(resolve, wait)),
      new Promise((resolve) => addEventListener("online", resolve, { once: true })),
    ]);
  }
  return null;
}

function say(what: "sending" | "slow" | "lost" | "offline" | "givenUp" | null): void {
  const line = document.getElementById("sending");
  if (line !== null) line.textContent = what === null ? "" : (line.dataset[what] ?? "");
}
