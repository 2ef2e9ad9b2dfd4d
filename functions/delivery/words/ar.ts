import type { LocaleWords } from "./shape.ts";

/** Arabic, written from right to left. Its texts are UCS-2, of which two segments hold 134 characters. */
export const ar: LocaleWords = {
  any: {
    subject: "{code} هو رمز {brand} الخاص بك",
    lead: "رمز {brand} الخاص بك",
    text: "{code} هو رمز {brand}. صالح لمدة {minutes} د. لا تشاركه مع أحد.",
    expiry: {
      one: "يمكن استخدامه مرة واحدة فقط خلال دقيقة واحدة.",
      two: "يمكن استخدامه مرة واحدة فقط خلال دقيقتين.",
      few: "يمكن استخدامه مرة واحدة فقط خلال {minutes} دقائق.",
      other: "يمكن استخدامه مرة واحدة فقط خلال {minutes} دقيقة.",
    },
    warning: "لن يطلب منك أي شخص من {brand} هذا الرمز أبدًا.",
    notYou: "إذا لم تطلب هذا الرمز، فيمكنك تجاهل هذه الرسالة.",
    notYouLink: "إذا لم تطلب هذا الرمز، فيمكنك إلغاؤه من هنا: {link}",
    linkLabel: "لم أكن أنا",
    support: "المساعدة: {support}",
    askedFrom: "تم الطلب من {askedFrom}.",
    device: "{browser} على {system}",
  },
  login: { lead: "رمز تسجيل الدخول إلى {brand}" },
  "verify-address": {
    lead: "رمز تأكيد عنوان بريدك الإلكتروني لدى {brand}",
    text: "{code} هو رمز {brand} لتأكيد هذا الرقم. صالح لمدة {minutes} د. لا تشاركه.",
  },
  "confirm-transaction": {
    subject: "{code} هو رمز {brand} لدفع {amount}",
    lead: "رمز تأكيد دفع {amount} إلى {payee}",
    text: "{code} رمز {brand}: دفع {amount} إلى {payee}",
    notYou: "إذا لم تطلب هذه الدفعة، فلا تُدخل الرمز في أي مكان ولا تشاركه مع أحد.",
    notYouLink: "إذا لم تطلب هذه الدفعة، فيمكنك إيقافها من هنا: {link}",
  },
  "change-contact": {
    lead: "رمز تغيير بيانات الاتصال الخاصة بك لدى {brand}",
    text: "{code} رمز {brand} لتغيير بيانات الاتصال. صالح {minutes} د. لا تشاركه.",
  },
};
