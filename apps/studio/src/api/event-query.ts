import { queryOptions } from "@tanstack/react-query";
import { answer } from "./answer.ts";
import { api } from "./api.ts";

/** One event as it is saved: for all that hangs from it. Its editor reads for itself. */
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ["events", "one", id],
    queryFn: ({ signal }) => answer(api.readEvent(id, { signal })),
  });
