import { checkInput } from "../check-input.ts";
import type { AddressKind } from "../domain/address-kind.ts";
import { CHANNELS, traitsOf } from "../domain/channel.ts";
import { CODE_FORMATS } from "../domain/typed/code-shape.ts";
import { invalidRequest, type Problem } from "./problem.ts";
import type { HttpRequest } from "./request.ts";
import { idempotencyKey } from "./schemas.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The field of the form for each kind of address: all channels to numbers share one. */
export const ADDRESS_FIELDS = { email: "email", phone: "sms" } as const satisfies Record<AddressKind, string>;

/** The body that the request form means: the field of the chosen channel's addresses is the recipient. */
export function recipientFields(fields: Fields) {
  const { channel, email, sms, purpose, locale, country, botCheck } = fields;
  const chosen = CHANNELS.find((name) => name === channel);
  const typed = chosen ? fields[ADDRESS_FIELDS[traitsOf(chosen).addressKind]] : (email ?? sms);
  return defined({
    recipient: fields.recipient ?? typed ?? "",
    channel,
    purpose,
    locale,
    // Our pages have a field for each.
    codeFormats: CODE_FORMATS,
    // The page's script fills it; without one it is empty.
    botCheck: botCheck === "" ? undefined : botCheck,
    // The form's list has no other; a number is then read as one without a choice.
    country: /^[A-Z]{2}$/.test(String(country)) ? country : undefined,
  });
}

/** The `Idempotency-Key` of a request, or what is wrong with it. */
export function readIdempotencyKey(
  request: HttpRequest,
): { readonly idempotencyKey: string | undefined } | Problem {
  const result = checkInput(idempotencyKey, request.header("idempotency-key"));
  if (result.success) return { idempotencyKey: result.data };
  return invalidRequest(result.error.issues.map(({ message }) => ({ path: "Idempotency-Key", message })));
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
