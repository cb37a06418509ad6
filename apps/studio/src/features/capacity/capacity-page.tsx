import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { getRouteApi } from "@tanstack/react-router";
import { EventFrame } from "../../ui/event-frame.tsx";
import { Blocks } from "./blocks.tsx";
import { Guests } from "./guests.tsx";

const route = getRouteApi("/inside/events/$id/capacity");

/** Room that a promoter keeps: blocked, or given away. */
export function CapacityPage() {
  const { id } = route.useParams();
  return (
    <EventFrame eventId={id} title="Capacity">
      {(event: MyEvent) => (
        <>
          <Blocks event={event} />
          <Guests event={event} />
        </>
      )}
    </EventFrame>
  );
}
