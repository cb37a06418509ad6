import { useQuery } from "@tanstack/react-query";
import { answer } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { Banner } from "../../ui/banner.tsx";
import { Ago } from "../../ui/when.tsx";
import { useEditorState } from "./use-editor.ts";

const LOOK_AGAIN_MS = 4_000;

/** Whether fans see the latest state yet. Says nothing when they do. */
export function DeliveriesNote() {
  const { id, version, publishedAt } = useEditorState(({ session }) => session.event);
  const deliveries = useQuery({
    queryKey: ["event-deliveries", id, version],
    queryFn: ({ signal }) => answer(api.readEventDeliveries(id, { signal })),
    enabled: publishedAt !== null,
    refetchInterval: ({ state }) =>
      state.data !== undefined && Object.values(state.data).every((each) => each.state === "done")
        ? false
        : LOOK_AGAIN_MS,
  });
  if (deliveries.data === undefined) return null;
  const { search, snapshot, cache } = deliveries.data;
  const late = [search, snapshot, cache].find((each) => each.delayed || each.state === "parked");
  if (late === undefined) return null;
  const what = search.delayed || search.state === "parked" ? "Indexing delayed" : "Delivery delayed";
  return (
    <Banner action={<a href="/deliveries">Deliveries</a>}>
      <p>
        <strong>{what}.</strong> It is saved, but fans may still see an older version
        {late.since !== null && (
          <>
            {" "}
            (waiting since <Ago at={late.since} />)
          </>
        )}
        .
      </p>
    </Banner>
  );
}
