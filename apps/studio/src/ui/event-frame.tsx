import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { eventQuery } from "../api/event-query.ts";
import { Loaded } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { StatusChip } from "./status-chip.tsx";

interface Props {
  readonly eventId: string;
  readonly title: string;
  readonly actions?: (event: MyEvent) => ReactNode;
  readonly children: (event: MyEvent) => ReactNode;
}

/** A page about one event, which it names. */
export function EventFrame({ eventId, title, actions, children }: Props) {
  const event = useQuery(eventQuery(eventId));
  return (
    <Page
      title={title}
      of={event.data?.name}
      lede={
        event.data !== undefined && (
          <>
            <bdi>{event.data.name}</bdi> <StatusChip status={event.data.status} />
          </>
        )
      }
      actions={event.data !== undefined && actions?.(event.data)}
    >
      <Loaded read={event}>{children}</Loaded>
    </Page>
  );
}
