import type { SmokeCase } from "./case.ts";
import { addressCases } from "./cases/address.ts";
import { appCases } from "./cases/apps.ts";
import { awsCases } from "./cases/aws.ts";
import { corsCases } from "./cases/cors.ts";
import { deskCases } from "./cases/desk.ts";
import { discoveryCases } from "./cases/discovery.ts";
import { factorCases } from "./cases/factors.ts";
import { gatewayCases } from "./cases/gateway.ts";
import { liveCases } from "./cases/live.ts";
import { pageCases } from "./cases/pages.ts";
import { problemCases } from "./cases/problems.ts";
import { sessionCases } from "./cases/sessions.ts";
import { signInCases } from "./cases/sign-in.ts";

/** Every line of smoke, in the order of a walk: later ones use what earlier ones have learned. */
export const smokeCases: readonly SmokeCase[] = [
  ...discoveryCases,
  ...pageCases,
  ...signInCases,
  ...sessionCases,
  ...factorCases,
  ...deskCases,
  ...liveCases,
  ...problemCases,
  ...gatewayCases,
  ...corsCases,
  ...appCases,
  ...addressCases,
  ...awsCases,
];
