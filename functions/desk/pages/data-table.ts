import { type Html, html, type HtmlValue } from "../../pages/html.ts";

export interface TableColumn<Row> {
  readonly head: HtmlValue;
  readonly cell: (row: Row) => HtmlValue;
  /** Whether it is a figure, which stands at the end of its cell. */
  readonly figure?: true;
}

export interface DataTable<Row> {
  /** What it shows, also for a screen reader. */
  readonly caption: HtmlValue;
  /** The first one names its row. */
  readonly columns: readonly [TableColumn<Row>, ...TableColumn<Row>[]];
  readonly rows: readonly Row[];
  /** What to do, or to know, where there are no rows. */
  readonly empty: HtmlValue;
}

/** Rows as a table; on a phone it is moved sideways within its own frame, by keyboard too. */
export function dataTable<Row>({ caption, columns, rows, empty }: DataTable<Row>): Html {
  if (rows.length === 0)
    return html`<p class="untabled"><strong>${caption}</strong></p>
      <p class="empty">${empty}</p>`;
  const [first, ...others] = columns;
  const kind = ({ figure }: TableColumn<Row>) => figure && html`class="number"`;
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((one) => html`<th scope="col" ${kind(one)}>${one.head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${first.cell(row)}</th>
              ${others.map((one) => html`<td ${kind(one)}>${one.cell(row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
