import { Button } from "../../ui/button.tsx";
import type { Rows } from "./use-rows.tsx";

interface Props {
  readonly rows: Rows;
  readonly id: string;
  /** The row's name: "performance 2". */
  readonly of: string;
}

/** What can be done to any row. */
export function RowActions({ rows, id, of }: Props) {
  return (
    <>
      <Button tone="plain" aria-label={`Duplicate ${of}`} onClick={() => rows.copy(id)}>
        Duplicate
      </Button>
      <Button tone="plain" data-remove aria-label={`Remove ${of}`} onClick={() => rows.remove(id)}>
        Remove
      </Button>
    </>
  );
}
