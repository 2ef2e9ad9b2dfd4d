import { describe, expect, it } from "@jest/globals";
import { ownerEvent } from "../../functions/domain/events/event.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { START } from "../support/service.ts";

let serial = 0;
const aReceiver = () => `receiver-${++serial}`;
const anEvent = (at = START) =>
  ownerEvent("test", { type: "test.sent", of: [++serial], at, data: { receiver: "r" } });
const refused = (answer: string, now = START) => ({ answer, taken: false, now });
const taken = (now = START) => ({ answer: "204", taken: true, now });

export function deliveryContract(storage: () => Storage): void {
  const deliveries = () => storage().deliveries;

  describe("the deliveries of events", () => {
    it("are one of each event, with its last answer and all its tries", async () => {
      const [receiver, event] = [aReceiver(), anEvent()];
      await deliveries().record(receiver, event, refused("500"));
      expect(await deliveries().newest(receiver, 50)).toEqual([
        { event, tries: 1, answer: "500", answeredAt: START },
      ]);
      await deliveries().record(receiver, event, taken(START + 30));
      await deliveries().record(receiver, event, refused("timeout", START + 60));
      expect(await deliveries().newest(receiver, 50)).toEqual([
        { event, tries: 3, answer: "timeout", answeredAt: START + 60, deliveredAt: START + 30 },
      ]);
    });

    it("are shown newest first, so many and no more, of one receiver", async () => {
      const [receiver, other] = [aReceiver(), aReceiver()];
      const events = [0, 1, 2].map((hour) => anEvent(START + 3600 * hour));
      for (const event of events) await deliveries().record(receiver, event, taken());
      await deliveries().record(other, anEvent(), taken());
      await deliveries().switchOff(receiver, START + 86_400, START);
      const shown = await deliveries().newest(receiver, 2);
      expect(shown.map(({ event }) => event.id)).toEqual([events[2]?.id, events[1]?.id]);
    });

    it("are counted one by one, however many answers come at once", async () => {
      const [receiver, event] = [aReceiver(), anEvent()];
      await Promise.all(Array.from({ length: 8 }, () => deliveries().record(receiver, event, taken())));
      expect(await deliveries().newest(receiver, 50)).toEqual([expect.objectContaining({ tries: 8 })]);
    });
  });

  describe("a receiver of events", () => {
    it("is told nothing until it is switched on, or its time is over", async () => {
      const receiver = aReceiver();
      expect(await deliveries().offUntil(receiver)).toBe(0);
      expect(await deliveries().switchOff(receiver, START + 60, START)).toBe(true);
      expect(await deliveries().switchOff(receiver, START + 90, START)).toBe(false);
      expect(await deliveries().offUntil(receiver)).toBe(START + 60);
      expect(await deliveries().switchOff(receiver, START + 200, START + 100)).toBe(true);
      await deliveries().switchOn(receiver);
      expect(await deliveries().offUntil(receiver)).toBe(0);
    });

    it("that is told is not written when it is switched on", async () => {
      const receiver = aReceiver();
      await deliveries().switchOn(receiver);
      expect(await deliveries().offUntil(receiver)).toBe(0);
    });
  });
}
