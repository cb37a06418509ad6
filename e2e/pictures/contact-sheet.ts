import type { Picture } from "./camera.ts";

/** All pictures on one page, beside which they lie: a row for each state, a chapter for each group. */
export function contactSheet(pictures: readonly Picture[], faults: readonly string[]): string {
  const groups = [...new Set(pictures.map(({ group }) => group))];
  const chapters = groups.map((group) => {
    const rows = pictures.filter((picture) => picture.group === group).map(row);
    return `<section id="${id(group)}"><h2>${inHtml(group)}</h2>${rows.join("")}</section>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>LiveOtter in pictures</title>
<style>
  body { margin: 0 auto; max-width: 1400px; padding: 24px; background: #d9d7d2; color: #1d1c1a; font: 15px/1.4 system-ui, sans-serif }
  nav { position: sticky; top: 0; padding: 8px 0; background: inherit; display: flex; gap: 16px; z-index: 1 }
  a { color: inherit }
  h2 { margin: 40px 0 8px }
  h3 { margin: 20px 0 6px; font-size: 14px }
  .row { display: flex; gap: 12px; align-items: start }
  .row a { display: block; max-height: 460px; overflow: hidden; border-radius: 6px; box-shadow: 0 1px 6px #0003 }
  img { display: block; width: 100%; height: auto }
  .w360 { flex: 180 } .w1280 { flex: 500 }
</style>
<h1>LiveOtter in pictures</h1>
<p>${pictures.length} states, each on a phone and on a desk, in light and in dark. A picture opens in full.</p>
${faults.length === 0 ? "" : `<ul>${faults.map((fault) => `<li><strong>${inHtml(fault)}</strong></li>`).join("")}</ul>`}
<nav>${groups.map((group) => `<a href="#${id(group)}">${inHtml(group)}</a>`).join("")}</nav>
${chapters.join("\n")}
</html>
`;
}

const row = ({ name, shots }: Picture): string => {
  const links = shots.map(
    ({ width, scheme, file }) =>
      `<a class="w${width}" href="${file}"><img loading="lazy" src="${file}" alt="${inHtml(name)}, ${width} px, ${scheme}"></a>`,
  );
  return `<h3>${inHtml(name)}</h3><div class="row">${links.join("")}</div>`;
};

const id = (group: string): string => group.toLowerCase().replaceAll(/\W+/g, "-");

const inHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
