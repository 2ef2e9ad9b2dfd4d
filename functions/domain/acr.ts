/**
 * How well a person was told apart from others (OpenID Connect Core, 2): one who proved an address by a code. Every
 * sign-in reaches it.
 */
export const BASIC_ACR = "latchkey:1";
