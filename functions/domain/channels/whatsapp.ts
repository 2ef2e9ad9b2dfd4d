import type { ChannelTraits } from "../channel-traits.ts";

export const whatsapp = {
  addressKind: "phone",
  // RFC 8176 knows no name for WhatsApp.
  amr: ["otp"],
  writes: "text",
  paid: true,
  title: "By WhatsApp",
} as const satisfies ChannelTraits;
