import { promoterClient } from "@liveotter/contracts/promoter/client";

/** The API that these pages came from. */
export const api = promoterClient((request) => fetch(request), location.origin);
