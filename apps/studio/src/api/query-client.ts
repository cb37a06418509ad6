import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { passing, refusal } from "./answer.ts";
import { sessionKey } from "./session.ts";

const TRIES = 2;

/** All that was read from the API. A call that finds the session gone says so to everybody. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < TRIES && passing(error),
      // Being offline is told at once, rather than waited out.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

/** For when somebody else is signed in, or for another organisation: all goes but who that is. */
export function forgetWhatWasRead(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
}

function noticeSignOut(error: unknown): void {
  // Signing in itself is refused with the same code, while nobody is signed in.
  if (refusal(error) === "unauthenticated") queryClient.setQueryData(sessionKey, null);
}
