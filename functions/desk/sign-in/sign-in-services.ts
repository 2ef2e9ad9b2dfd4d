import type { RequestCodeDependencies } from "../../flows/request-code.ts";
import type { CookieJar } from "../../http/cookies.ts";
import type { Keys } from "../../keys/port.ts";
import type { Observer } from "../../observability/port.ts";
import type { LiveFacts } from "../../settings/live/facts.ts";
import type { Stores } from "../../storage/port.ts";
import type { Clock, Random } from "../../domain/ambient.ts";
import type { Settings } from "../../settings.ts";
import type { DeskPageTools } from "../pages/layout.ts";
import type { EnrolDependencies } from "./enrol.ts";
import type { EnterCodeDependencies } from "./enter-code.ts";
import type { EnterFactorDependencies } from "./enter-factor.ts";

/** What the pages of a sign-in to the desk are shown with: nothing that writes. */
export interface ShowingServices extends DeskPageTools {
  readonly storage: Stores<{ challenges: "read"; factors: "read" }>;
  readonly keys: Pick<Keys, "current" | "find" | "recipient">;
  readonly cookies: CookieJar;
  readonly settings: Settings;
  readonly live: LiveFacts;
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** What its forms are answered with. */
export interface SignInServices
  extends ShowingServices, Omit<RequestCodeDependencies, "knows" | "botCheck" | "live"> {
  readonly storage: ShowingServices["storage"] &
    RequestCodeDependencies["storage"] &
    EnterCodeDependencies["storage"] &
    EnterFactorDependencies["storage"] &
    EnrolDependencies["storage"] &
    Stores<{ challenges: "open" | "end" | "openApproved" }>;
  readonly keys: Keys;
  readonly settings: Settings;
  readonly observer: Observer;
  readonly locales: readonly string[];
}
