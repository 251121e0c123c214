/** The page's whole style sheet, in the colours of the quickstart's page. */
export const style: string = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #14161a); --card: light-dark(#fff, #1d2026);
  --ink: light-dark(#17191d, #eceef2); --soft: light-dark(#5a6270, #a3abb8);
  --line: light-dark(#e1e4ea, #30353e); --accent: light-dark(#0a7d52, #4fd69c);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 2.5rem) 3rem; max-width: 72rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
h1 { font-size: clamp(1.6rem, 4.5vw, 2.4rem); line-height: 1.15; margin: 0 0 .75rem; letter-spacing: -.02em; text-wrap: balance; }
h2 { font-size: 1.35rem; margin: 0 0 .25rem; letter-spacing: -.01em; }
.brand { margin: 0 0 .5rem; color: var(--accent); font-weight: 600; }
.lede, .about { max-width: 46rem; margin: 0 0 1rem; color: var(--soft); overflow-wrap: anywhere; }
section { margin-top: 3rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .75rem; }
figure, .table, .advice { margin: 0 0 .75rem; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.advice { border-left: .3rem solid var(--accent); }
.advice strong { color: var(--accent); }
figcaption { font-weight: 600; margin-bottom: .5rem; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
svg .grid { stroke: var(--line); }
svg .line { fill: none; stroke: currentColor; stroke-width: 2; }
svg .bar { stroke: currentColor; stroke-width: 2; opacity: .45; }
svg circle { fill: currentColor; }
.c0 { color: light-dark(#0a7d52, #4fd69c); } .c1 { color: light-dark(#2457c5, #82a8ff); } .c2 { color: light-dark(#b3421b, #ff9d76); }
.c3 { color: light-dark(#7a3aa6, #cf9bf2); } .c4 { color: light-dark(#8a6a00, #e3c04f); } .c5 { color: light-dark(#a3195b, #ff8abd); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: .5rem 0 0; padding: 0; font-size: .875rem; }
.legend li::before { content: "● "; }
.table { overflow-x: auto; padding: .5rem 1rem 1rem; }
table { border-spacing: 0; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .25rem 0 .5rem; color: var(--soft); }
th { color: var(--soft); font-size: .8125rem; font-weight: 400; }
th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
tr:last-child td { border-bottom: 0; }
td.heat { color: #10131a; }
.miss { display: grid; grid-template-columns: minmax(8rem, 1fr) minmax(7rem, 1fr) 2fr; gap: 1rem; padding: .75rem 0; border-bottom: 1px solid var(--line); }
.miss p { margin: 0 0 .25rem; color: var(--soft); font-size: .8125rem; }
.miss .text { display: inline-block; margin: 0 .5rem .25rem 0; overflow-wrap: anywhere; }
figure.small { display: inline-block; margin: 0 .5rem .25rem 0; padding: .25rem; background: #fff; border-radius: .5rem; }
figure.small img { display: block; width: 72px; height: 72px; object-fit: contain; }
@media (max-width: 40rem) { .miss { grid-template-columns: 1fr; } }
details { margin-top: .75rem; } summary { cursor: pointer; color: var(--soft); }
pre { margin: .5rem 0 0; padding: .75rem; overflow-x: auto; background: var(--ground); border-radius: .5rem; font: .875em/1.5 ui-monospace, Menlo, Consolas, monospace; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
`;
