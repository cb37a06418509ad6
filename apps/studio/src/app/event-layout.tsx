import { getRouteApi, Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

const route = getRouteApi("/inside/events/$id");

/** Around all pages of one event: the way between them. */
export function EventLayout() {
  const { id } = route.useParams();
  const params = { id };
  const { pathname } = useLocation();
  const tabs = useRef<HTMLElement>(null);
  // On a phone they do not all fit: where one is, is in sight.
  useEffect(() => {
    const here = tabs.current?.querySelector(`a[href="${pathname}"]`);
    here?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <>
      <nav ref={tabs} className="tabs" aria-label="This event">
        <ul role="list">
          <li>
            <Link to="/events/$id" params={params} activeOptions={{ exact: true }}>
              Edit
            </Link>
          </li>
          <li>
            <Link to="/events/$id/sales" params={params}>
              Sales
            </Link>
          </li>
          <li>
            <Link to="/events/$id/orders" params={params} search={{}} activeOptions={{ includeSearch: false }}>
              Orders
            </Link>
          </li>
          <li>
            <Link to="/events/$id/attendees" params={params} search={{}} activeOptions={{ includeSearch: false }}>
              Attendees
            </Link>
          </li>
          <li>
            <Link to="/events/$id/codes" params={params} search={{}} activeOptions={{ includeSearch: false }}>
              Codes
            </Link>
          </li>
          <li>
            <Link to="/events/$id/capacity" params={params}>
              Capacity
            </Link>
          </li>
          <li>
            <Link to="/events/$id/settings" params={params}>
              Settings
            </Link>
          </li>
        </ul>
      </nav>
      <Outlet />
    </>
  );
}
