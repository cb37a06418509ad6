import { getRouteApi } from "@tanstack/react-router";
import { EventFrame } from "../../ui/event-frame.tsx";
import { OrdersList } from "./orders-list.tsx";

const route = getRouteApi("/inside/events/$id/orders");

/** Orders of one event. */
export function EventOrdersPage() {
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <EventFrame eventId={id} title="Orders">
      {({ sales }) => (
        <OrdersList
          event={{ id, zone: sales.zone }}
          search={search}
          onSearch={(next) => void navigate({ search: next, replace: true })}
        />
      )}
    </EventFrame>
  );
}
