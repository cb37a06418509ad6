import type { Result } from "@liveotter/contracts/promoter/client";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { useEffect, useState } from "react";
import type { Tagged } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionKey } from "../../api/session.ts";
import { tell } from "../../ui/toast.tsx";
import { keepEdits, leftEdits } from "./kept-edits.ts";
import { isDirty } from "./model/edit-session.ts";
import { Editor } from "./model/editor.ts";

/** The editor of an event, from the first version that was read on; later readings are news to it. */
export function useOpenEditor(read: Tagged<MyEvent>, userId: string): Editor {
  const [editor] = useState(() => openEditor(read, userId));

  useEffect(() => editor.receive(read.data, read.etag), [editor, read]);

  useEffect(() => {
    editor.open();
    void bringBack(editor, { userId, eventId: editor.state().session.event.id });
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

async function bringBack(editor: Editor, of: { readonly userId: string; readonly eventId: string }): Promise<void> {
  let count = 0;
  for (const { edits, forget } of await leftEdits(of)) {
    if (!isDirty(edits) || !editor.restore(edits)) continue;
    forget();
    count++;
  }
  if (count > 0 && isDirty(editor.state().session)) tell("Changes that were not saved last time are here again.");
}
