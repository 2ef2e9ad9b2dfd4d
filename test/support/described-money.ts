import { described } from "./described.ts";
import { caller } from "./described-service.ts";
import { startTestService } from "./service.ts";

/** What is answered once the day has no money left for another SMS. */
export async function walkWithoutMoney(seen: Set<string>): Promise<void> {
  const sms = { spend: { dailyUsd: 0.2, prices: { US: 0.1 } } };
  const service = described(await startTestService({ channels: { sms } }), seen);
  const { body } = await service.post("/otp/request", { recipient: "+14155550100" });
  service.clock.advance(60);
  for (const prefix of ["", "/server"] as const) {
    const { post } = caller(service, prefix);
    await post("/otp/request", { recipient: "+14155550101" });
    await post("/otp/resend", { challengeId: body.challengeId });
  }
}
