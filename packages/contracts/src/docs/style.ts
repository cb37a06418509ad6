/** The page's one style sheet; its hash stands in the page's Content-Security-Policy. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#17202a, #e8eaed); --soft: light-dark(#55606b, #a3abb4);
  --page: light-dark(#fbfaf8, #14171a); --card: light-dark(#ffffff, #1c2024); --line: light-dark(#e4e1db, #2d3338);
  --accent: light-dark(#0b6e75, #5cc8cf); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
main, header, footer { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 1rem 0; }
h2 { margin: 2rem 0 1rem; }
h3 { margin: 0; font-size: 1.15rem; }
h4 { margin: 1.5rem 0 .5rem; color: var(--soft); font-size: .85rem; letter-spacing: .04em; text-transform: uppercase; }
a { color: var(--accent); }
article { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin: 1rem 0; }
code { font: .9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.path { display: block; margin: .5rem 0; font-weight: 600; }
.method { color: var(--accent); }
table { width: 100%; border-collapse: collapse; }
td, th { text-align: start; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); }
th { font-weight: 600; }
th code { white-space: nowrap; }
.wide { overflow-x: auto; }
.soft, caption { color: var(--soft); text-align: start; }
nav ul { columns: 16rem; padding-inline-start: 1.2rem; }
@media (max-width: 40rem) {
  tr { display: block; padding: .5rem 0; border-top: 1px solid var(--line); }
  td, th { display: block; border: 0; padding: .1rem 0; }
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
