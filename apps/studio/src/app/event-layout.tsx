import { getRouteApi, Link, Outlet } from "@tanstack/react-router";

const route = getRouteApi("/inside/events/$id");

/** Around all pages of one event: the way between them. */
export function EventLayout() {
  const { id } = route.useParams();
  const params = { id };
  return (
    <>
      <nav className="tabs" aria-label="This event">
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
