import type { Result } from "@liveotter/contracts/promoter/client";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { useEffect, useState } from "react";
import type { Tagged } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionKey } from "../../api/session.ts";
import { tell } from "../../ui/toast.tsx";
import { keepEdits, takeLeftEdits } from "./kept-edits.ts";
import { isDirty, type KeptEdits } from "./model/edit-session.ts";
import { Editor } from "./model/editor.ts";

/** The editor of an event, from the first version that was read on; later readings are news to it. */
export function useOpenEditor(read: Tagged<MyEvent>, userId: string): Editor {
  const [editor] = useState(() => openEditor(read, userId));

  useEffect(() => editor.receive(read.data, read.etag), [editor, read]);

  useEffect(() => {
    editor.open();
    const closed = new AbortController();
    const of = { userId, eventId: editor.state().session.event.id };
    takeLeftEdits(of, (edits) => bringBack(editor, edits), closed.signal);
    const onLeave = (event: BeforeUnloadEvent) => {
      if (isDirty(editor.state().session)) event.preventDefault();
    };
    const onBack = () => {
      if (editor.savesWhileTyping && isDirty(editor.state().session)) void editor.save();
    };
    addEventListener("beforeunload", onLeave);
    addEventListener("online", onBack);
    addEventListener("focus", onBack);
    return () => {
      removeEventListener("beforeunload", onLeave);
      removeEventListener("online", onBack);
      removeEventListener("focus", onBack);
      closed.abort();
      editor.close();
    };
  }, [editor, userId]);

  return editor;
}

function openEditor({ data, etag }: Tagged<MyEvent>, userId: string): Editor {
  const { id } = data;
  const world = {
    read: () => noticed(api.readEvent(id)),
    change: (change: Parameters<typeof api.changeEvent>[1], tag: string) =>
      noticed(api.changeEvent(id, change, { etag: tag })),
    keep: (edits: Parameters<typeof keepEdits>[1]) => keepEdits({ userId, eventId: id }, edits),
  };
  return new Editor(world, data, etag);
}

/** Whoever finds the session gone says so to everybody: the studio then asks to sign in again, above what was typed. */
async function noticed(call: Promise<Result<MyEvent>>): Promise<Result<MyEvent>> {
  const result = await call;
  if (!result.ok && result.problem?.code === "unauthenticated") queryClient.setQueryData(sessionKey, null);
  return result;
}

function bringBack(editor: Editor, edits: KeptEdits): boolean {
  if (!isDirty(edits)) return true;
  if (!editor.restore(edits)) return false;
  if (isDirty(editor.state().session)) tell("Changes that were not saved last time are here again.");
  return true;
}
