import type { ComponentProps } from "react";

interface Props extends ComponentProps<"button"> {
  /** `accent`: the one thing to do here; `stop`: takes something away; `plain`: no more than its words. */
  readonly tone?: "accent" | "quiet" | "stop" | "plain";
  /** Under way: it keeps its place and focus, and does not start a second time. */
  readonly busy?: boolean;
}

/** A button. It submits no form unless its `type` says so. */
export function Button({ tone = "accent", busy = false, type = "button", className, onClick, ...rest }: Props) {
  const classes = ["button", tone === "accent" ? "" : tone, className ?? ""].filter(Boolean).join(" ");
  return (
    <button
      {...rest}
      type={type}
      className={classes}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
