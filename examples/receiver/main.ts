import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

const {
  PORT = "4003",
  // What the service on a laptop signs with. A deployed stage's lies in its secret `webhooks`.
  WEBHOOK_SECRET = "whsec_bGF0Y2hrZXktb24tdGhpcy1tYWNoaW5lLWFsb25l",
} = process.env;

interface Event {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const webhook = new Webhook(WEBHOOK_SECRET);

/** Events come at least once: a real receiver keeps these in its database, for as long as it is told again, a week. */
const known = new Set<string>();

/** Nothing is longer that comes from the service; who sends more is not it. In bytes. */
const MOST_BYTES = 65_536;

const server = createServer((request, response) => {
  const answer = (status: number) => void response.writeHead(status).end();
  if (request.method !== "POST") {
    answer(405);
    return;
  }
  if (Number(request.headers["content-length"] ?? Infinity) > MOST_BYTES) {
    answer(413);
    return;
  }
  buffer(request).then(
    (body) => {
      const event = read(body.toString("utf8"), request.headers);
      if (!event) {
        answer(401);
        return;
      }
      // First the answer, then the work: who takes longer than five seconds is told again.
      answer(204);
      if (known.has(event.id)) return;
      known.add(event.id);
      console.log(`${event.timestamp} ${event.type} ${JSON.stringify(event.data)}`);
    },
    () => {
      request.destroy();
    },
  );
});

/** The event, if the service signed these very bytes within the last five minutes. */
function read(
  body: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Event | undefined {
  const shown = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [
    name,
    String(headers[name]),
  ]);
  try {
    return webhook.verify(body, Object.fromEntries(shown) as Record<string, string>) as Event;
  } catch {
    return undefined;
  }
}

server.listen(Number(PORT), "localhost", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : PORT;
  console.log(`The receiver is ready: http://localhost:${port} takes signed events alone.`);
});
