import type { CallOptions, Result } from "@liveotter/contracts/promoter/client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { answer } from "./answer.ts";

interface ListPage<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

type ReadPage<P> = (cursor: string | undefined, options: CallOptions) => Promise<Result<P>>;

/** A list that is read page by page, as far as somebody asks for more. */
export function usePages<P extends ListPage<unknown>>(
  queryKey: readonly unknown[],
  readPage: ReadPage<P>,
  {
    pollMs,
  }: {
    /** How soon to look again by oneself; null: not at all. */
    readonly pollMs?: (items: readonly NoInfer<P>["items"][number][]) => number | null;
  } = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => answer(readPage(pageParam, { signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // While another filter is read the old list stays, dimmed, rather than flash.
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => pollMs?.(data?.pages.flatMap((page) => page.items) ?? []) ?? false,
  });
  const items: readonly P["items"][number][] = query.data?.pages.flatMap((page) => page.items) ?? [];
  return {
    read: query,
    items,
    first: query.data?.pages[0],
    stale: query.isPlaceholderData,
    more: {
      there: query.hasNextPage,
      busy: query.isFetchingNextPage,
      load: () => void query.fetchNextPage(),
    },
  };
}
