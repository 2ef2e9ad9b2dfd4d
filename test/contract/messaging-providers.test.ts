import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { awsSmsProvider } from "../../functions/delivery/providers/aws-sms.ts";
import { awsVoiceProvider } from "../../functions/delivery/providers/aws-voice.ts";
import { messageWith } from "../unit/builders.ts";
import { providerContract } from "./provider-contract.ts";

const HEX = "0123456789abcdef0123456789abcdef";

const text = messageWith({
  channel: "sms",
  address: "+14155550123",
  text: "012345 is your code.\n\n@id.example #012345",
});

/** Names of exceptions; what else it is called by stands in one as its reason. */
const exceptionOf = (code: string | number) => {
  const name = String(code);
  if (/Exception$|^a-code/.test(name)) return { name };
  if (name === "DestinationPhoneNumber" || name === "MessageBody")
    return {
      name: "ValidationException",
      Reason: "INVALID_PARAMETER",
      Fields: [{ Name: name, Message: "is wrong" }],
    };
  if (/SPEND_LIMIT|DAILY/.test(name)) return { name: "ServiceQuotaExceededException", Reason: name };
  if (/^ACCOUNT|REPUTATION/.test(name)) return { name: "AccessDeniedException", Reason: name };
  const conflicts = /OPTED_OUT|PROTECT|NOT_VERIFIED|NO_ORIGINATION|MISMATCH|NOT_ACTIVE/;
  return { name: conflicts.test(name) ? "ConflictException" : "ValidationException", Reason: name };
};

const messagingRefused = (code: string | number) => {
  const { name, ...fields } = exceptionOf(code);
  return {
    status: name === "ThrottlingException" ? 429 : 400,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": name },
    body: JSON.stringify({ Message: `about ${text.address}`, ...fields }),
  };
};

const messagingTaken = {
  status: 200,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: '{"MessageId":"862a8790-60c0-4430-9b2b-658bd0000000"}',
  messageId: "862a8790-60c0-4430-9b2b-658bd0000000",
};

const messagingClient = (endpoint: string) =>
  new PinpointSMSVoiceV2Client({
    endpoint,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });

providerContract({
  name: "aws-sms",
  message: text,
  make: (endpoint) =>
    awsSmsProvider(messagingClient(endpoint), { use: "aws-sms", originationIdentity: `phone-${HEX}` }),
  taken: messagingTaken,
  refused: messagingRefused,
  faults: {
    message: [
      "DESTINATION_PHONE_NUMBER_OPTED_OUT",
      "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
      "MAXIMUM_SIZE_EXCEEDED",
      "PRICE_OVER_THRESHOLD",
      "DestinationPhoneNumber",
      "MessageBody",
    ],
    moment: ["ThrottlingException", "InternalServerException"],
    account: [
      "AccessDeniedException",
      "ConflictException",
      "ResourceNotFoundException",
      "ServiceQuotaExceededException",
      "ValidationException",
      "ACCOUNT_DISABLED",
      "INSUFFICIENT_ACCOUNT_REPUTATION",
      "DESTINATION_COUNTRY_BLOCKED",
      "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
      "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
      "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
      "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
      "NO_ORIGINATION_IDENTITIES_FOUND",
      "NUMBER_CAPABILITIES_MISMATCH",
      "RESOURCE_NOT_ACTIVE",
      "SENDER_ID_NOT_REGISTERED",
    ],
  },
  seen: (body) => {
    const { DestinationPhoneNumber, MessageBody } = JSON.parse(body) as Readonly<Record<string, string>>;
    return { recipient: DestinationPhoneNumber, words: MessageBody ?? "" };
  },
});

const call = messageWith({
  channel: "voice",
  address: "+14155550123",
  text: "This is Caf\u00e9. Your code is: 012345 Never tell it to anyone.",
  speech: {
    ssml: '<speak><p>This is Caf\u00e9. Your code is: <prosody rate="slow">0<break time="600ms"/>12345</prosody> Never tell it to anyone.</p></speak>',
    locale: "en",
  },
});

providerContract({
  name: "aws-voice",
  message: call,
  make: (endpoint) =>
    awsVoiceProvider(messagingClient(endpoint), { use: "aws-voice", originationIdentity: `phone-${HEX}` }),
  taken: messagingTaken,
  refused: messagingRefused,
  faults: {
    message: [
      "DESTINATION_PHONE_NUMBER_OPTED_OUT",
      "PRICE_OVER_THRESHOLD",
      "DestinationPhoneNumber",
      // SSML that Polly cannot read, or more than 6 000 characters of it.
      "MessageBody",
    ],
    moment: ["ThrottlingException", "InternalServerException"],
    account: [
      "AccessDeniedException",
      "ResourceNotFoundException",
      "ValidationException",
      "COUNTRY_NOT_ENABLED",
      "DAILY_DESTINATION_CALL_LIMIT",
      "DESTINATION_COUNTRY_BLOCKED",
      "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
      "MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE",
      "NO_ORIGINATION_IDENTITIES_FOUND",
      "NUMBER_CAPABILITIES_MISMATCH",
      "VOICE_CAPABILITY_NOT_AVAILABLE",
    ],
  },
  seen: (body) => {
    const { DestinationPhoneNumber, MessageBody = "" } = JSON.parse(body) as Readonly<Record<string, string>>;
    return { recipient: DestinationPhoneNumber, words: MessageBody.replaceAll(/<[^>]+>/g, "") };
  },
});
