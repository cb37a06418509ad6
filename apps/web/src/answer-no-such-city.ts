import { withNotice } from "./age-notice.ts";
import { absent, answerPage, type PageAnswer, type PageRequest } from "./answer-page.ts";
import type { Deps } from "./deps.ts";
import { routeOf } from "./routes.ts";

const CITIES = "/in";

/** For a city where nothing is on, or that nobody knows: all those where something is, and why they are shown. */
export async function answerNoSuchCity(deps: Deps, request: PageRequest): Promise<PageAnswer> {
  const cities = routeOf(CITIES);
  if (cities === null) throw new Error("there is no page of cities");
  const answer = await answerPage(deps, { ...request, ...cities, search: new URLSearchParams(), ifNoneMatch: null });
  if (answer.response.status !== 200) return answer;
  const { noSuchCity, elsewhere } = request.locale.words.home;
  const body = withNotice(await answer.response.text(), { lead: noSuchCity, rest: elsewhere });
  return { ...answer, response: absent(request.locale, body) };
}
