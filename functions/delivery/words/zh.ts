import type { LocaleWords } from "./shape.ts";

/** Chinese, in simplified characters. Its texts are UCS-2, of which two segments hold 134 characters. */
export const zh: LocaleWords = {
  any: {
    subject: "{code} 是您的 {brand} 验证码",
    lead: "您的 {brand} 验证码",
    text: "{code} 是您的 {brand} 验证码，{minutes} 分钟内有效，请勿告诉他人。",
    expiry: { other: "验证码仅可使用一次，{minutes} 分钟内有效。" },
    warning: "{brand} 的工作人员绝不会向您索要此验证码。",
    notYou: "如果不是您本人操作，请忽略此邮件。",
    notYouLink: "如果不是您本人操作，请在此处取消：{link}",
    linkLabel: "不是我本人操作",
    support: "帮助：{support}",
    askedFrom: "请求来自：{askedFrom}",
    device: "{system} 上的 {browser}",
  },
  login: { lead: "您用于登录 {brand} 的验证码" },
  "verify-address": {
    lead: "您用于在 {brand} 验证邮箱地址的验证码",
    text: "{code} 是您在 {brand} 验证本手机号的验证码，{minutes} 分钟内有效，请勿告诉他人。",
  },
  "confirm-transaction": {
    subject: "{code} 是您支付 {amount} 的 {brand} 验证码",
    lead: "用于确认向 {payee} 支付 {amount} 的验证码",
    text: "{code} 是 {brand} 验证码：向 {payee} 支付 {amount}，请勿告诉他人。",
    notYou: "如果您没有发起此付款，请勿在任何地方输入此验证码，也不要告诉他人。",
    notYouLink: "如果您没有发起此付款，请在此处取消：{link}",
  },
  "change-contact": {
    lead: "您用于更改 {brand} 联系方式的验证码",
    text: "{code} 是您在 {brand} 更改联系方式的验证码，{minutes} 分钟内有效，请勿告诉他人。",
  },
};
