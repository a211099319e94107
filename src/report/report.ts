import { checkLength } from "../plot/check.js";
import { figureElements } from "../plot/figure.js";
import { escapeText, htmlText, plainText } from "../plot/text.js";
import type { Receipt, ReportFigure, ReportRecord, ReportSection, ReportTable } from "./record.js";
import { styleSheet } from "./style.js";

/** Numbers figures and tables through the whole report. */
interface Counter {
  figures: number;
  tables: number;
}

/** A panel that knows its share of the figure's width. */
function panelHtml(panel: string, figureWidth: number): string {
  const width = Number(/ width="([\d.]+)"/.exec(panel)?.[1] ?? figureWidth);
  const share = ((100 * width) / figureWidth).toFixed(2);
  return panel.replace("<svg ", `<svg style="--share:${share}%" `);
}

function figureHtml(figure: ReportFigure, number: number): string {
  const { label, width, key, panels } = figureElements(figure.svg);
  const entries = key.map(
    (entry) => `<span>${entry.sample}<span>${htmlText(entry.label)}</span></span>`,
  );
  const keyHtml = key.length === 0 ? "" : `<div class="key">${entries.join("")}</div>`;
  const alternative = label === "" ? plainText(figure.caption) : label;
  return (
    `<figure id="figure-${number}">\n<div role="img" aria-label="${escapeText(alternative)}" ` +
    `style="max-width:${width}px;margin:0 auto">${keyHtml}<div class="panels">${panels.map((panel) => panelHtml(panel, width)).join("")}</div></div>\n` +
    `<figcaption><b>Figure ${number}.</b> ${htmlText(figure.caption)}</figcaption>\n</figure>\n`
  );
}

function tableHtml(table: ReportTable, number: number): string {
  const { columns, rows } = table;
  const kind = (column: number) => (columns[column].number ? ` class="number"` : "");
  const head = columns
    .map((column, i) => `<th scope="col"${kind(i)}>${htmlText(column.title)}</th>`)
    .join("");
  const body = rows.map((row) => {
    checkLength(`row of table "${plainText(table.caption)}"`, row, columns.length);
    const cells = row.map((cell, i) =>
      i === 0
        ? `<th scope="row"${kind(i)}>${htmlText(cell)}</th>`
        : `<td${kind(i)}>${htmlText(cell)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>\n`;
  });
  // A wide table scrolls in its own box, which the keyboard can reach.
  return (
    `<div class="table" role="region" tabindex="0" aria-label="Table ${number}">\n<table>\n` +
    `<caption><b>Table ${number}.</b> ${htmlText(table.caption)}</caption>\n` +
    `<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("")}</tbody>\n</table>\n</div>\n`
  );
}

function sectionHtml(section: ReportSection, counter: Counter): string {
  const paragraphs = (section.paragraphs ?? []).map((text) => `<p>${htmlText(text)}</p>\n`);
  const equation =
    section.equation === undefined ? "" : `<p class="equation">${htmlText(section.equation)}</p>\n`;
  const figures = (section.figures ?? []).map((figure) => figureHtml(figure, ++counter.figures));
  const tables = (section.tables ?? []).map((table) => tableHtml(table, ++counter.tables));
  return (
    `<section>\n<h2>${htmlText(section.title)}</h2>\n${paragraphs.join("")}${equation}` +
    `${figures.join("")}${tables.join("")}</section>\n`
  );
}

function receiptHtml(receipt: Receipt): string {
  const entry = (name: string, value: string) => `<dt>${escapeText(name)}</dt><dd>${value}</dd>\n`;
  const code = (text: string) => `<code>${escapeText(text)}</code>`;
  return (
    `<section>\n<h2>Receipt</h2>\n<dl>\n${entry("coarsegrain", escapeText(receipt.version))}` +
    `${entry("command", code(receipt.command))}${entry("seed", String(receipt.seed))}` +
    (receipt.facts ?? []).map(({ name, value }) => entry(name, escapeText(value))).join("") +
    receipt.hashes.map(({ name, sha256 }) => entry(name, code(`sha256 ${sha256}`))).join("") +
    `</dl>\n</section>\n`
  );
}

/**
 * Lays out a report as one HTML file that needs nothing else: no script, no network, no font. It reads
 * on a phone and on paper, in light and in dark surroundings.
 *
 * @throws InvalidData if a row of a table has not one entry for each column
 */
export function renderReport(record: ReportRecord): string {
  const counter: Counter = { figures: 0, tables: 0 };
  const sections = record.sections.map((section) => sectionHtml(section, counter));
  const limits = record.limits.map((text) => `<li>${htmlText(text)}</li>\n`);
  // The policy lets a reader see that nothing is loaded and nothing runs.
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  return (
    `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">\n` +
    `<title>${escapeText(plainText(record.title))}</title>\n<style>${styleSheet}</style>\n</head>\n` +
    `<body>\n<main>\n<header>\n<h1>${htmlText(record.title)}</h1>\n` +
    `<p class="claim">${htmlText(record.claim)}</p>\n</header>\n${sections.join("")}` +
    `<section class="limits">\n<h2>What this does not show</h2>\n<ul>\n${limits.join("")}</ul>\n</section>\n` +
    `${receiptHtml(record.receipt)}</main>\n</body>\n</html>\n`
  );
}
