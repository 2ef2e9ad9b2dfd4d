import { LOCAL_SERVER_KEY } from "../../bin/local/front.ts";
import { describedAnswers } from "./described.ts";
import { startDescribedService } from "./described-service.ts";
import { changeLive } from "./live.ts";

const DENIED = ["127.0.0.0/16", "203.0.113.0/24"];
const REFUSAL = " 403 network-denied";

/** What each address that says so answers to a network that an admin has denied. */
export async function walkDenied(seen: Set<string>): Promise<void> {
  const { service } = await startDescribedService(seen, { liveChanges: "on", secondFactor: "optional" });
  await changeLive(
    service,
    DENIED.map((entry) => ({ path: "networks.denied", entry, value: true })),
  );
  const refusing = describedAnswers().filter((answer) => answer.endsWith(REFUSAL));
  for (const answer of refusing) {
    const [, path = ""] = answer.split(" ");
    const key: Record<string, string> = path.startsWith("/server") ? { "x-api-key": LOCAL_SERVER_KEY } : {};
    await service.post(path, { clientIp: "203.0.113.7" }, key);
  }
}
