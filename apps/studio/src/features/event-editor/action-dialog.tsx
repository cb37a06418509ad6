import type { EventActionName } from "@liveotter/contracts/promoter/events";
import type { EventAction } from "@liveotter/core/event/lifecycle";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { explain, fieldErrors, tagged } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { tell } from "../../ui/toast.tsx";
import { focusField } from "./focus-field.ts";
import { isDirty } from "./model/edit-session.ts";
import { OrdersEffect } from "./orders-effect.tsx";
import { useEditor, useEditorState } from "./use-editor.ts";

/** What an action is called in the API. */
const ACTION_NAMES: Readonly<Record<EventAction, EventActionName>> = {
  publish: "publication",
  withdraw: "withdrawal",
  postpone: "postponement",
  reschedule: "rescheduling",
  cancel: "cancellation",
  archive: "archiving",
};

interface Words {
  readonly title: string;
  readonly description: string;
  readonly action: string;
  readonly done: string;
}

const WORDS: Readonly<Record<EventAction, Words>> = {
  publish: {
    title: "Publish this event?",
    description: "Everybody sees it from then on. Changes after that go public when you say so.",
    action: "Publish",
    done: "It is published.",
  },
  withdraw: {
    title: "Withdraw this event?",
    description: "It is a draft again, and nobody else sees it. This works as long as nothing is sold.",
    action: "Withdraw",
    done: "It is a draft again.",
  },
  postpone: {
    title: "Postpone this event?",
    description: "Fans see that it is postponed, and can buy nothing until you reschedule it. Tickets stay valid.",
    action: "Postpone",
    done: "It is postponed.",
  },
  reschedule: {
    title: "Reschedule this event?",
    description: "It takes place again, at the dates that are in its table now: publish changes of those first.",
    action: "Reschedule",
    done: "It takes place again.",
  },
  cancel: {
    title: "Cancel this event?",
    description:
      "Fans see that it is cancelled, and selling stops at once. Whoever paid gets their money back. This cannot be taken back.",
    action: "Cancel the event",
    done: "It is cancelled.",
  },
  archive: {
    title: "Archive this event?",
    description: "It leaves the lists and can only be read and duplicated from then on. This cannot be taken back.",
    action: "Archive",
    done: "It is archived.",
  },
};

/** Asks, saves what is unsaved, and acts on exactly that version. Nothing happens to one that somebody changed since. */
export function ActionDialog({ action, onClose }: { readonly action: EventAction; readonly onClose: () => void }) {
  const editor = useEditor();
  const name = useEditorState(({ session }) => session.base.name);
  const eventId = useEditorState(({ session }) => session.event.id);
  const [typed, setTyped] = useState("");
  const words = WORDS[action];
  const blocked = useEditorState(({ session }) => !editor.savesWhileTyping && isDirty(session));
  const act = useMutation({
    mutationFn: async () => {
      if (editor.savesWhileTyping) await editor.save();
      const { event, etag } = editor.state().session;
      if (isDirty(editor.state().session)) throw new Unsaved();
      return tagged(api.actOnEvent(event.id, ACTION_NAMES[action], { etag }));
    },
    onSuccess: ({ data, etag }) => {
      editor.receive(data, etag);
      for (const key of ["events", "sales", "orders", "selling", "refunds"])
        void queryClient.invalidateQueries({ queryKey: [key] });
      tell(words.done);
      onClose();
    },
  });
  const confirmed = action !== "cancel" || typed.trim() === name.trim();
  return (
    <Confirm
      open
      onClose={onClose}
      title={words.title}
      description={words.description}
      action={words.action}
      tone={action === "cancel" || action === "archive" ? "stop" : "accent"}
      busy={act.isPending}
      error={blocked ? UNPUBLISHED : act.error === null ? null : errorText(act.error)}
      onConfirm={() => confirmed && !blocked && act.mutate()}
    >
      {(action === "cancel" || action === "postpone" || action === "reschedule") && (
        <OrdersEffect eventId={eventId} action={action} />
      )}
      {action === "cancel" && (
        <TextField
          label={`To be sure, type its name: ${name}`}
          autoComplete="off"
          value={typed}
          error={typed === "" || confirmed ? null : "Not its name yet."}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {act.error !== null && action === "publish" && (
        <Button
          tone="plain"
          onClick={() => {
            onClose();
            requestAnimationFrame(() => focusField(["preflight"]));
          }}
        >
          Show what stands in the way
        </Button>
      )}
    </Confirm>
  );
}

const UNPUBLISHED = "There are changes that are not published yet. Publish or discard them first.";

/** Some edits could not be saved: acting on less than what is on the screen would surprise. */
class Unsaved extends Error {
  override readonly name = "Unsaved";
}

function errorText(error: unknown): string {
  if (error instanceof Unsaved) return "Not everything here is saved. Look at the marked fields first.";
  const [first] = fieldErrors(error);
  return first === undefined ? explain(error) : `${explain(error)} ${first.pointer.slice(1)}: ${first.detail}.`;
}
