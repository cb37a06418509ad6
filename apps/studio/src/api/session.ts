import type { Session } from "@liveotter/contracts/promoter/session";
import { queryOptions } from "@tanstack/react-query";
import { answer, refusal } from "./answer.ts";
import { api } from "./api.ts";

export const sessionKey = ["session"] as const;

/** Who is signed in; null: nobody. */
export const sessionQuery = queryOptions<Session | null>({
  queryKey: sessionKey,
  queryFn: async ({ signal }) => {
    try {
      return await answer(api.readSession({ signal }));
    } catch (error) {
      if (refusal(error) === "unauthenticated") return null;
      throw error;
    }
  },
  staleTime: 60_000,
  // Another tab may have chosen another organisation: what is made here would be made for that one.
  refetchOnWindowFocus: "always",
});
