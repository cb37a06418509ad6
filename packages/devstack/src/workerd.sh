#!/bin/sh
# Stands before workerd, so that it ends with the process that started it, however that ends (SIGKILL included): a
# watcher looks each second whether the parent is still there, and this shell becomes workerd itself.
(
  while kill -0 "$PPID" 2>/dev/null && kill -0 "$$" 2>/dev/null; do sleep 1; done
  kill -KILL "$$" 2>/dev/null
) </dev/null >/dev/null 2>&1 3>&- &
exec "$LIVEOTTER_WORKERD" "$@"
