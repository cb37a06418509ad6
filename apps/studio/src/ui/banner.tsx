import type { ReactNode } from "react";

interface Props {
  /** `stop`: something failed; `quiet`: good to know. */
  readonly tone?: "notice" | "stop" | "quiet";
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

/** A notice within the page. It is read out when it appears. */
export function Banner({ tone = "notice", action, children }: Props) {
  return (
    <div className={`notice ${tone === "notice" ? "" : tone}`} role={tone === "stop" ? "alert" : "status"}>
      <div className="notice-text">{children}</div>
      {action}
    </div>
  );
}
