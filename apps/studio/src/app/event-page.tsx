import { getRouteApi } from "@tanstack/react-router";
import { EventEditor } from "../features/event-editor/event-editor.tsx";

const route = getRouteApi("/inside/events/$id");

/** Another event is another editor: nothing typed goes over from one to the next. */
export function EventPage() {
  const { id } = route.useParams();
  return <EventEditor key={id} eventId={id} />;
}
