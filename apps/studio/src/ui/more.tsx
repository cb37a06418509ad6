import { Button } from "./button.tsx";

interface Props {
  readonly more: { readonly there: boolean; readonly busy: boolean; readonly load: () => void };
  /** Of what is shown so far. */
  readonly count: number;
}

/** Under a list: how much is shown, and the next page. */
export function More({ more, count }: Props) {
  return (
    <div className="more">
      <p className="soft small" role="status">
        {count} shown{more.there ? ", and there are more" : ""}
      </p>
      {more.there && (
        <Button tone="quiet" busy={more.busy} onClick={more.load}>
          {more.busy ? "Loading…" : "Show more"}
        </Button>
      )}
    </div>
  );
}
