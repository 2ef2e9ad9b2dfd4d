import { complete, type FlowOptions, type Tokens } from "./flow.ts";
import { announces, demand, type Module, skip, type Suite } from "./suite.ts";

/** What each scope asks for (OpenID Connect Core, 5.4). */
const SCOPE_CLAIMS: Readonly<Record<string, readonly string[]>> = {
  profile: [
    ...["name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile"],
    ...["picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"],
  ],
  email: ["email", "email_verified"],
  address: ["address"],
  phone: ["phone_number", "phone_number_verified"],
};

const TYPES: Readonly<Record<string, string>> = {
  email: "string",
  phone_number: "string",
  email_verified: "boolean",
  phone_number_verified: "boolean",
  address: "object",
  updated_at: "number",
};

/** Signs a person in with scopes, and looks at what the app is told. Skipped where the service does not know them all. */
async function withScopes(
  suite: Suite,
  scopes: readonly string[],
  options: FlowOptions = {},
): Promise<Tokens> {
  const unknown = scopes.filter((scope) => !announces(suite, "scopes_supported", scope));
  if (unknown.length > 0) skip(`scopes_supported lacks ${unknown.join(", ")}`);
  const scope = ["openid", ...scopes].join(" ");
  const tokens = await complete(suite, { ...options, change: { scope, ...options.change } });
  checkUserInfo(tokens.userInfo);
  for (const one of scopes) {
    const names = SCOPE_CLAIMS[one] ?? [];
    suite.warn(
      names.some((name) => name in tokens.userInfo),
      `userinfo has no claim of the scope ${one}`,
    );
  }
  return tokens;
}

export function checkUserInfo(user: Readonly<Record<string, unknown>>): void {
  demand(typeof user.sub === "string" && user.sub !== "", "userinfo has no sub");
  for (const [name, type] of Object.entries(TYPES))
    demand(!(name in user) || typeof user[name] === type, `userinfo's ${name} is no ${type}`);
}

const scopeEmail =
  (options: FlowOptions = {}): Module =>
  async (suite) => {
    const { claims, userInfo } = await withScopes(suite, ["email"], options);
    suite.warn(!("name" in claims), "the ID token has a name, unasked");
    suite.warn(!("email" in claims), "the ID token has the e-mail, which belongs to userinfo");
    suite.warn(!("name" in userInfo), "userinfo has a name, unasked");
  };

/** Modules about what an app is told of a person. */
export const claimModules: Readonly<Record<string, Module>> = {
  "oidcc-scope-profile": (suite) => withScopes(suite, ["profile"]),
  "oidcc-scope-email": scopeEmail(),
  "oidcc-scope-address": (suite) => withScopes(suite, ["address"]),
  "oidcc-scope-phone": (suite) => withScopes(suite, ["phone"]),
  "oidcc-scope-all": (suite) => withScopes(suite, ["email", "phone", "address", "profile"]),
  "oidcc-alternate-happy-flow": scopeEmail({ reversed: true, change: { scope: "email openid" } }),
  "oidcc-claims-essential": async (suite) => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    const { userInfo } = await complete(suite, { change: { claims } });
    checkUserInfo(userInfo);
    suite.warn("name" in userInfo, "userinfo has no name, although it was essential");
  },
};
