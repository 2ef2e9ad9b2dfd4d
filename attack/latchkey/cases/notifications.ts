import { generateKeyPairSync, randomBytes } from "node:crypto";
import { attackCase, Skipped, tally } from "../../case.ts";
import { isRefusal, settled } from "../../sign-in.ts";
import { signInHere, withBearer } from "../sign-in.ts";

/** A place at a push service that no browser has; nothing is sent there. */
const madeUp = () => `https://fcm.googleapis.com/fcm/send/${randomBytes(24).toString("base64url")}`;

/** Places that a service must not be made to post to, some of them spelled like a push service. */
const PLACES = [
  "http://169.254.169.254/latest/meta-data/",
  "https://169.254.169.254/latest/meta-data/",
  ...[
    "http://localhost/",
    "https://localhost/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://2130706433/",
  ],
  ...["https://attacker.example/", "https://fcm.googleapis.com.attacker.example/send/x"],
  ...["https://fcm.googleapis.com@attacker.example/", "https://attacker.example/#fcm.googleapis.com"],
  ...[
    "https://attacker.example?https://fcm.googleapis.com/",
    "https:\\\\attacker.example\\fcm.googleapis.com",
  ],
  ...["http://fcm.googleapis.com/fcm/send/x", "https://fcm.googleapis.com:8443/fcm/send/x"],
  ...[
    "https://attackerpush.apple.com/x",
    "https://fcm.googleapis.com./fcm/send/x",
    "ftp://fcm.googleapis.com/x",
  ],
  ...["https://user:word@fcm.googleapis.com/x", "//fcm.googleapis.com/x", "file:///etc/passwd", ""],
];

/** A browser's own key on P-256, uncompressed, and its secret. */
function keys() {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const point = [Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
  return {
    p256dh: Buffer.concat(point).toString("base64url"),
    auth: randomBytes(16).toString("base64url"),
  };
}

/** What browsers may tell a service of where their notifications go. */
export const notificationCases = [
  attackCase({
    name: "push-endpoints",
    proves:
      "notifications go to no place but a push service, to no key that is none, and a browser is added by who is signed in alone",
    needs: ["latchkey"],
    cost: { requests: 60, messages: 3 },
    async run(attack) {
      const { target } = attack;
      const { status } = await withBearer(target.client(), "/otp/push", "x");
      if (status === 404) throw new Skipped("the target has no notifications");
      const { sessionToken, token } = await signInHere(attack);
      const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
      const add = (subscription: object, headers: Readonly<Record<string, string>> = bearer(sessionToken)) =>
        target.client().json("/otp/push", { subscription, name: "attack" }, headers);
      const answers = [];
      for (const endpoint of PLACES) answers.push(await add({ endpoint, keys: keys() }));
      const { p256dh, auth } = keys();
      const off = Buffer.from(p256dh, "base64url").fill(1, 40).toString("base64url");
      for (const wrong of [{ p256dh: off, auth }, { p256dh, auth: "AA" }, { p256dh: auth, auth }, {}])
        answers.push(await add({ endpoint: madeUp(), keys: wrong }));
      answers.push(await add({ endpoint: madeUp(), keys: keys() }, {}));
      answers.push(await add({ endpoint: madeUp(), keys: keys() }, bearer(token)));
      const taken = settled(answers).filter((answer) => !isRefusal(answer));
      // A user has a few browsers at most: where others were taken, the right one may be one too many.
      const right = taken.length === 0 ? await add({ endpoint: madeUp(), keys: keys() }) : undefined;
      if (right && right.status !== 201)
        throw new Skipped(`a right browser was not added (answered ${right.status})`);
      for (const { body } of right ? [right] : taken)
        await target.client().json("/otp/push/remove", { id: body.id }, bearer(sessionToken));
      return {
        held: right !== undefined,
        did: `${answers.length} browsers with foreign places, without keys or a session, then a right one, which is removed`,
        cameBack: `${tally(answers.map((answer) => answer.status))}; ${taken.length} were added; the right one: ${right?.status ?? "not tried"}`,
      };
    },
  }),
];
