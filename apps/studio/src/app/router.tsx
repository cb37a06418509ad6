import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { queryClient } from "../api/query-client.ts";
import { sessionQuery } from "../api/session.ts";
import { EventLayout } from "./event-layout.tsx";
import { eventsSearch } from "./events-search.ts";
import { Failed, FailedAlone, Missing } from "./failed.tsx";
import { homePath } from "./home-path.ts";
import {
  attendeesSearch,
  codesSearch,
  daysSearch,
  ledgerSearch,
  ordersSearch,
  refundsSearch,
} from "./selling-search.ts";
import { Shell } from "./shell.tsx";
import { Threshold } from "./threshold.tsx";

/** A word of the address's query. */
const word = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const linkToken = ({ token }: Record<string, unknown>) => ({ token: word(token) ?? "" });

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing, errorComponent: FailedAlone });

/** Pages for those who are not in yet. */
const threshold = createRoute({ getParentRoute: () => root, id: "threshold", component: Threshold });

/** Pages for somebody who acts for an organisation. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  errorComponent: FailedAlone,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: "/sign-in", search: { next: location.href }, replace: true });
    if (session.promoter === null) throw redirect({ to: "/welcome", replace: true });
  },
});

const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/events", replace: true });
  },
});

const signIn = createRoute({
  getParentRoute: () => threshold,
  path: "/sign-in",
  validateSearch: ({ next }: Record<string, unknown>): { next?: string } => {
    const to = homePath(next);
    return to === null ? {} : { next: to };
  },
  component: lazyRouteComponent(() => import("../features/sign-in/sign-in-page.tsx"), "SignInPage"),
});

const signUp = createRoute({
  getParentRoute: () => threshold,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("../features/sign-in/sign-up-page.tsx"), "SignUpPage"),
});

const verify = createRoute({
  getParentRoute: () => threshold,
  path: "/verify",
  validateSearch: linkToken,
  component: lazyRouteComponent(() => import("../features/sign-in/verify-page.tsx"), "VerifyPage"),
});

const reset = createRoute({
  getParentRoute: () => threshold,
  path: "/reset",
  validateSearch: linkToken,
  component: lazyRouteComponent(() => import("../features/sign-in/reset-page.tsx"), "ResetPage"),
});

const invitation = createRoute({
  getParentRoute: () => threshold,
  path: "/invitation",
  validateSearch: linkToken,
  component: lazyRouteComponent(() => import("../features/sign-in/invitation-page.tsx"), "InvitationPage"),
});

const welcome = createRoute({
  getParentRoute: () => threshold,
  path: "/welcome",
  beforeLoad: async () => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: "/sign-in", search: {}, replace: true });
  },
  component: lazyRouteComponent(() => import("../features/organisation/welcome-page.tsx"), "WelcomePage"),
});

const events = createRoute({
  getParentRoute: () => inside,
  path: "/events",
  validateSearch: eventsSearch,
  component: lazyRouteComponent(() => import("../features/events-list/events-page.tsx"), "EventsPage"),
});

const newEvent = createRoute({
  getParentRoute: () => inside,
  path: "/events/new",
  component: lazyRouteComponent(() => import("../features/new-event/new-event-page.tsx"), "NewEventPage"),
});

const event = createRoute({ getParentRoute: () => inside, path: "/events/$id", component: EventLayout });

const eventEdit = createRoute({
  getParentRoute: () => event,
  path: "/",
  component: lazyRouteComponent(() => import("./event-page.tsx"), "EventPage"),
});

const eventSales = createRoute({
  getParentRoute: () => event,
  path: "/sales",
  component: lazyRouteComponent(() => import("../features/sales/sales-page.tsx"), "SalesPage"),
});

const eventOrders = createRoute({
  getParentRoute: () => event,
  path: "/orders",
  validateSearch: ordersSearch,
  component: lazyRouteComponent(() => import("../features/orders/event-orders-page.tsx"), "EventOrdersPage"),
});

const eventAttendees = createRoute({
  getParentRoute: () => event,
  path: "/attendees",
  validateSearch: attendeesSearch,
  component: lazyRouteComponent(() => import("../features/attendees/attendees-page.tsx"), "AttendeesPage"),
});

const eventCodes = createRoute({
  getParentRoute: () => event,
  path: "/codes",
  validateSearch: codesSearch,
  component: lazyRouteComponent(() => import("../features/codes/codes-page.tsx"), "CodesPage"),
});

const eventCapacity = createRoute({
  getParentRoute: () => event,
  path: "/capacity",
  component: lazyRouteComponent(() => import("../features/capacity/capacity-page.tsx"), "CapacityPage"),
});

const eventSettings = createRoute({
  getParentRoute: () => event,
  path: "/settings",
  component: lazyRouteComponent(() => import("../features/selling/selling-page.tsx"), "SellingPage"),
});

const orders = createRoute({
  getParentRoute: () => inside,
  path: "/orders",
  validateSearch: ordersSearch,
  component: lazyRouteComponent(() => import("../features/orders/orders-page.tsx"), "OrdersPage"),
});

const order = createRoute({
  getParentRoute: () => inside,
  path: "/orders/$id",
  component: lazyRouteComponent(() => import("../features/orders/order-page.tsx"), "OrderPage"),
});

const refunds = createRoute({
  getParentRoute: () => inside,
  path: "/refunds",
  validateSearch: refundsSearch,
  component: lazyRouteComponent(() => import("../features/refunds/refunds-page.tsx"), "RefundsPage"),
});

const payouts = createRoute({
  getParentRoute: () => inside,
  path: "/payouts",
  validateSearch: daysSearch,
  component: lazyRouteComponent(() => import("../features/money/payouts-page.tsx"), "PayoutsPage"),
});

const ledger = createRoute({
  getParentRoute: () => inside,
  path: "/ledger",
  validateSearch: ledgerSearch,
  component: lazyRouteComponent(() => import("../features/money/ledger-page.tsx"), "LedgerPage"),
});

const series = createRoute({
  getParentRoute: () => inside,
  path: "/series",
  component: lazyRouteComponent(() => import("../features/series/series-page.tsx"), "SeriesPage"),
});

const imports = createRoute({
  getParentRoute: () => inside,
  path: "/imports",
  component: lazyRouteComponent(() => import("../features/imports/imports-page.tsx"), "ImportsPage"),
});

const oneImport = createRoute({
  getParentRoute: () => inside,
  path: "/imports/$id",
  component: lazyRouteComponent(() => import("../features/imports/import-page.tsx"), "ImportPage"),
});

const team = createRoute({
  getParentRoute: () => inside,
  path: "/team",
  component: lazyRouteComponent(() => import("../features/team/team-page.tsx"), "TeamPage"),
});

const organisation = createRoute({
  getParentRoute: () => inside,
  path: "/organisation",
  component: lazyRouteComponent(() => import("../features/organisation/organisation-page.tsx"), "OrganisationPage"),
});

const newOrganisation = createRoute({
  getParentRoute: () => inside,
  path: "/organisation/new",
  component: lazyRouteComponent(
    () => import("../features/organisation/new-organisation-page.tsx"),
    "NewOrganisationPage",
  ),
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  component: lazyRouteComponent(() => import("../features/account/account-page.tsx"), "AccountPage"),
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: "/audit",
  validateSearch: ({ subjectId, actorId }: Record<string, unknown>): { subjectId?: string; actorId?: string } => ({
    ...(word(subjectId) !== undefined && { subjectId: String(subjectId) }),
    ...(word(actorId) !== undefined && { actorId: String(actorId) }),
  }),
  component: lazyRouteComponent(() => import("../features/audit/audit-page.tsx"), "AuditPage"),
});

const deliveries = createRoute({
  getParentRoute: () => inside,
  path: "/deliveries",
  component: lazyRouteComponent(() => import("../features/deliveries/deliveries-page.tsx"), "DeliveriesPage"),
});

// Each route has a name first: made in place, it would lose its types.
const routeTree = root.addChildren([
  start,
  threshold.addChildren([signIn, signUp, verify, reset, invitation, welcome]),
  inside.addChildren([
    events,
    newEvent,
    event.addChildren([eventEdit, eventSales, eventOrders, eventAttendees, eventCodes, eventCapacity, eventSettings]),
    orders,
    order,
    refunds,
    payouts,
    ledger,
    series,
    imports,
    oneImport,
    team,
    organisation,
    newOrganisation,
    account,
    audit,
    deliveries,
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: Missing,
  scrollRestoration: true,
  // The old page stays until the next one can be drawn.
  defaultPendingMs: 10_000,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
