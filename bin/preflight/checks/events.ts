import { DescribeEventBusCommand } from "@aws-sdk/client-eventbridge";
import { type Check, fine, note, stop, unlessMissing } from "../check.ts";

/**
 * Whether the event bus is there: EventBridge takes events for one that is not, and drops them.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
 */
export const eventBusCheck: Check = {
  looksAt: "the event bus",
  actions: ["events:DescribeEventBus"],
  async run({ events }, { config, accountId, region }) {
    const { bus } = config.settings.events;
    if (bus === undefined) return [];
    const [, , , itsRegion, itsAccount] = bus.startsWith("arn:") ? bus.split(":") : [];
    if (itsRegion !== undefined && itsRegion !== region)
      return [
        stop(`${bus} is in ${itsRegion}`, `name a bus of ${region}, and have a rule there pass events on`),
      ];
    if (itsAccount !== undefined && itsAccount !== accountId)
      return [
        note(
          `${bus} is another account's`,
          `see that it is there, and that its policy lets the account ${accountId} put events: EventBridge does not tell when they are dropped`,
        ),
      ];
    const there = await unlessMissing(
      events.send(new DescribeEventBusCommand({ Name: bus })),
      "ResourceNotFoundException",
    );
    return there
      ? [fine(`${bus} is there`)]
      : [stop(`there is no event bus ${bus}`, "make it, or name another one in settings.events.bus")];
  },
};
