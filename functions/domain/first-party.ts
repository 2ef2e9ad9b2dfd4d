/**
 * The `client_id` of tokens of the owner's own API, where the owner wants them to have one (RFC 9068 does). No app may
 * be called so.
 */
export const FIRST_PARTY = "first-party";

/** Whether a token was made for the owner's own API, with no app in between. */
export function isFirstParty({ client_id: id }: { readonly client_id?: string }): boolean {
  return id === undefined || id === FIRST_PARTY;
}
