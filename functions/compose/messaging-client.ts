import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { CALL } from "./base.ts";

/** AWS End User Messaging. A try that is not answered may have been sent, and be charged: the library makes no second one. */
export function messagingClient(): PinpointSMSVoiceV2Client {
  return new PinpointSMSVoiceV2Client({ ...CALL, maxAttempts: 1 });
}
