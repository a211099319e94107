import { colourVariables } from "../plot/theme.js";

/** The report's style sheet: one column, light and dark by the reader's scheme, light on paper. */
export const styleSheet = `
:root { color-scheme: light dark; ${colourVariables("light")} }
@media (prefers-color-scheme: dark) { :root { ${colourVariables("dark")} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--cg-background); color: var(--cg-data);
  font: 1rem/1.55 system-ui, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: break-word; }
main { max-width: 47rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
h1, h2 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.75rem; font-weight: 650; margin: 0 0 .75rem; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; font-weight: 650; margin: 2.75rem 0 .6rem; }
p { margin: 0 0 .8rem; max-width: 42rem; hyphens: auto; }
sub, sup { line-height: 0; font-size: .75em; }
.claim { font-size: 1.2rem; line-height: 1.45; margin: 0; text-wrap: pretty; hyphens: manual; }
.equation { margin: 1rem 0; padding: .1rem 0 .1rem 1rem; font-size: 1.1rem; border-left: 2px solid var(--cg-model); }
figure { margin: 1.4rem 0 1.8rem; }
.key, .panels { display: flex; flex-wrap: wrap; justify-content: center; align-items: flex-start; }
.key { gap: .1rem 1.2rem; margin-bottom: .5rem; font-size: .75rem; }
.key > span { display: inline-flex; align-items: center; gap: .45rem; }
.key svg { flex: none; }
.panels { gap: .25rem .5rem; font-family: system-ui, sans-serif; }
.panels svg { display: block; flex: 0 1 auto; max-width: 100%; height: auto; }
figcaption, caption { font-size: .875rem; line-height: 1.45; text-align: left; }
figcaption { margin: .6rem 0 0; max-width: 42rem; }
figcaption b, caption b { font-weight: 650; }
.table { overflow-x: auto; margin: 1.4rem 0 1.8rem; }
table { border-collapse: collapse; min-width: 60%; font-size: .9rem; }
caption { padding-bottom: .5rem; max-width: min(42rem, calc(100vw - 2rem)); }
th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: baseline; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 650; border-top: 1.5px solid var(--cg-data); border-bottom: 1px solid var(--cg-data); }
tbody tr:last-child > * { border-bottom: 1.5px solid var(--cg-data); }
.number { text-align: right; white-space: nowrap; }
.limits ul { margin: 0; padding-left: 1.2rem; max-width: 42rem; }
.limits li { margin-bottom: .4rem; }
dl { margin: 0; font-size: .875rem; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.2rem; }
dt { color: var(--cg-muted); }
dd { margin: 0; }
code { font: .9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
/* Rows of panels keep together and shrink; below this width each panel takes a row. */
@media print, (min-width: 35rem) { .panels svg { width: var(--share); } }
@media (max-width: 30rem) {
  main { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.4rem; }
  .claim { font-size: 1.1rem; }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .6rem; }
}
@media print {
  :root { color-scheme: light; ${colourVariables("light")} }
  @page { margin: 16mm 15mm; }
  body { font-size: 10pt; line-height: 1.4; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 17pt; }
  h2 { font-size: 12pt; margin-top: 1.6rem; break-after: avoid; }
  p { orphans: 3; widows: 3; }
  figure, .table, tr, dl { break-inside: avoid; }
  .table { overflow: visible; }
  figure { margin: 1rem 0; }
  .key, .panels { width: 90%; margin-inline: auto; }
}
`;
