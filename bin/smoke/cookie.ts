import { expect } from "./case.ts";
import type { SmokeAnswer } from "./client.ts";
import { cookieName, type Target } from "./target.ts";

/**
 * Finds a cookie that an answer sets, with every flag that it needs (RFC 6265bis, 4.1).
 * @returns its name and value, as a client sends them back
 * @throws Failed when it is not there, or not safe
 */
export function expectCookie(
  { headers }: SmokeAnswer,
  target: Target,
  name: Parameters<typeof cookieName>[1],
): string {
  const full = cookieName(target, name);
  const line = headers.getSetCookie().find((one) => one.startsWith(`${full}=`));
  expect(line !== undefined, `the cookie ${full} is not set`);
  const [pair = "", ...attributes] = line.split("; ");
  const wanted = [
    "Path=/",
    "HttpOnly",
    "SameSite=Lax",
    ...(target.url.startsWith("https:") ? ["Secure"] : []),
  ];
  const missing = wanted.filter((attribute) => !attributes.includes(attribute));
  expect(missing.length === 0, `the cookie ${full} lacks ${missing.join(", ")}`);
  expect(!attributes.some((one) => /^domain=/i.test(one)), `the cookie ${full} names a domain`);
  return pair;
}
