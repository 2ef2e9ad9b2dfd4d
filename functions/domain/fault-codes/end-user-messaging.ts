import type { FaultCodes } from "../provider-fault.ts";

/**
 * Faults of AWS End User Messaging: the exceptions' own names, and the reasons that they carry. A throttle and a server's
 * fault are the moment's. What an exception says without a reason that is listed here is the account's: it is about a
 * number, a pool, a set, a country or a quota of the owner's, and the next message would meet it too.
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html#API_SendTextMessage_Errors
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_ConflictException.html
 */
export const END_USER_MESSAGING_CODES: FaultCodes = {
  message: new Set([
    // People answered STOP; public reports have senders that tried them again for hours.
    "DESTINATION_PHONE_NUMBER_OPTED_OUT",
    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
    "MAXIMUM_SIZE_EXCEEDED",
    "PRICE_OVER_THRESHOLD", // more than maxPriceUsd: no other provider is asked to pay it
    "DestinationPhoneNumber", // a field that did not pass, named in a ValidationException
    "MessageBody",
  ]),
  account: new Set([
    "AccessDeniedException",
    "ConflictException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ValidationException",
    "ACCOUNT_DISABLED",
    "INSUFFICIENT_ACCOUNT_REPUTATION",
    "COUNTRY_NOT_ENABLED",
    "DAILY_DESTINATION_CALL_LIMIT", // AWS called this number too often today; another provider may still
    "DESTINATION_COUNTRY_BLOCKED",
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED", // the sandbox
    "INTERNATIONAL_SENDING_NOT_SUPPORTED",
    "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
    "MESSAGE_TYPE_MISMATCH",
    "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
    "MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE",
    "NO_ORIGINATION_IDENTITIES_FOUND",
    "NUMBER_CAPABILITIES_MISMATCH",
    "PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET",
    "REGISTRATION_NOT_COMPLETE",
    "RESOURCE_NOT_ACCESSIBLE",
    "RESOURCE_NOT_ACTIVE",
    "SENDER_ID_NOT_REGISTERED",
    "SENDER_ID_NOT_SUPPORTED",
    "SENDER_ID_REQUIRES_REGISTRATION",
    "VOICE_CAPABILITY_NOT_AVAILABLE",
  ]),
};
