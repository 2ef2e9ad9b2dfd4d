import { gzipSync } from "node:zlib";
import type { SNSEvent } from "aws-lambda";
import type { SendReference } from "../../functions/domain/receipt.ts";

/** What is in each e-mail's events, as SES documents it: addresses included. */
function mail(of: Partial<SendReference>) {
  const tags = {
    "ses:operation": ["SendRawEmail"],
    "ses:configuration-set": ["latchkey-prod"],
    "ses:source-ip": ["192.0.2.0"],
    "ses:from-domain": ["example.com"],
    "ses:caller-identity": ["latchkey-prod-deliver-code-email"],
    ...(of.recipientKey !== undefined && { recipient: [of.recipientKey] }),
    ...(of.nonce !== undefined && { challenge: [of.nonce] }),
    ...(of.send !== undefined && { send: [String(of.send)] }),
  };
  return {
    timestamp: "2026-11-23T09:10:00.000Z",
    source: "Latchkey <no-reply@example.com>",
    sourceArn: "arn:aws:ses:eu-central-1:111122223333:identity/example.com",
    sendingAccountId: "111122223333",
    messageId: "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
    destination: ["anna@example.com"],
    headersTruncated: false,
    headers: [{ name: "To", value: "anna@example.com" }],
    commonHeaders: { from: ["no-reply@example.com"], to: ["anna@example.com"] },
    tags,
  };
}

const timestamp = "2026-11-23T09:10:02.000Z";

interface Report {
  readonly action?: string;
  readonly status?: string;
  readonly diagnosticCode?: string;
}

const bounce = (
  bounceType: string,
  bounceSubType: string,
  {
    action = "failed",
    status = "5.1.1",
    diagnosticCode = "smtp; 550 5.1.1 user unknown <anna@example.com>",
  }: Report = {},
) => ({
  eventType: "Bounce",
  bounce: {
    feedbackId: "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
    bounceType,
    bounceSubType,
    timestamp,
    bouncedRecipients: [
      {
        emailAddress: "anna@example.com",
        ...(action !== "none" && { action }),
        status,
        diagnosticCode,
      },
    ],
    reportingMTA: "dsn; mta.example.com",
  },
});

const complaint = (complaintFeedbackType: string, complaintSubType: string | null = null) => ({
  eventType: "Complaint",
  complaint: {
    complaintSubType,
    complaintFeedbackType,
    timestamp,
    complainedRecipients: [{ emailAddress: "anna@example.com" }],
    feedbackId: "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
    userAgent: "Amazon SES Mailbox Simulator",
    arrivalDate: timestamp,
  },
});

/** SES's events as it publishes them, but for the e-mail in each. */
export const SES_EVENTS = {
  send: { eventType: "Send", send: {} },
  delivery: {
    eventType: "Delivery",
    delivery: {
      timestamp,
      processingTimeMillis: 1111,
      recipients: ["anna@example.com"],
      smtpResponse: "250 2.6.0 Message received",
      reportingMTA: "mta.example.com",
    },
  },
  delay: {
    eventType: "DeliveryDelay",
    deliveryDelay: {
      timestamp,
      delayType: "MailboxFull",
      expirationTime: "2026-11-23T09:15:00.000Z",
      delayedRecipients: [
        { emailAddress: "anna@example.com", status: "4.2.2", diagnosticCode: "smtp; 452 mailbox full" },
      ],
    },
  },
  reject: { eventType: "Reject", reject: { reason: "Bad content" } },
  hardBounce: bounce("Permanent", "General"),
  // RFC 7372's, a mailbox that takes no strangers, one whose owner changed (RFC 7293), and one said by the server alone.
  senderBounce: bounce("Permanent", "General", {
    status: "5.7.26",
    diagnosticCode: "smtp; 550-5.7.26 Your email has been blocked because the sender is unauthenticated.",
  }),
  strangerBounce: bounce("Permanent", "General", {
    status: "5.7.1",
    diagnosticCode: "smtp; 550 5.7.1 denied",
  }),
  ownerBounce: bounce("Permanent", "General", { status: "5.7.17", diagnosticCode: "smtp; 550 5.7.17 other" }),
  saidBounce: bounce("Permanent", "General", {
    status: "5.0.0",
    diagnosticCode: "smtp; 550 5.7.509 Access denied, anna@example.com",
  }),
  listedBounce: bounce("Permanent", "OnAccountSuppressionList"),
  softBounce: bounce("Transient", "MailboxFull"),
  contentBounce: bounce("Transient", "ContentRejected"),
  largeBounce: bounce("Transient", "MessageTooLarge"),
  attachmentBounce: bounce("Transient", "AttachmentRejected"),
  lateBounce: bounce("Transient", "CustomTimeoutExceeded"),
  generalBounce: bounce("Transient", "General"),
  strangeBounce: bounce("Undetermined", "Undetermined"),
  answeringMachine: bounce("Transient", "General", { action: "none" }),
  complaint: complaint("abuse"),
  listedComplaint: complaint("abuse", "OnAccountSuppressionList"),
  notSpam: complaint("not-spam"),
  open: { eventType: "Open", open: { ipAddress: "192.0.2.1", timestamp } },
} as const;

