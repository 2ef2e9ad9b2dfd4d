import { html, type Html } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import type { CustomersFindAnswer, ShownCustomer } from "../../acts/customers.ts";
import { dataTable } from "../data-table.ts";
import { fieldsOf } from "../fields.ts";
import { UNKNOWN } from "../figures.ts";
import type { Screen, ScreenView } from "../screen.ts";
import { say } from "../words.ts";
import { importOf } from "./customers-import.ts";
import { personLink } from "./person-link.ts";

/** Customers by the beginning of the id, a whole address or part of a name; registering one, and many by a file. */
export const customersScreen: Screen = {
  name: "customers",
  title: "customers",
  least: "operator",
  posted: true,
  async show(services, view) {
    // Every form here would be answered that there are no customers.
    if (services.settings.registration !== "registered")
      return html`<p class="lead">${say("customers.openMode")}</p>
        <p><a href="${view.address("person")}">${say("person")}</a></p>`;
    const { text, name, after } = view.query;
    const asked = text !== undefined || name !== undefined;
    const found = asked
      ? await view.ask("customers-find", {
          text: text ?? "",
          most: 50,
          ...(name !== undefined && name !== "" && { name }),
          ...(after !== undefined && after !== "" && { after }),
        })
      : undefined;
    const errors = found?.kind === "invalid" ? found.errors : [];
    return html`<p class="lead">${say("customers.lead")}</p>
      ${searchForm(view, errors)} ${found?.kind === "answered" && listOf(view, found.answer)}
      ${view.may("customers-export") && exportForm(view)}
      ${
        // A new id is an owner's to give.
        view.admin.role === "owner" && registerForm(view)
      }
      ${view.may("customers-import") && (await importOf(services, view))}`;
  },
};

function searchForm(
  { forms, query }: ScreenView,
  errors: readonly { readonly path: string; readonly message: string }[],
): Html {
  const fields = fieldsOf(
    {
      refused: {
        act: "find",
        fields: { text: query.text ?? "", name: query.name ?? "" },
        errors: Object.fromEntries(errors.map(({ path, message }) => [path, message])),
      },
    },
    "find",
  );
  return forms.find({
    screen: "customers",
    label: say("customers.find"),
    fields: html`<div class="beside">
      ${fields.text("text", { label: say("customers.text"), hint: say("customers.textHint"), isName: true, type: "search", most: 320 })}
      ${fields.text("name", { label: say("customers.name"), hint: say("customers.nameHint"), type: "search", most: 200 })}
    </div>`,
  });
}

function listOf(view: ScreenView, answer: CustomersFindAnswer): Html {
  if (answer.outcome === "open-mode") return notice("bad", say("customers.openMode"));
  const { customers: all, next, tooMany } = answer;
  return html`${dataTable<ShownCustomer>({
    caption: say("customers.found"),
    columns: [
      {
        head: say("customers.id"),
        cell: ({ customerId, idIsMasked }) =>
          customerId === undefined || idIsMasked
            ? html`<bdi>${customerId ?? UNKNOWN}</bdi>`
            : personLink(view, { customer: customerId, as: "id" }),
      },
      {
        head: say("customers.address"),
        cell: ({ address = UNKNOWN }) => html`<bdi dir="ltr">${address}</bdi>`,
      },
      { head: say("customers.nameHead"), cell: ({ name = UNKNOWN }) => html`<bdi>${name}</bdi>` },
      { head: say("customers.locale"), cell: ({ locale = UNKNOWN }) => locale },
      {
        head: say("customers.status"),
        cell: ({ status }) =>
          status === "blocked" ? html`<strong class="wrong">${status}</strong>` : status,
      },
      { head: say("customers.note"), cell: ({ note = UNKNOWN }) => html`<bdi>${note}</bdi>` },
    ],
    rows: all,
    empty: say("customers.none"),
  })}
  ${tooMany === true && html`<p class="hint">${say("customers.tooMany")}</p>`}
  ${next !== undefined && again(view, "customers", say("customers.next"), next)}`;
}

/** The same search, on another screen or further on. */
function again({ forms, query }: ScreenView, screen: string, label: Html, after?: string): Html {
  const { text = "", name = "" } = query;
  const hidden = { text, name, ...(after !== undefined && { after }) };
  return forms.find({
    screen,
    label,
    fields: Object.entries(hidden).map(
      ([key, value]) => html`<input type="hidden" name="${key}" value="${value}" />`,
    ),
  });
}

function exportForm(view: ScreenView): Html {
  return html`<section>
    ${again(view, "customers-csv", say("customers.export"))}
    <p class="hint">${say("customers.exportHint")}</p>
  </section>`;
}

function registerForm(view: ScreenView): Html {
  const hidden = { as: "id" };
  const fields = fieldsOf(view, "contacts-add", "new", hidden);
  const isOpen = view.refused?.act === "contacts-add";
  return html`<details ${isOpen && html`open`}>
    <summary>${say("customers.add")}</summary>
    <p>${say("customers.addLead")}</p>
    ${view.forms.act({
      act: "contacts-add",
      back: "customers",
      label: say("customers.register"),
      hidden,
      fields: html`${fields.text("customer", { label: say("customers.newId"), hint: say("customers.newIdHint"), isName: true, isRequired: true, most: 255 })}
      ${fields.text("recipient", { label: say("customers.newAddress"), isName: true, isRequired: true, most: 320 })}
      ${fields.text("name", { label: say("customers.newName"), most: 200 })}
      ${fields.text("locale", { label: say("customers.newLocale"), hint: say("customers.localeHint"), isName: true, most: 35 })}`,
    })}
  </details>`;
}
