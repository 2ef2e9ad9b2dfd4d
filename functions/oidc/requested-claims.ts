import { type Acr, readAcrs } from "../domain/acr.ts";
import type { Parameters } from "./authorization-request.ts";

/** What an app wants to be told, and to be true, beyond its scope (OpenID Connect Core, 5.5). */
export interface RequestedClaims {
  /** The scopes that its single claims amount to. */
  readonly scopes: readonly string[];
  /** Whom it takes the user for. */
  readonly subject: string | undefined;
  /** How well it wants the user to be told apart from others. */
  readonly acr: RequestedAcr;
}

/** What an app asks of a sign-in: nothing, or one of these, the dearest first. */
export interface RequestedAcr {
  readonly values: readonly Acr[];
  /** Whether it takes no other. A demand without values that are known here cannot be met. */
  readonly essential: boolean;
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
export function readRequestedClaims({
  claims,
  acr_values: wishes = "",
}: Parameters): RequestedClaims | undefined {
  const wished = readAcrs(wishes.split(" "));
  if (claims === undefined)
    return { scopes: [], subject: undefined, acr: { values: wished, essential: false } };
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
    acr: readAcr(isRecord(acr) ? acr : {}, wished),
  };
}

function scopeOf(claim: string): string[] {
  const scope = Object.hasOwn(SCOPE_OF, claim) ? SCOPE_OF[claim] : undefined;
  return scope === undefined ? [] : [scope];
}

/** Where a demand names no value, each would do: it is none. */
function readAcr(
  { essential, value, values }: Readonly<Record<string, unknown>>,
  wished: readonly Acr[],
): RequestedAcr {
  const named = value !== undefined || values !== undefined;
  const given = readAcrs([value, ...(Array.isArray(values) ? (values as readonly unknown[]) : [])]);
  if (essential === true && named) return { values: given, essential: true };
  return { values: [...given, ...wished], essential: false };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