/** One of SES's events about a send, as text. */
export function sesEvent(name: keyof typeof SES_EVENTS, of: Partial<SendReference>): string {
  return JSON.stringify({ ...SES_EVENTS[name], mail: mail(of) });
}

/** A message of the topic, as Lambda gets it. */
export function topicEvent(Message: string): SNSEvent {
  return { Records: [{ EventSource: "aws:sns", Sns: { Type: "Notification", Message } }] } as SNSEvent;
}

/** A line of SNS's delivery log, as documented. */
export function snsLine(messageId: string, status: "SUCCESS" | "FAILURE", providerResponse: string): string {
  return JSON.stringify({
    notification: { messageId, timestamp: "2026-11-23 09:10:00.123" },
    delivery: {
      mnc: 270,
      numberOfMessageParts: 1,
      destination: "+14155550123",
      priceInUSD: 0.00645,
      smsType: "Transactional",
      mcc: 310,
      providerResponse,
      dwellTimeMs: 599,
      dwellTimeMsUntilDeviceAck: 1344,
    },
    status,
  });
}

/** Lines of a log group, as CloudWatch Logs hands them over. @param at epoch seconds */
export function logsEvent(lines: readonly string[], at: number, messageType = "DATA_MESSAGE") {
  const batch = {
    messageType,
    owner: "111122223333",
    logGroup: "sns/eu-central-1/111122223333/DirectPublishToPhoneNumber",
    logStream: "8ff8a7b8-0000",
    subscriptionFilters: ["latchkey-prod"],
    logEvents: lines.map((message, index) => ({ id: String(index), timestamp: at * 1000, message })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString("base64") } };
}

/** A status callback's fields, as Twilio posts them. */
export function twilioFields(MessageSid: string, MessageStatus: string, more: Record<string, string> = {}) {
  return {
    SmsSid: MessageSid,
    SmsStatus: MessageStatus,
    MessageStatus,
    To: "+14155550123",
    MessageSid,
    AccountSid: `AC${"0".repeat(32)}`,
    From: "+14155550199",
    ApiVersion: "2010-04-01",
    ...more,
  };
}

/** An event of AWS End User Messaging Social, as documented: of statuses, or of what a person wrote. */
export function whatsappEvent(messageId: string, statuses: readonly unknown[] | undefined): string {
  const metadata = { display_phone_number: "14155550199", phone_number_id: "abcde1234567890" };
  const messages = [{ from: "14155550123", id: "wamid.1", type: "text", text: { body: "hello" } }];
  const value = { messaging_product: "whatsapp", metadata, ...(statuses ? { statuses } : { messages }) };
  return JSON.stringify({
    context: {
      MetaWabaIds: [{ wabaId: "1234567890abcde", arn: "arn:aws:social-messaging:us-east-1:1:waba/f" }],
    },
    whatsAppWebhookEntry: JSON.stringify({ id: "1", changes: [{ value, field: "messages" }] }),
    aws_account_id: "111122223333",
    message_timestamp: "2026-11-23T09:10:43.271279391Z",
    messageId,
  });
}

/** An event of AWS End User Messaging about an SMS or a call, as documented. @param of what the message carried */
export function messagingEvent(eventType: string, of: Partial<SendReference>, more: object = {}): string {
  return JSON.stringify({
    eventType,
    eventVersion: "1.0",
    eventTimestamp: 1_795_425_010_470,
    isFinal: true,
    originationPhoneNumber: "+12065550152",
    destinationPhoneNumber: "+14155550123",
    isInternationalSend: false,
    isoCountryCode: "US",
    carrierName: "Example Mobile",
    messageId: "862a8790-60c0-4430-9b2b-658bd0000000",
    messageRequestTimestamp: 1_795_425_009_170,
    messageStatus: eventType.replace(/^[A-Z]+_/, ""),
    messageStatusDescription: "Message to +14155550123",
    context: {
      ...(of.recipientKey !== undefined && { recipient: of.recipientKey }),
      ...(of.nonce !== undefined && { challenge: of.nonce }),
      ...(of.send !== undefined && { send: String(of.send) }),
    },
    totalMessageParts: 1,
    totalMessagePrice: 0.00581,
    ...more,
  });
}
