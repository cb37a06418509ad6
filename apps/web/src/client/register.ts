/** Without it everything works that has a network: a browser that wants none of it is no failure. */
function register(): void {
  navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
}

// After all that this visit is for.
if (document.readyState === "complete") register();
else addEventListener("load", register, { once: true });
