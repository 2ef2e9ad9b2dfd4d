import { describe, expect, it } from "@jest/globals";
import type { OriginKey } from "../../functions/domain/origin.ts";
import { audited } from "../../functions/http/audit.ts";
import type { Observer } from "../../functions/observability/port.ts";
import { auditedReceipt } from "../../functions/receipts/audit-receipt.ts";
import { auditedCall } from "../../functions/stream/audit-call.ts";
import { auditedDelivery } from "../../functions/stream/audit-delivery.ts";
import { auditedDispatch } from "../../functions/stream/audit-dispatch.ts";
import { auditedEvent } from "../../functions/stream/audit-event.ts";
import { ofType, synthesize } from "./synthesize.ts";

const { service } = await synthesize("prod");
const queries = ofType(service, "AWS::Logs::QueryDefinition").map(({ Properties }) => ({
  name: String(Properties.Name),
  text: String(Properties.QueryString),
  groups: Properties.LogGroupNames as readonly { readonly Ref: string }[],
}));

/** The names of Logs Insights itself that the queries use. */
const WORDS =
  "fields filter stats sort limit by as and or in asc desc count count_distinct min max pct bin ispresent".split(
    " ",
  );

/** What a query reads: its words, but for those of the language, its own names, values and numbers. */
function fieldsOf(text: string): string[] {
  const own = [...text.matchAll(/\bas (\w+)/g)].map(([, name]) => name);
  const words = text.replaceAll(/"[^"]*"/g, " ").match(/@?\b[a-zA-Z_]\w*/g) ?? [];
  return [...new Set(words)].filter((word) => !WORDS.includes(word) && !own.includes(word) && word !== "m");
}

/** Every field that the functions write to the audit trail, and the events, as their own code writes them. */
function written(): { readonly fields: ReadonlySet<string>; readonly events: ReadonlySet<string> } {
  const fields = new Set(["message", "event"]);
  const events = new Set<string>();
  const unexpected = () => {
    throw new Error("only audit lines are expected");
  };
  const observer: Observer = {
    audit(event, values) {
      events.add(event);
      for (const name of Object.keys(values)) fields.add(name);
    },
    measure: () => undefined,
    served: unexpected,
    fault: unexpected,
  };
  const recipientKey = "k" as NonNullable<Parameters<typeof audited>[2]["challenge"]>["recipientKey"];
  const origin = "o" as OriginKey;
  const shape = { format: "digits", length: 6 } as const;
  const challenge = {
    recipientKey,
    channel: "sms",
    country: "DE",
    decoy: false,
    origin,
    ...shape,
  } as const;
  for (const event of ["request-code", "resend-code", "verify-code"])
    audited(observer, event, { kind: "accepted", limit: "origin", challenge });
  const order = { recipientKey: "k", nonce: "n", send: 1 } as unknown as Parameters<
    typeof auditedDelivery
  >[1];
  const accountFaults = [{ provider: "ses", reason: "x" }];
  auditedDelivery(observer, order, { kind: "sent", reason: "x", challenge, ageSeconds: 1, accountFaults });
  auditedDispatch(observer, { kind: "late", challenge });
  const receipt = { state: "delivered", provider: "ses", reason: "x" } as unknown as Parameters<
    typeof auditedReceipt
  >[1];
  auditedReceipt(observer, receipt, { kind: "recorded", of: challenge });
  const ended = { clientId: "c", sid: "s", subject: "p" };
  auditedCall(observer, ended, { kind: "refused", reason: "400" });
  const told = { receiver: "r", event: { id: "e", type: "test.sent" } } as Parameters<typeof auditedEvent>[1];
  auditedEvent(observer, told, { kind: "again", reason: "500" }, 1);
  return { fields, events };
}

describe("the saved queries", () => {
  it("answer the questions that operators have", () => {
    expect(queries.map(({ name }) => name).sort()).toEqual([
      "latchkey/prod/slow requests",
      "latchkey/prod/which app refuses sign-outs",
      "latchkey/prod/which provider account is refused",
      "latchkey/prod/which receiver does not take events",
      "latchkey/prod/who is attacking: limits",
      "latchkey/prod/who is attacking: networks",
      "latchkey/prod/who is attacking: recipients",
      "latchkey/prod/why did this user get no code",
    ]);
  });

  it.each(queries)("ask for fields that are there: $name", ({ text, groups }) => {
    const [api] = ofType(service, "AWS::ApiGateway::Stage");
    const { Format } = api?.Properties.AccessLogSetting as { readonly Format: string };
    const ofAccess = groups.length === 1 && groups[0]!.Ref.includes("AccessLog");
    const known = ofAccess ? Object.keys(JSON.parse(Format) as object) : [...written().fields];
    const asked = fieldsOf(text);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter((field) => ![...known, "@timestamp"].includes(field))).toEqual([]);
  });

  it.each(queries)("ask for events that are there: $name", ({ text }) => {
    const [, list = ""] = /event (?:in|=) (\[[^\]]*\]|"[^"]*")/.exec(text) ?? [];
    const asked = [...list.matchAll(/"([^"]+)"/g)].map(([, event]) => event);
    expect(asked.filter((event) => !written().events.has(event ?? ""))).toEqual([]);
  });

  it("read the logs of every function of the stack", () => {
    const ofFunctions = ofType(service, "AWS::Lambda::Function").map(
      ({ Properties }) =>
        (Properties.LoggingConfig as { readonly LogGroup: { readonly Ref: string } }).LogGroup.Ref,
    );
    const query = queries.find(({ name }) => name.includes("no code"));
    expect(query?.groups.map(({ Ref }) => Ref).sort()).toEqual(ofFunctions.sort());
    for (const { groups } of queries) expect(groups.length).toBeLessThanOrEqual(50);
  });
});
