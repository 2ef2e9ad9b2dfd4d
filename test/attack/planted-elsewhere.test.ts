import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, jest } from "@jest/globals";
import { startLocalProcess } from "../support/local-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { patched, type Plant } from "./patched.ts";
import { runAttack } from "./running.ts";

/** Each starts a service of its own. */
jest.setTimeout(120_000);

/** A service that is not as `npm start` has it without settings, the cases that are about that, and faults that they find. */
interface Elsewhere {
  readonly settings: object;
  readonly cases: readonly string[];
  readonly faults: readonly {
    readonly what: string;
    readonly finds: string;
    readonly plant: Plant;
  }[];
}

const PLACES: Readonly<Record<string, Elsewhere>> = {
  "that sends codes to customers alone": {
    settings: { registration: "registered" },
    cases: ["who-is-a-customer", "strangers-like-customers", "spellings"],
    faults: [
      {
        what: "an answer that says who is a customer",
        finds: "who-is-a-customer",
        plant: {
          file: "functions/http/views.ts",
          from: "    codeFormat: challenge.format,",
          to: "    codeFormat: challenge.format,\n    ...(!challenge.decoy && { sent: true }),",
        },
      },
      {
        what: "strangers who wait longer",
        finds: "who-is-a-customer",
        plant: {
          file: "functions/flows/request-code.ts",
          from: "  return accepted(keys, await storage.challenges.open(challenge), paid);",
          to: "  if (challenge.decoy) await new Promise((done) => setTimeout(done, 60));\n  return accepted(keys, await storage.challenges.open(challenge), paid);",
        },
      },
      {
        what: "a status that says whether a message was sent",
        finds: "strangers-like-customers",
        plant: {
          file: "functions/flows/read-status.ts",
          from: 'settings.registration === "registered" || ',
          to: "",
        },
      },
    ],
  },
  "with the limits of a stage": {
    settings: { limits: { originPerRecipientPerDay: 3 } },
    cases: ["sms-codes", "sms-text", "sms-spellings", "sms-pumping"],
    faults: [
      {
        what: "SMS that count as if they were free",
        finds: "sms-pumping",
        plant: {
          file: "functions/flows/admit-send.ts",
          from: "paid: traitsOf(channel).paid }",
          to: "paid: false }",
        },
      },
      {
        what: "an SMS that names no site",
        finds: "sms-text",
        plant: {
          file: "functions/delivery/message.ts",
          from: "`@${host} #${values.code}`",
          to: "`https://${host}/otp/verify`",
        },
      },
      {
        what: "a number that is another one in another spelling",
        finds: "sms-spellings",
        plant: {
          file: "functions/domain/recipient.ts",
          from: "...{ addressKind, address },",
          to: "...{ addressKind, address: text.trim() },",
        },
      },
    ],
  },
  "that takes passkeys": {
    settings: { factors: { passkeys: { rpId: "localhost" } } },
    cases: ["passkey-forgeries", "passkey-replays", "passkey-enrolments"],
    faults: [
      {
        what: "passkeys whose user is not verified",
        finds: "passkey-forgeries",
        plant: {
          file: "functions/factors/passkeys/check-response.ts",
          from: "counter: 0 },\n      requireUserVerification: true",
          to: "counter: 0 },\n      requireUserVerification: false",
        },
      },
      {
        what: "a passkey's count that goes back",
        finds: "passkey-replays",
        plant: {
          file: "functions/factors/passkeys/check-response.ts",
          from: "counter <= known",
          to: "counter < 0",
        },
      },
      {
        what: "passkeys that were made on another site",
        finds: "passkey-enrolments",
        plant: {
          file: "functions/factors/passkeys/check-response.ts",
          from: "expectedOrigin: [...origins],\n      supportedAlgorithmIDs",
          to: 'expectedOrigin: [...origins, "https://attacker.example"],\n      supportedAlgorithmIDs',
        },
      },
    ],
  },
  "that shows codes as notifications": {
    settings: { factors: { push: { contact: "mailto:ops@example.com" } } },
    cases: ["push-endpoints"],
    faults: [
      {
        what: "a push service that only begins like one",
        finds: "push-endpoints",
        plant: {
          file: "functions/domain/push-subscription.ts",
          from: "return SERVICES.includes(url.hostname)",
          to: "return SERVICES.some((one) => url.hostname.startsWith(one))",
        },
      },
    ],
  },
};

describe.each(Object.entries(PLACES))(
  "the attacks find in a service %s",
  (_, { settings, cases, faults }) => {
    const started = (root?: string) => {
      const file = join(temporaryFolder(), "settings.json");
      writeFileSync(file, JSON.stringify(settings));
      return startLocalProcess({ LATCHKEY_SETTINGS: file }, root);
    };

    it("no fault where none was planted", async () => {
      const { url } = await started();
      const { code, stdout } = await runAttack([url, "--only", cases.join(",")]);
      expect(stdout).toContain(`\n${cases.length} held, 0 broken, 0 skipped\n`);
      expect(code).toBe(0);
    });

    it.each(faults)("$what", async ({ finds, plant }) => {
      const { url } = await started(patched([plant]));
      const { code, stdout } = await runAttack([url, "--only", finds]);
      expect(stdout).toContain("\n0 held, 1 broken, 0 skipped\n");
      expect(code).toBe(1);
    });
  },
);
