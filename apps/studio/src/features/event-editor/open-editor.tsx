import "./event-editor.css";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import { Link } from "@tanstack/react-router";
import type { Tagged } from "../../api/answer.ts";
import { Banner } from "../../ui/banner.tsx";
import { Page } from "../../ui/page.tsx";
import { StatusChip } from "../../ui/status-chip.tsx";
import { BasicsSection } from "./basics-section.tsx";
import { ConflictList } from "./conflict-list.tsx";
import { CoverSection } from "./cover-section.tsx";
import { DeliveriesNote } from "./deliveries-note.tsx";
import { EventActions } from "./event-actions.tsx";
import type { Editor } from "./model/editor.ts";
import { MoneySection } from "./money-section.tsx";
import { PerformancesSection } from "./performances-section.tsx";
import { PreflightPanel } from "./preflight-panel.tsx";
import { PublishBar } from "./publish-bar.tsx";
import { QuotasSection } from "./quotas-section.tsx";
import { SalesSection } from "./sales-section.tsx";
import { StatusLine } from "./status-line.tsx";
import { TicketTypesSection } from "./ticket-types-section.tsx";
import { EditorContext, useEditorState } from "./use-editor.ts";
import { useOpenEditor } from "./use-open-editor.ts";

/** The editor of an event that was read. */
export function OpenEditor({ read, userId }: { readonly read: Tagged<MyEvent>; readonly userId: string }) {
  const editor = useOpenEditor(read, userId);
  return (
    <EditorContext value={editor}>
      <Sections editor={editor} />
    </EditorContext>
  );
}

function Sections({ editor }: { readonly editor: Editor }) {
  const status = useEditorState(({ session }) => session.event.status);
  const name = useEditorState(({ session }) => session.mine.name);
  return (
    <Page
      title={name.trim() === "" ? "Without a name" : name}
      lede={<Standing status={status} />}
      actions={<EventActions />}
    >
      <div className="editor">
        <StatusLine />
        {status === "cancelled" && (
          <Banner>
            <p>
              This event is cancelled. What you change here, fans see on its page. How far its refunds are, its{" "}
              <SalesLink /> say.
            </p>
          </Banner>
        )}
        <DeliveriesNote />
        <ConflictList />
        <PreflightPanel />
        <BasicsSection />
        <CoverSection />
        <PerformancesSection />
        <TicketTypesSection />
        <QuotasSection />
        <SalesSection />
        <MoneySection />
        {!editor.savesWhileTyping && <PublishBar />}
      </div>
    </Page>
  );
}

function SalesLink() {
  const id = useEditorState(({ session }) => session.event.id);
  return (
    <Link to="/events/$id/sales" params={{ id }}>
      sales
    </Link>
  );
}

function Standing({ status }: { readonly status: MyEvent["status"] }) {
  return (
    <>
      <StatusChip status={status} />
      {status === "draft" && <span className="small"> Nobody else sees it.</span>}
    </>
  );
}
