import type { Operation, RouteHandler } from "./operation.ts";
import { ACCOUNT } from "./operations/account.ts";
import { ACCOUNT_PAGE } from "./operations/account-page.ts";
import { APP_CALLS } from "./operations/app-calls.ts";
import { APPS } from "./operations/apps.ts";
import { DESK } from "./operations/desk.ts";
import { DISCOVERY } from "./operations/discovery.ts";
import { PAGES } from "./operations/pages.ts";
import { PASSKEYS } from "./operations/passkeys.ts";
import { PUSH } from "./operations/push.ts";
import { SESSIONS } from "./operations/sessions.ts";
import { SIGN_IN } from "./operations/sign-in.ts";

/** The description of every route, by its handler: a route without one does not compile. */
export const OPERATIONS: Readonly<Record<RouteHandler, Operation>> = {
  ...SIGN_IN,
  ...SESSIONS,
  ...ACCOUNT_PAGE,
  ...ACCOUNT,
  ...PASSKEYS,
  ...PUSH,
  ...APPS,
  ...APP_CALLS,
  ...PAGES,
  ...DISCOVERY,
  ...DESK,
};
