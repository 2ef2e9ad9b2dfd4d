import { BASIC_ACR } from "../domain/acr.ts";
import type { Parameters } from "./authorization-request.ts";

/** What an app wants to be told, and to be true, beyond its scope (OpenID Connect Core, 5.5). */
export interface RequestedClaims {
  /** The scopes that its single claims amount to. */
  readonly scopes: readonly string[];
  /** Whom it takes the user for. */
  readonly subject: string | undefined;
  /** Whether it takes nothing but what no sign-in here reaches. */
  readonly unmet: boolean;
}

/** More is no wish, but an attack on the reader. In characters. */
const MAX_LENGTH = 2048;

const SCOPE_OF: Readonly<Record<string, string>> = {
  email: "email",
  email_verified: "email",
  phone_number: "phone",
  phone_number_verified: "phone",
};

/** @returns undefined where `claims` cannot be read. `acr_values` alone is a wish, and no demand (3.1.2.1). */
export function readRequestedClaims({ claims }: Parameters): RequestedClaims | undefined {
  if (claims === undefined) return { scopes: [], subject: undefined, unmet: false };
  if (claims.length > MAX_LENGTH) return undefined;
  let asked: unknown;
  try {
    asked = JSON.parse(claims);
  } catch {
    return undefined;
  }
  if (!isRecord(asked)) return undefined;
  const { id_token: idToken = {}, userinfo = {} } = asked;
  if (!isRecord(idToken) || !isRecord(userinfo)) return undefined;
  const { acr, sub } = idToken;
  return {
    scopes: [...new Set([...Object.keys(idToken), ...Object.keys(userinfo)].flatMap(scopeOf))],
    subject: isRecord(sub) && typeof sub.value === "string" ? sub.value : undefined,
    unmet: isRecord(acr) && acr.essential === true && !accepts(acr, BASIC_ACR),
  };
}

function scopeOf(claim: string): string[] {
  const scope = Object.hasOwn(SCOPE_OF, claim) ? SCOPE_OF[claim] : undefined;
  return scope === undefined ? [] : [scope];
}

/** Whether a value would do; where the app names none, each does. */
function accepts({ value, values }: Readonly<Record<string, unknown>>, given: string): boolean {
  if (value === undefined && values === undefined) return true;
  return value === given || (Array.isArray(values) && values.includes(given));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
