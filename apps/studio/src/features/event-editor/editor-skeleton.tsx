import { Skeleton } from "../../ui/skeleton.tsx";

/** Where the editor will be. */
export function EditorSkeleton() {
  return (
    <div className="editor">
      <Skeleton lines={2} label="Loading the event" />
      <div className="skeleton" aria-hidden="true">
        <div className="skeleton-line tall" />
        <div className="skeleton-line" />
        <div className="skeleton-line tall" />
      </div>
    </div>
  );
}
