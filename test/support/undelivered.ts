import type { SQSEvent } from "aws-lambda";
import type { Message, Provider, SendOrder } from "../../functions/delivery/port.ts";
import { create as deliverCode } from "../../functions/handlers/deliver-code.ts";
import type { Services } from "../../functions/compose/base.ts";
import { passcodeOf } from "./passcodes.ts";
import { startTestService } from "./service.ts";

const FAULTS = { transient: "moment", permanent: "message", account: "account" } as const;

/** A provider that does what it is told next, and remembers what it was given. */
export function toldProvider(name: string) {
  const sent: Message[] = [];
  const plan: ("sent" | keyof typeof FAULTS)[] = [];
  const provider: Provider = {
    name,
    send(message) {
      const next = plan.shift() ?? "sent";
      if (next !== "sent") return Promise.resolve({ kind: "failed", fault: FAULTS[next], reason: next });
      sent.push(message);
      return Promise.resolve({ kind: "sent", messageId: `${name}-${sent.length}` });
    },
  };
  return { provider, sent, plan };
}

/** A service whose sends wait until the test delivers them. */
export async function startUndelivered(over: Partial<Services> = {}, settings: object = {}) {
  const orders: SendOrder[] = [];
  const service = await startTestService(settings, {
    override: () => ({
      queue: { enqueue: (_channel, queued) => Promise.resolve(void orders.push(...queued)) },
      ...over,
    }),
  });
  const deliver = deliverCode(service.services);
  return {
    service,
    orders,
    async request(recipient = "anna@example.com") {
      const { body } = await service.post("/otp/request", { recipient });
      await service.settled();
      const challengeId = String(body.challengeId);
      return { challengeId, code: await passcodeOf(service.services, challengeId) };
    },
    async deliver(...batch: SendOrder[]) {
      const Records = batch.map((order, i) => ({
        messageId: `m${i}`,
        body: JSON.stringify(order),
        attributes: {},
      }));
      const { batchItemFailures } = await deliver({ Records } as unknown as SQSEvent);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    status: async (challengeId: string) => (await service.post("/otp/status", { challengeId })).body.delivery,
  };
}
