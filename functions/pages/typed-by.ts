import type { Challenge } from "../domain/challenge.ts";
import { traitsOf } from "../domain/channel.ts";
import { dropInvisible } from "../domain/typed/fold.ts";
import { spokenPhone } from "../domain/typed/phone-country.ts";
import type { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { rememberTyped, type TypedAddress, type TypedAddressDependencies } from "../http/typed-address.ts";

/** What a form says of an address. */
export interface Typed {
  readonly recipient: string;
  readonly country?: string | undefined;
}

interface Accepted {
  readonly challengeId: string;
  readonly challenge: Challenge;
}

/** The answer to a form that had a code sent, with the cookie by which the next pages know what was typed. */
export async function withTyped(
  services: TypedAddressDependencies,
  request: HttpRequest,
  typed: Typed,
  { challengeId, challenge }: Accepted,
  reply: Reply,
): Promise<Reply> {
  if (!request.form) return reply;
  const remembered = await rememberTyped(services, request, challengeId, typedBy(typed, challenge));
  return { ...reply, cookies: [...(reply.cookies ?? []), ...remembered] };
}

/**
 * What a form's user typed, as the next pages show it: a number as it was read, so that a wrong country is seen at once;
 * an e-mail address as it was typed, so that a slip is.
 */
function typedBy(
  { recipient, country }: Typed,
  { channel, address, country: region }: Challenge,
): TypedAddress {
  const text = dropInvisible(recipient).trim();
  if (traitsOf(channel).addressKind === "email") return { channel, text, shown: text };
  return { channel, text, country, shown: spokenPhone(address), region };
}
