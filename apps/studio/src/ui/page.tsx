import { useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";

/** The browser itself announces the page that a visit begins with. */
let first = true;

interface Props {
  /** Of the page and of the browser's tab. */
  readonly title: string;
  /** What the page is about, where its title does not say it: for the browser's tab. */
  readonly of?: string | undefined;
  readonly lede?: ReactNode;
  /** What can be done here. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: names the tab, and takes the focus to its heading when one comes from another page. */
export function Page({ title, of, lede, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    document.title = [title, of, "LiveOtter Studio"].filter((part) => part !== undefined).join(" · ");
  }, [title, of]);
  // A new path is a new page, though the component stays.
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, [pathname]);
  return (
    <>
      <div className="page-head">
        <div className="page-title">
          <h1 ref={heading} tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {lede !== undefined && <p className="soft">{lede}</p>}
        </div>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
