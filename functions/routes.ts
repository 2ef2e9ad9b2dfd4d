import { accountRoutes } from "./routes/account.ts";
import { appRoutes } from "./routes/apps.ts";
import { type consumers, reportRoutes } from "./routes/consumers.ts";
import { discoveryRoutes } from "./routes/discovery.ts";
import { deskRoutes } from "./routes/desk.ts";
import { passkeyRoutes } from "./routes/passkeys.ts";
import { pushRoutes } from "./routes/push.ts";
import { factorRoutes } from "./routes/factors.ts";
import { signInRoutes } from "./routes/sign-in.ts";

export { consumers } from "./routes/consumers.ts";
export {
  FUNCTIONS,
  functionsOf,
  type RouteFunction,
  type Wing,
  WINGS,
  WINGS_WITH_ADDRESSES,
} from "./routes/functions.ts";
export type * from "./routes/shapes.ts";
export { BINARY_TYPES, ROTATING_SECRETS, SERVER_PATH } from "./routes/shapes.ts";

/** Every address of the service: gateway, roles, environment, local service, description and tests are made from it. */
export const routes = [
  ...signInRoutes,
  ...appRoutes,
  ...factorRoutes,
  ...accountRoutes,
  ...passkeyRoutes,
  ...pushRoutes,
  ...discoveryRoutes,
  ...reportRoutes,
  ...deskRoutes,
] as const;

/** What no address reaches. */
export type ConsumerName = (typeof consumers)[number]["handler"];

export type HandlerName = (typeof routes)[number]["handler"] | ConsumerName;
