import { CHANNELS } from "../functions/domain/channel.ts";
import { consumers, FUNCTIONS } from "../functions/routes.ts";

/** Functions that run beside the service, without it around them: each is one file in functions/handlers. */
export const BESIDE_THE_SERVICE: readonly string[] = ["fill-secrets", "rotate-secrets", "set-sms-account"];

/** What is deployed: a function of addresses each, a consumer each, and one for each channel of a queue's. */
export const DEPLOYED: readonly string[] = [
  ...Object.keys(FUNCTIONS),
  ...consumers.flatMap((row) =>
    row.source === "queue" ? CHANNELS.map((channel) => `${row.handler}-${channel}`) : [row.handler],
  ),
  ...BESIDE_THE_SERVICE,
];

/**
 * What a function is called in the account: by its stage and by what routes.ts calls it, whichever stack it stands in.
 * Alarms, graphs, the roles of deployments and an owner's own scripts name it, and keep it when it moves (docs/adr/0031).
 * @param name one of {@link DEPLOYED}
 */
export function functionNameOf(stage: string, name: string): string {
  return `latchkey-${stage}-${name}`;
}
