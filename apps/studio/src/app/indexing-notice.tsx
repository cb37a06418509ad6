import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { answer } from "../api/answer.ts";
import { api } from "../api/api.ts";
import { Banner } from "../ui/banner.tsx";

const POLL_MS = 30_000;
/** Longer than news take to reach the search; shorter than somebody would wonder. */
const LATE_MS = 10_000;

/** Says so, quietly, while fans' search is behind what was saved. */
export function IndexingNotice() {
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ["deliveries", "backlog"],
    queryFn: ({ signal }) => answer(api.listDeliveries({ limit: 1 }, { signal })),
    refetchInterval: POLL_MS,
    // It may come and go unnoticed: whoever asks for the page itself is told.
    retry: false,
  });
  if (data === undefined) return null;
  const { parked, oldest } = data.backlog.search;
  const late = oldest !== null && dataUpdatedAt - Date.parse(oldest) > LATE_MS;
  if (parked === 0 && !late) return null;
  return (
    <Banner tone="quiet">
      <p>
        <strong>Indexing is delayed.</strong> What you saved is safe; fans’ search will show it later.{" "}
        <Link to="/deliveries">What is on its way</Link>
      </p>
    </Banner>
  );
}
