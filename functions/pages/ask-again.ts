import { traitsOf } from "../domain/channel.ts";
import { FORM_FIELD } from "../http/guard.ts";
import { ADDRESS_FIELDS } from "../http/request-form.ts";
import type { TypedAddress } from "../http/typed-address.ts";
import { type Html, html } from "./html.ts";
import { type Frame, requestAddress, resumeField } from "./layout.ts";

/** A form of one button that asks for a new code for an address that was typed before. @param button its name */
export function askAgainForm(
  frame: Frame,
  { formToken, address }: { readonly formToken: string; readonly address: TypedAddress },
  button: Html,
  kind: "quiet" | "full" = "full",
): Html {
  const { basePath, words } = frame;
  const { channel, text, country } = address;
  const field = (name: string, value: string) =>
    html`<input type="hidden" name="${name}" value="${value}" />`;
  return html`<form method="post" action="${basePath}/otp/request">
    ${field(FORM_FIELD, formToken)} ${field("locale", words.locale)} ${field("channel", channel)}
    ${field(ADDRESS_FIELDS[traitsOf(channel).addressKind], text)}
    ${country !== undefined && field("country", country)} ${resumeField(frame)}
    <button ${kind === "quiet" && html`class="quiet"`}>${button}</button>
  </form>`;
}

/** The link to the page where another address is typed; it keeps what was typed before. */
export function changeAddress(frame: Frame): string {
  const address = requestAddress(frame);
  return `${address}${address.includes("?") ? "&" : "?"}change=address`;
}
