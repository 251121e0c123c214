/** The page's whole style sheet. */
export const style: string = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #14161a);
  --card: light-dark(#fff, #1d2026);
  --ink: light-dark(#17191d, #eceef2);
  --soft: light-dark(#5a6270, #a3abb8);
  --line: light-dark(#e1e4ea, #30353e);
  --accent: light-dark(#0a7d52, #4fd69c);
  --wash: light-dark(#e6f6ef, #16352a);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 2.5rem) 3rem; max-width: 72rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
h1 { font-size: clamp(1.6rem, 4.5vw, 2.4rem); line-height: 1.15; margin: 0 0 .75rem; letter-spacing: -.02em; text-wrap: balance; }
h2 { font-size: 1.35rem; margin: 0 0 .25rem; letter-spacing: -.01em; }
h3 { font-size: 1rem; margin: 0; }
code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.brand { margin: 0 0 .5rem; color: var(--accent); font-weight: 600; }
.lede { max-width: 46rem; margin: 0; color: var(--soft); overflow-wrap: anywhere; text-wrap: pretty; }
.about { max-width: 46rem; margin: 0 0 1rem; color: var(--soft); text-wrap: pretty; }
section { margin-top: 3rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; }
.facts div, article, table, .next > li { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.facts div { padding: .75rem 1rem; display: flex; flex-direction: column-reverse; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; font-size: 1.05rem; font-weight: 600; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
article { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 1rem; align-items: center; padding: .75rem 1rem; margin-top: .75rem; }
.query { font-size: 1.15rem; overflow-wrap: anywhere; }
.query small { display: block; color: var(--soft); font-size: .8125rem; font-weight: 400; }
.query code { font-size: .75rem; font-weight: 400; color: var(--soft); }
.query img { display: block; }
ol { list-style: none; margin: 0; padding: 0; }
.images { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: .5rem; }
.images li { display: flex; flex-direction: column; align-items: center; text-align: center; padding: .5rem .25rem; border-radius: .5rem; }
.images img { width: min(100%, 5.5rem); height: auto; aspect-ratio: 1; }
.name, .caption { font-weight: 500; line-height: 1.3; overflow-wrap: anywhere; }
.name { margin-top: .25rem; font-size: .875rem; }
.more { color: var(--soft); font-size: .8125rem; font-variant-numeric: tabular-nums; }
.texts li { display: grid; grid-template-columns: 2.5rem 1fr auto; gap: .75rem; align-items: center; padding: .25rem .5rem; border-radius: .5rem; }
.texts img { width: 2.5rem; height: 2.5rem; }
.expected { background: var(--wash); }
.tick { color: var(--accent); font-weight: 700; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: .75rem; }
table { border-spacing: 0; width: 100%; padding: .5rem 1rem 1rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 0 0 .5rem; color: var(--soft); }
caption strong { color: var(--ink); }
th { color: var(--soft); font-size: .8125rem; font-weight: 400; text-align: left; }
th, td { padding: .25rem .5rem .25rem 0; border-bottom: 1px solid var(--line); }
tr:last-child td { border-bottom: 0; }
th:last-child, td:last-child { text-align: right; padding-right: 0; }
.next { display: grid; gap: .75rem; margin-top: 1rem; }
.next > li { padding: 1rem; min-width: 0; }
.next pre { margin: .5rem 0; padding: .75rem; overflow-x: auto; background: var(--ground); border-radius: .5rem; }
.next .about { margin: 0; font-size: .875rem; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
footer p { margin: 0 0 .25rem; }
@media (max-width: 40rem) {
  article { grid-template-columns: 1fr; gap: .5rem; }
  .query { display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: baseline; }
  .images { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .texts li { grid-template-columns: 2.5rem 1fr; gap: 0 .75rem; }
  .texts .more { grid-column: 2; }
}
`;
