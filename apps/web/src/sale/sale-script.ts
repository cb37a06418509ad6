/**
 * The sale's only script, without which everything works: a countdown that moves, and a page that shows what is new once
 * something is. By the server's clock: it counts from when the page was made.
 */
export const SALE_SCRIPT = `(() => {
  const clock = document.querySelector("[data-seconds]");
  if (clock) {
    const ends = performance.now() + Number(clock.dataset.seconds) * 1000;
    const tick = () => {
      const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
      clock.textContent = left === 0 ? clock.dataset.over : Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
      if (left > 0) setTimeout(tick, 500);
    };
    tick();
  }
  const moving = document.querySelector("[data-version]");
  if (moving) {
    let wait = 1500;
    const look = async () => {
      try {
        const answer = await fetch(location.href);
        const text = await answer.text();
        if (answer.ok && !text.includes('data-version="' + moving.dataset.version + '"')) return location.reload();
      } catch {}
      wait = Math.min(wait * 1.3, 15000);
      setTimeout(look, wait);
    };
    setTimeout(look, wait);
  }
})();`;

let hash: Promise<string> | undefined;

/** What lets that script run within a page, and no other, as a content security policy has it. */
export function scriptHash(): Promise<string> {
  hash ??= crypto.subtle.digest("SHA-256", new TextEncoder().encode(SALE_SCRIPT)).then((digest) => {
    return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
  });
  return hash;
}
