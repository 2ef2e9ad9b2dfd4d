import type { DynamoDBStreamEvent } from "aws-lambda";
import type { Providers } from "../../functions/delivery/port.ts";
import { type Served, servedAnew } from "../../functions/compose/live.ts";
import type { Services } from "../../functions/compose/base.ts";
import { faultPage, liveWords, pageFiles } from "../../functions/compose/pages.ts";
import { compose, composeNotice } from "../../functions/compose/parts.ts";
import { create as bookkeep } from "../../functions/handlers/bookkeep.ts";
import { create as deliverCode } from "../../functions/handlers/deliver-code.ts";
import { create as dispatch } from "../../functions/handlers/dispatch.ts";
import type { Endpoint } from "../../functions/http/endpoint.ts";
import type { Settings } from "../../functions/settings.ts";
import type { WindowEvent } from "../../functions/stream/window.ts";
import { localEndpoints } from "./endpoints.ts";
import type { PartsSwitch } from "./parts.ts";
import type { pump } from "./pump.ts";

/** As the mapping of a deployed stage has it. */
const WINDOW_SECONDS = 60;

/** Everything that this process serves, by what admins change live, as each deployed function does. */
export async function liveServices(
  services: Services,
  providersOf: (settings: Settings) => Providers,
  host: string,
  guard: PartsSwitch["guard"],
): Promise<LiveServices> {
  const takesPasskeys = services.settings.factors.passkeys !== "off";
  const passkeys = takesPasskeys ? await import("./passkey-endpoints.ts") : undefined;
  const remake = (changed: Services) => ({
    providers: providersOf(changed.settings),
    compose: compose(changed),
    composeNotice: composeNotice(changed),
    pageFiles: pageFiles(changed),
    faultPage: faultPage(changed),
  });
  const served = servedAnew(services, { follows: true, words: liveWords(services), remake }, (of) => ({
    deliver: deliverCode(of),
    dispatch: dispatch(of),
    bookkeep: bookkeep(of),
    endpoints: { ...localEndpoints(of, host), ...passkeys?.passkeyEndpoints(of) },
  }));
  return {
    deliver: async (event) => (await served.current()).deliver(event),
    consumers: [
      guard("dispatch", async (event: DynamoDBStreamEvent) => (await served.current()).dispatch(event)),
      {
        consume: guard("bookkeep", async (event: WindowEvent) => (await served.current()).bookkeep(event)),
        windowSeconds: WINDOW_SECONDS,
      },
    ],
    endpoints: liveEndpoints(served),
  };
}

interface LiveServices {
  readonly deliver: ReturnType<typeof deliverCode>;
  readonly consumers: Parameters<typeof pump>[0];
  readonly endpoints: Readonly<Record<string, Endpoint>>;
}

/** Endpoints each of which answers as things are at its request. */
function liveEndpoints(
  served: Served<{ readonly endpoints: Readonly<Record<string, Endpoint>> }>,
): Readonly<Record<string, Endpoint>> {
  return Object.fromEntries(
    Object.entries(served.asDeployed.endpoints).map(([name, asDeployed]): [string, Endpoint] => [
      name,
      async (event, context) => {
        const { endpoints } = await served.current().catch(served.refusing);
        return (endpoints[name] ?? asDeployed)(event, context);
      },
    ]),
  );
}
