import { getRouteApi } from "@tanstack/react-router";
import { Page } from "../../ui/page.tsx";
import { OrdersList } from "./orders-list.tsx";

const route = getRouteApi("/inside/orders");

/** Orders of all events. */
export function OrdersPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title="Orders" lede="Of all your events, newest first.">
      <OrdersList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
    </Page>
  );
}
