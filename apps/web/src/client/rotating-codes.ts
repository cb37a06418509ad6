import { instant } from "@liveotter/core/instant";
import { qrCodeOf, qrSvg } from "@liveotter/core/ticket/qr-code";
import type { RotatingKey } from "@liveotter/core/ticket/rotating-code";
import { type RotatingCodes, rotatingCodes } from "@liveotter/integrations/ticket/rotating-codes";
import { CLOCK } from "./kept.ts";

/** Draws the codes that rotate, on this phone and by the server's clock, with a network or without (decision 24). */
interface CodeKeys {
  /** Epoch milliseconds, by the server's clock. */
  readonly now: number;
  readonly items: readonly (RotatingKey & { readonly ticket: string })[];
}

/** So many codes in the time that one is good: the one shown is never about to end. */
const PER_LIFE = 4;
const RETRY_MS = 5000;

const places = (ticket: string) => document.querySelectorAll<HTMLImageElement>(`img[data-rotating="${ticket}"]`);

function say(failed: boolean): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-not-drawn]")) part.hidden = !failed;
}

function put(ticket: string, picture: string): void {
  for (const image of places(ticket)) {
    image.src = picture;
    image.hidden = false;
  }
}

const pictureOf = (code: string) => `data:image/svg+xml,${encodeURIComponent(qrSvg(qrCodeOf(code)))}`;

async function readKeys(address: string): Promise<{ keys: CodeKeys; ahead: number }> {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the codes' keys answered ${answer.status}`);
  const keys: CodeKeys = await answer.json(); // our own answer
  const kept = answer.headers.get(CLOCK);
  return { keys, ahead: kept === null ? keys.now - Date.now() : Number(kept) };
}

async function drawHere(address: string): Promise<void> {
  const { keys, ahead } = await readKeys(address);
  const codes = new Map<string, RotatingCodes>();
  for (const { ticket, ...key } of keys.items) codes.set(ticket, await rotatingCodes(key));
  const draw = async () => {
    for (const [ticket, { at }] of codes) put(ticket, pictureOf(await at(instant(Date.now() + ahead))));
    say(false);
  };
  await draw();
  const lives = Array.from(codes.values(), ({ lifeMs }) => lifeMs);
  setInterval(() => void draw().catch(() => say(true)), Math.min(...lives) / PER_LIFE);
  // Clocks of pages that nobody looks at stand still.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void draw().catch(() => say(true));
  });
}

/** For a browser that cannot sign: the page that browsers without script get has a code of now in it. */
async function drawThere(): Promise<void> {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const image of page.querySelectorAll<HTMLImageElement>("noscript img[data-of]")) {
    put(image.dataset.of ?? "", image.getAttribute("src") ?? "");
  }
  say(false);
}

const canSign = () =>
  crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]).then(
    () => true,
    () => false,
  );

async function draw(address: string): Promise<void> {
  if (await canSign()) return drawHere(address);
  await drawThere();
  setInterval(() => void drawThere().catch(() => say(true)), RETRY_MS * 3);
}

/** Until it was done once: a network that failed may come back. */
function drawUntilDone(address: string): void {
  draw(address).catch(() => {
    say(true);
    setTimeout(() => drawUntilDone(address), RETRY_MS);
  });
}

const address = document.querySelector<HTMLElement>("[data-codes]")?.dataset.codes;
if (address !== undefined) drawUntilDone(address);
