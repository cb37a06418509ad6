import type { ReactNode } from "react";
import { explain, passing, refusal } from "../api/answer.ts";
import { Banner } from "./banner.tsx";
import { Button } from "./button.tsx";
import { Empty } from "./empty.tsx";
import { Skeleton } from "./skeleton.tsx";

/** As Query gives it. */
interface Read<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly isFetching: boolean;
  readonly refetch: () => unknown;
}

interface Props<T> {
  readonly read: Read<T>;
  readonly skeleton?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** What was read; until then its outline; a failure with a way to try again, above what is still known. */
export function Loaded<T>({ read, skeleton, children }: Props<T>) {
  if (read.data === undefined && read.error === null) return skeleton ?? <Skeleton />;
  if (read.error === null) return read.data === undefined ? null : children(read.data);
  if (read.data === undefined && refusal(read.error) === "not-found") {
    return (
      <Empty title="Not found">
        <p className="soft">This is not here, or no longer, or belongs to another organisation.</p>
      </Empty>
    );
  }
  if (read.data === undefined && refusal(read.error) === "forbidden") {
    return (
      <Empty title="For owners only">
        <p className="soft">{explain(read.error)}</p>
      </Empty>
    );
  }
  return (
    <>
      <Banner
        tone="stop"
        action={
          passing(read.error) ? (
            <Button tone="quiet" busy={read.isFetching} onClick={() => read.refetch()}>
              {read.isFetching ? "Trying…" : "Try again"}
            </Button>
          ) : undefined
        }
      >
        <p>{explain(read.error)}</p>
        {read.data !== undefined && <p>What you see may be old.</p>}
      </Banner>
      {read.data !== undefined && children(read.data)}
    </>
  );
}
