import { auditFansPages, inWords } from "../e2e/lighthouse/audit-fans-pages.ts";
import { startFreshStack } from "../e2e/start-stack.ts";

/** `pnpm lighthouse`: what Lighthouse gives the fans' pages, as they are deployed, on a slow phone. */
const AIMS = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const stack = await startFreshStack();
try {
  const pages = await auditFansPages(stack.urls.fans, AIMS, (page) => console.log(inWords(page)));
  const missed = pages.filter(({ holds }) => !holds).length;
  console.log(`\n${pages.length - missed} pages reach ${Object.values(AIMS).join(", ")}; ${missed} do not`);
  process.exitCode = missed > 0 ? 1 : 0;
} finally {
  await stack.stop();
}
