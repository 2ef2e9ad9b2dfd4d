import type { Html, HtmlValue } from "../../pages/html.ts";
import type { ActAnswer, Allowed } from "../act.ts";
import type { AnswerOf, AskedOfDesk, QuestionName } from "../acts.ts";
import type { Admin } from "../admins.ts";
import type { ReadingDesk } from "../services.ts";
import type { FormActName } from "./form-acts.ts";
import type { WordKey } from "./words.ts";

/** One screen of the desk, at `/admin/<name>`. It shows, and changes nothing: acts have addresses of their own. */
export interface Screen extends Allowed {
  /** The last part of its address. */
  readonly name: string;
  readonly title: WordKey;
  /** Set for one that another screen leads to. @default it stands in the navigation */
  readonly unlisted?: true;
  /**
   * Set for one that shows whole addresses to be kept elsewhere: it takes a factor of the last half an hour, as acts do, and a
   * form of its own, which waits for it.
   */
  readonly takesFactor?: true;
  /**
   * Set for one that is asked by its own form alone, since whom it is about stands in no address. An act of it is answered
   * with the screen itself; others are answered with the screen's address.
   */
  readonly posted?: true;
  /**
   * What stands below its title. A search for a person is posted, so that no address stands in a log or a history: then its
   * fields are in `view.query`.
   */
  show(services: ReadingDesk, view: ScreenView): Promise<Html | Download | ShownMail>;
}

/** Who looks at a screen, and at what of it. */
export interface ScreenView {
  readonly admin: Admin;
  /** What the address asks for, or the fields of the screen's own form where that was posted. */
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly forms: Forms;
  /** A form of this screen that was refused, for its fields to be filled again; the reason stands above the screen already. */
  readonly refused?: RefusedForm;
  /** A form of this screen that was answered a moment ago, where its screen is {@link Screen.posted} or nothing was changed. */
  readonly answered?: AnsweredForm;
  /** Answers a question of the table of acts, and says in the log who asked. */
  ask<Name extends QuestionName>(name: Name, input: unknown): Promise<AskedOfDesk<AnswerOf<Name>>>;
  /** The address of a screen. */
  address(screen: string, query?: Readonly<Record<string, string | undefined>>): string;
  /** Whether the admin's role may do it: a form that would be refused is not shown. */
  may(act: FormActName): boolean;
}

/** A form that was answered, and what it had in its fields. */
export interface AnsweredForm {
  readonly act: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly answer: ActAnswer;
}

/** A form that led to nothing. */
export interface RefusedForm {
  readonly act: string;
  /** What was typed, by the names of the fields. */
  readonly fields: Readonly<Record<string, string>>;
  /** What is wrong with which, by the names of the fields. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Makes a screen's forms. Each has what shows that it comes from this page of this sign-in. */
export interface Forms {
  /** A form that does an act. A double click is one act: each form has the act's id. */
  act(form: ActForm): Html;
  /** A form that asks its own screen, by POST. */
  find(form: FindForm): Html;
}

export interface ActForm {
  readonly act: FormActName;
  /** The words of its button. */
  readonly label: HtmlValue;
  /**
   * Its fields. Their names are those of the act's input; what follows a colon says what a text is read as: `owner:flag` is
   * true where it is there, `most:number`, `leaveOut:lines` is a list, `change:json`. A dot leads into an object or a list:
   * `edits.0.path`. A field left empty is left out.
   */
  readonly fields?: HtmlValue;
  /** Fields that are not seen, by their names. */
  readonly hidden?: Readonly<Record<string, string | undefined>>;
  /** Where the outcome is shown: the name of a screen, and its query. */
  readonly back: string;
  /** Set where a field is a file, or long: each of its letters is sent as it is. */
  readonly sendsFiles?: true;
  /** A button that nobody should press by accident, or beside the page's own. */
  readonly look?: "danger" | "quiet";
}

export interface FindForm {
  /** The name of the screen. */
  readonly screen: string;
  readonly label: HtmlValue;
  readonly fields: HtmlValue;
  /** Set for what is looked at beside this page. */
  readonly opensBeside?: true;
}

/** An e-mail in the place of a page, with styles of its own. */
export interface ShownMail {
  readonly kind: "mail";
  /** The whole document. */
  readonly text: string;
}

/** A file in the place of a page. */
export interface Download {
  readonly kind: "download";
  readonly fileName: string;
  /** As in `text/csv; charset=utf-8`. */
  readonly mediaType: string;
  readonly text: string;
}
