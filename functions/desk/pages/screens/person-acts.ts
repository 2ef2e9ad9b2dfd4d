import { html, type Html, type HtmlValue } from "../../../pages/html.ts";
import { fieldsOf, type FormFields } from "../fields.ts";
import type { FormActName } from "../form-acts.ts";
import type { ScreenView } from "../screen.ts";
import { say, type WordKey } from "../words.ts";
import type { PersonNamed } from "./person-link.ts";

/** What is done to a person by one button. */
const BUTTONS = ["sessions-end", "cancel", "lanes-clear", "lift", "block", "unblock"] as const;

/** Where the outcome of an act on a person is shown. */
export function backTo({ customer, as }: PersonNamed): string {
  const query = new URLSearchParams({ customer, ...(as !== undefined && { as }) });
  return `person?${query.toString()}`;
}

/** What an admin may do to a person; what the role may not is not there. */
export function personActs(view: ScreenView, named: PersonNamed, isCustomer: boolean): Html {
  const buttons = BUTTONS.filter((act) => view.may(act) && (isCustomer || !isOfCustomers(act)));
  return html`<h2>${say("person.acts")}</h2>
    <ul class="acts">
      ${buttons.map(
        (act) =>
          html`<li>
            ${actForm(view, named, act, { label: say(`person.${act}`), look: act === "block" ? "danger" : "quiet" })}
            <p class="hint">${say(`person.${act}Hint`)}</p>
          </li>`,
      )}
    </ul>
    ${isCustomer && contactForms(view, named)}`;
}

function isOfCustomers(act: FormActName): boolean {
  return act === "block" || act === "unblock";
}

/** A form of an act on a person. */
export function actForm(
  { forms, refused }: ScreenView,
  named: PersonNamed,
  act: FormActName,
  form: {
    readonly label: HtmlValue;
    readonly look?: "danger" | "quiet";
    readonly fields?: (fields: FormFields) => HtmlValue;
  },
): Html {
  const hidden = { customer: named.customer, ...(named.as !== undefined && { as: named.as }) };
  const { label, look, fields } = form;
  return forms.act({
    ...{ act, label, hidden, back: backTo(named) },
    ...(look && { look }),
    ...(fields && { fields: fields(fieldsOf({ refused }, act, "", hidden)) }),
  });
}

/** A form that is opened before it is filled; one that was refused is open. */
export function folded(view: ScreenView, act: FormActName, title: WordKey, hint: WordKey, form: Html): Html {
  return html`<details ${view.refused?.act === act && html`open`}>
    <summary>${say(title)}</summary>
    <p>${say(hint)}</p>
    ${form}
  </details>`;
}

function contactForms(view: ScreenView, named: PersonNamed): Html {
  const recipient = (fields: FormFields) =>
    fields.text("recipient", { label: say("person.address"), isName: true, isRequired: true, most: 320 });
  const locale = (fields: FormFields) =>
    fields.text("locale", {
      label: say("person.locale"),
      hint: say("customers.localeHint"),
      isName: true,
      most: 35,
    });
  return html`${
    view.may("contacts-add") &&
    folded(
      ...([view, "contacts-add", "person.add", "person.addHint"] as const),
      actForm(view, named, "contacts-add", {
        label: say("person.add"),
        fields: (fields) =>
          html`${recipient(fields)} ${locale(fields)}
          ${fields.flag("leavesFactors:flag", { label: say("person.leavesFactors") })}`,
      }),
    )
  }
  ${
    view.may("invite") &&
    folded(
      ...([view, "invite", "person.invite", "person.inviteHint"] as const),
      view.forms.act({
        ...{ act: "invite", label: say("person.invite"), back: backTo(named) },
        fields: recipient(fieldsOf(view, "invite")),
      }),
    )
  }
  ${
    view.may("contacts-remove") &&
    folded(
      ...([view, "contacts-remove", "person.remove", "person.removeHint"] as const),
      actForm(view, named, "contacts-remove", {
        label: say("person.remove"),
        look: "danger",
        fields: (fields) => recipient(fields),
      }),
    )
  }
  ${
    view.may("customers-edit") &&
    folded(
      ...([view, "customers-edit", "person.edit", "person.editHint"] as const),
      actForm(view, named, "customers-edit", {
        label: say("person.save"),
        fields: (fields) =>
          html`${fields.text("name", { label: say("person.name"), most: 200 })} ${locale(fields)}
          ${fields.text("note", { label: say("person.note"), hint: say("person.noteHint"), most: 200 })}`,
      }),
    )
  }`;
}
