const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `stop` once on Ctrl-C, on a request to end, or when the parent process is gone, however often any of them
 * comes; settles when it has run. The listeners stay, so that a library's own exit hook, which leaves a process with
 * other listeners alone, never ends it half-way through.
 */
export function onStop(stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping = false;
    const once = () => {
      if (stopping) return;
      stopping = true;
      stop().then(resolve, reject);
    };
    for (const signal of SIGNALS) process.on(signal, once);
    process.on("disconnect", once);
    // The channel to the parent is there to notice its end, not to keep us running.
    process.channel?.unref();
  });
}
