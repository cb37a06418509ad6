const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `stop` once on Ctrl-C, on a request to end, or when the parent process is gone, however often any of them
 * comes; settles when it has run. From here on nobody else in this process hears these signals: libraries' exit hooks
 * end the process half-way through.
 */
export function onStop(stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping = false;
    const once = () => {
      if (stopping) return;
      stopping = true;
      stop().then(resolve, reject);
    };
    for (const signal of SIGNALS) {
      process.removeAllListeners(signal);
      process.on(signal, once);
    }
    process.on("newListener", (event, listener) => {
      // It is added after this returns.
      if (SIGNALS.some((signal) => signal === event)) queueMicrotask(() => process.off(event, listener));
    });
    process.on("disconnect", once);
    // The channel to the parent is there to notice its end, not to keep us running.
    process.channel?.unref();
  });
}
