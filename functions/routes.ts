import { appRoutes } from "./routes/apps.ts";
import { type consumers, type idleConsumers, reportRoutes } from "./routes/consumers.ts";
import { discoveryRoutes } from "./routes/discovery.ts";
import { signInRoutes } from "./routes/sign-in.ts";

export { consumers, idleConsumers } from "./routes/consumers.ts";
export type * from "./routes/shapes.ts";
export { ROTATING_SECRETS, SERVER_PATH } from "./routes/shapes.ts";

/** Every address of the service: gateway, roles, environment, local service, description and tests are made from it. */
export const routes = [...signInRoutes, ...appRoutes, ...discoveryRoutes, ...reportRoutes] as const;

export type HandlerName =
  | (typeof routes)[number]["handler"]
  | (typeof consumers)[number]["handler"]
  | (typeof idleConsumers)[number]["handler"];
