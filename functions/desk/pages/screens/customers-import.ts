import { newActId } from "../../../domain/act-id.ts";
import { html, type Html } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import { isRepeated, type RepeatedAnswer } from "../../act.ts";
import type { CustomersImportAnswer } from "../../acts/import.ts";
import type { CustomersImportUndoAnswer, KeptLine } from "../../acts/undo-import.ts";
import type { AssumedCountry, ImportReport, LeftLine } from "../../import/report.ts";
import type { ReadingDesk } from "../../services.ts";
import { dataTable } from "../data-table.ts";
import { fieldsOf } from "../fields.ts";
import { FILE_FIELD } from "../sent-fields.ts";
import { UNKNOWN, wholeNumber } from "../figures.ts";
import type { AnsweredForm, ScreenView } from "../screen.ts";
import { timesOf } from "../times.ts";
import { say } from "../words.ts";

/** Customers by a file: pasted, looked at, then imported part by part, and taken back. */
export async function importOf(
  services: Pick<ReadingDesk, "random" | "clock" | "settings">,
  view: ScreenView,
): Promise<Html> {
  const { answered, refused } = view;
  const isOpen = [answered?.act, refused?.act].some((act) => act?.startsWith("customers-import"));
  return html`<details id="import" ${isOpen && html`open`}>
    <summary>${say("import.title")}</summary>
    ${reportOf(services, view)} ${lookForm(view)} ${await unfinished(services, view)} ${undoForm(view)}
  </details>`;
}

function lookForm(view: ScreenView): Html {
  const hidden = { "dryRun:flag": "yes" };
  const fields = fieldsOf(view, "customers-import", "look", hidden);
  return html`<p>${say("import.lead")}</p>
    ${view.forms.act({
      ...{ act: "customers-import", back: "customers", label: say("import.look"), hidden },
      sendsFiles: true,
      fields: html`${fields.file(`csv${FILE_FIELD}`, { label: say("import.file"), hint: say("import.fileHint") })}
      ${fields.area("csv", {
        ...{ label: say("import.csv"), hint: say("import.csvHint"), rows: 8 },
        value: view.answered?.fields.csv,
      })}`,
    })}`;
}

function reportOf(services: Pick<ReadingDesk, "random" | "clock">, view: ScreenView): Html | false {
  const { answered } = view;
  if (answered && isRepeated(answered.answer)) return goOn(view, answered);
  if (answered?.act === "customers-import-undo")
    return undone(view, answered.answer as CustomersImportUndoAnswer);
  if (answered?.act !== "customers-import") return false;
  const answer = answered.answer as CustomersImportAnswer;
  if (answer.outcome !== "checked" && answer.outcome !== "imported") return false;
  const { csv = "" } = answered.fields;
  if (answer.outcome === "checked") {
    const { registered, changed } = answer.counts;
    return html`${told(answer)}
    ${
      registered + changed > 0 &&
      importForm(view, csv, { id: newActId(services.random, services.clock()), part: 0 })
    }`;
  }
  const { import: id, next } = answer;
  return html`${told(answer)} ${next !== undefined && importForm(view, csv, { id, part: next })}
    <p class="hint">${say("import.id", { id: html`<code>${id}</code>` })}</p>`;
}

/** The next part of what was done before. */
function goOn(view: ScreenView, { act, fields, answer }: AnsweredForm): Html | false {
  const { next } = answer as RepeatedAnswer;
  const { import: id = "", csv = "" } = fields;
  if (next === undefined) return false;
  if (act === "customers-import") return importForm(view, csv, { id, part: next });
  return act === "customers-import-undo" && undoOn(view, id, next);
}

function undoOn({ forms }: ScreenView, id: string | undefined, part: number): Html {
  return forms.act({
    ...{ act: "customers-import-undo", back: "customers", label: say("import.undoGoOn", { part: part + 1 }) },
    hidden: { import: id, "part:number": String(part) },
  });
}

