import { CUSTOMER_NAMINGS } from "../../../flows/find-customer.ts";
import { type Html, html } from "../../../pages/html.ts";
import type { ScreenView } from "../screen.ts";

/** Whom a page is about: the owner's id of a customer, or an address. */
export interface PersonNamed {
  readonly customer: string;
  readonly as?: "address" | "id" | undefined;
}

/** The way to a person, whose address or id stands in no address: a form that looks like a link. */
export function personLink({ forms }: Pick<ScreenView, "forms">, { customer, as }: PersonNamed): Html {
  return html`<div class="as-link">
    ${forms.find({
      screen: "person",
      label: html`<bdi>${customer}</bdi>`,
      fields: html`<input type="hidden" name="customer" value="${customer}" />
        ${as !== undefined && html`<input type="hidden" name="as" value="${as}" />`}`,
    })}
  </div>`;
}

/** Whom a form of the desk names; undefined where it names nobody. */
export function namedBy({ query }: Pick<ScreenView, "query">): PersonNamed | undefined {
  const { customer = "", as } = query;
  const naming = CUSTOMER_NAMINGS.find((one) => one === as);
  return customer.trim() === "" ? undefined : { customer, ...(naming && { as: naming }) };
}
