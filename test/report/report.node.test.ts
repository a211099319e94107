import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { ReportRecord } from "../../src/report/record.js";
import { renderReport } from "../../src/report/report.js";
import { reportRecord } from "./synthetic.js";

const html = renderReport(reportRecord());
const { document } = parseHTML(html);

/** Tags that are opened and never closed, or closed out of order. */
function unbalanced(source: string): string[] {
  const empty = new Set(["meta", "br", "hr", "img", "input", "link"]);
  const open: string[] = [];
  const wrong: string[] = [];
  const body = source.replace(/<style>[\s\S]*?<\/style>/g, "").replace(/^<!doctype html>/, "");
  for (const [, slash, name, self] of body.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)(?:\s[^<>]*?)?(\/?)>/g,
  )) {
    if (slash === "/") {
      if (open.pop() !== name) wrong.push(`/${name}`);
    } else if (self !== "/" && !empty.has(name)) open.push(name);
  }
  return [...wrong, ...open];
}

describe("renderReport", () => {
  it("is one well-formed file below 1 MB", () => {
    expect(html.startsWith("<!doctype html>")).toBe(true);
    expect(unbalanced(html)).toEqual([]);
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
  });

  it("loads nothing and runs nothing", () => {
    const rest = html.replace(/data:image\/png;base64,[\w+/=]*/g, "");
    expect(rest.match(/https?:|\/\/\w|@import|url\(/g)).toBeNull();
    expect(rest.match(/<script|<link|<iframe|\son\w+=/gi)).toBeNull();
    const sources = [...html.matchAll(/(?:href|src)="([^"]{0,14})/g)].map((match) => match[1]);
    expect(sources.every((source) => source === "data:image/png")).toBe(true);
    expect(html).toContain("default-src 'none'");
  });

  it("begins with the claim and ends with the limits and the receipt", () => {
    const headings = [...document.querySelectorAll("h1, h2")].map((h) => h.textContent);
    expect(headings[0]).toBe("Advection and diffusion of independent walkers");
    expect(headings[1]).toBe("The learned law");
    expect(headings.slice(-2)).toEqual(["What this does not show", "Receipt"]);
    expect(document.querySelector("header p.claim")?.textContent).toContain("relative error");
    expect(document.querySelector("dl")?.textContent).toContain("9f86d081884c7d65");
  });

  it("numbers figures, with a caption and a description for each", () => {
    const figures = [...document.querySelectorAll("figure")];
    expect(figures).toHaveLength(7);
    figures.forEach((figure, i) => {
      expect(figure.querySelector("figcaption")?.textContent).toContain(`Figure ${i + 1}.`);
      const label = figure.querySelector('[role="img"]')?.getAttribute("aria-label") ?? "";
      expect(label.length).toBeGreaterThan(30);
    });
  });

  it("lets the panels of a figure flow, in the page's colours", () => {
    const panels = document.querySelectorAll("figure")[0].querySelectorAll(".panels > svg");
    expect(panels).toHaveLength(8);
    for (const panel of panels) expect(panel.hasAttribute("viewBox")).toBe(true);
    expect(html).toContain("var(--cg-model, #0072B2)");
    expect(html).toContain("prefers-color-scheme: dark");
    expect(html).toContain("--cg-model: #56B4E9");
  });

  it("heads the columns and rows of tables", () => {
    const table = document.querySelector("table");
    expect(table?.querySelectorAll('thead th[scope="col"]')).toHaveLength(5);
    expect(table?.querySelectorAll('tbody th[scope="row"]')).toHaveLength(3);
    expect(table?.querySelector("caption")?.textContent).toContain("Table 1.");
  });

  it("shows hostile text as text", () => {
    const hostile = `</style><script>alert("x")</script><img src=x onerror='y'>&`;
    const record: ReportRecord = {
      title: hostile,
      claim: hostile,
      sections: [
        {
          title: hostile,
          paragraphs: [hostile],
          equation: hostile,
          figures: [{ svg: '<svg xmlns="http://www.w3.org/2000/svg"></svg>', caption: hostile }],
          tables: [{ caption: hostile, columns: [{ title: hostile }], rows: [[hostile]] }],
        },
      ],
      limits: [hostile],
      receipt: {
        version: hostile,
        command: hostile,
        seed: 1,
        facts: [{ name: hostile, value: hostile }],
        hashes: [{ name: hostile, sha256: hostile }],
      },
    };
    const page = renderReport(record);
    expect(page).not.toMatch(/<script|<img/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(unbalanced(page)).toEqual([]);
    const text = parseHTML(page).document.querySelector(".claim")?.textContent;
    expect(text).toBe(hostile);
  });

  it("refuses a table row with too few entries", () => {
    const base = reportRecord();
    const tables = [
      { caption: "scores", columns: [{ title: "a" }, { title: "b" }], rows: [["1"]] },
    ];
    expect(() => renderReport({ ...base, sections: [{ title: "s", tables }] })).toThrowError(
      /row of table "scores": expected 2 values; received 1/,
    );
  });
});
