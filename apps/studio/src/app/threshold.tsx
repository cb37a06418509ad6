import { Outlet } from "@tanstack/react-router";
import { OfflineNotice } from "./offline-notice.tsx";

/** Around the pages for those who are not in yet. */
export function Threshold() {
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <OfflineNotice />
      <main id="content" tabIndex={-1} className="threshold">
        <p className="brand">
          <img src="/favicon.svg" alt="" width="32" height="32" />
          LiveOtter Studio
        </p>
        <div className="sheet">
          <Outlet />
        </div>
      </main>
    </>
  );
}