function told({ counts, left, assumed, unknownColumns }: ImportReport): Html {
  const { lines, registered, changed, unchanged, told: toldContacts } = counts;
  const figures = { lines, registered, changed, unchanged, left: counts.left, told: toldContacts };
  const texts = Object.fromEntries(
    Object.entries(figures).map(([name, count]) => [name, wholeNumber(count)]),
  );
  return html`${notice("good", say("import.counts", texts))}
  ${unknownColumns.length > 0 && html`<p>${say("import.unknown", { columns: unknownColumns.join(", ") })}</p>`}
  ${
    left.length > 0 &&
    dataTable<LeftLine>({
      caption: say("import.left"),
      columns: [
        { head: say("import.line"), cell: ({ line }) => line },
        { head: say("import.column"), cell: ({ column = UNKNOWN }) => column },
        { head: say("import.why"), cell: ({ message }) => message },
      ],
      rows: left,
      empty: "",
    })
  }
  ${
    assumed.length > 0 &&
    dataTable<AssumedCountry>({
      caption: say("import.assumed"),
      columns: [
        { head: say("import.line"), cell: ({ line }) => line },
        { head: say("customers.address"), cell: ({ address }) => html`<bdi dir="ltr">${address}</bdi>` },
        { head: say("today.country"), cell: ({ country = UNKNOWN }) => country },
      ],
      rows: assumed,
      empty: "",
    })
  }`;
}

/** The file goes along from part to part: nothing of it is kept between them. */
function importForm(
  { forms }: ScreenView,
  csv: string,
  { id, part }: { readonly id: string; readonly part: number },
): Html {
  return forms.act({
    ...{ act: "customers-import", back: "customers", sendsFiles: true },
    label: part === 0 ? say("import.do") : say("import.goOn", { part: part + 1 }),
    hidden: { csv, import: id, "part:number": String(part) },
  });
}

/** What was begun and has not ended, since a browser was closed or an answer was lost: it goes on with the same file. */
async function unfinished(services: Pick<ReadingDesk, "settings">, view: ScreenView): Promise<Html | false> {
  const asked = await view.ask("customers-imports", {});
  if (asked.kind !== "answered") return false;
  const times = timesOf(services.settings);
  return html`${asked.answer.imports.map(({ import: id, begunAt, next }) => {
    if (next === undefined) return false;
    const hidden = { import: id, "part:number": String(next) };
    const fields = fieldsOf(view, "customers-import", id, hidden);
    return html`<h2>${say("import.begun", { instant: times.instant(begunAt) })}</h2>
      <p>${say("import.begunLead", { parts: next, id: html`<code>${id}</code>` })}</p>
      ${view.forms.act({
        ...{ act: "customers-import", back: "customers", hidden, sendsFiles: true, look: "quiet" },
        label: say("import.goOn", { part: next + 1 }),
        fields: html`${fields.file(`csv${FILE_FIELD}`, { label: say("import.file"), hint: say("import.sameFile") })}
        ${fields.area("csv", { label: say("import.csv"), rows: 2 })}`,
      })}`;
  })}`;
}

function undoForm(view: ScreenView): Html {
  const fields = fieldsOf(view, "customers-import-undo", "undo");
  return html`<h2>${say("import.undo")}</h2>
    ${view.forms.act({
      ...{ act: "customers-import-undo", back: "customers", label: say("import.undo"), look: "quiet" },
      fields: fields.text("import", {
        label: say("import.undoId"),
        hint: say("import.undoHint"),
        isName: true,
        isRequired: true,
        most: 36,
      }),
    })}`;
}

function undone(view: ScreenView, answer: CustomersImportUndoAnswer): Html | false {
  if (answer.outcome !== "undone") return false;
  const { kept, counts, next } = answer;
  const texts = { removed: wholeNumber(counts.removed), kept: wholeNumber(counts.kept) };
  return html`${notice("good", say("import.undone", texts))}
  ${
    kept.length > 0 &&
    dataTable<KeptLine>({
      caption: say("import.kept"),
      columns: [
        { head: say("import.line"), cell: ({ line }) => line },
        { head: say("import.why"), cell: ({ reason }) => reason.replaceAll("-", " ") },
      ],
      rows: kept,
      empty: "",
    })
  }
  ${next !== undefined && undoOn(view, view.answered?.fields.import, next)}`;
}
