import { type ColumnDef, type RowData, tableFeatures, useTable } from "@tanstack/react-table";

const features = tableFeatures({});

/** A column of `DataTable`. */
export type Column<T extends RowData> = ColumnDef<typeof features, T>;

/** Over a column of buttons, of the id `actions`: nothing to see, something to hear. */
export const actionsHeader = () => <span className="visually-hidden">Actions</span>;

export interface Sorting {
  readonly column: string;
  readonly direction: "ascending" | "descending";
}

interface Props<T extends RowData> {
  /** What the table holds, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
  /** How the rows are sorted, by a column's id. */
  readonly sorted?: Sorting | undefined;
  /** Columns that can be sorted by, and what to do for it. */
  readonly sortable?: readonly string[];
  readonly onSort?: (column: string) => void;
}

/**
 * A table where there is room; where there is not, each row is a card with its columns' names. Roles are spelled out,
 * since browsers forget a table's own once it is laid out otherwise.
 */
export function DataTable<T extends RowData>(props: Props<T>) {
  const { caption, columns, rows, rowId, sorted, sortable = [], onSort } = props;
  const table = useTable({ features, columns, data: rows, getRowId: rowId });
  return (
    <table className="data-table" role="table">
      <caption className="visually-hidden">{caption}</caption>
      <thead role="rowgroup">
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} role="row">
            {group.headers.map((header) => (
              <th
                key={header.id}
                scope="col"
                role="columnheader"
                data-column={header.column.id}
                aria-sort={sorted?.column === header.column.id ? sorted.direction : undefined}
              >
                {sortable.includes(header.column.id) ? (
                  <button type="button" className="sort" onClick={() => onSort?.(header.column.id)}>
                    <table.FlexRender header={header} />
                  </button>
                ) : (
                  <table.FlexRender header={header} />
                )}
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody role="rowgroup">
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id} role="row">
            {row.getAllCells().map((cell) => (
              <td key={cell.id} role="cell" data-column={cell.column.id} data-label={labelOf(cell.column.columnDef)}>
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const labelOf = ({ header }: { readonly header?: unknown }): string | undefined =>
  typeof header === "string" && header !== "" ? header : undefined;
