/** "Stop taking part": a link, and a dialog with a real choice. */

import { button, element, uniqueId } from "./dom.js";

/**
 * @param {import("./types.js").Say} say
 * @param {(erase: boolean) => void} withdraw
 */
export function drawWithdrawal(say, withdraw) {
  const heading = element("h2", { id: uniqueId("withdraw") }, say("withdraw_title"));
  const text = element("p", { id: uniqueId("withdraw") }, say("withdraw_text"));
  /** @param {boolean} erase */
  const leave = (erase) => () => {
    dialog.close();
    withdraw(erase);
  };
  const back = button(say("withdraw_back"), "primary", () => dialog.close());
  const dialog = element(
    "dialog", { class: "withdrawal", "aria-labelledby": heading.id, "aria-describedby": text.id },
    heading, text,
    element(
      "div", { class: "choices" },
      back,
      button(say("withdraw_keep"), "secondary", leave(false)),
      button(say("withdraw_erase"), "secondary danger", leave(true)),
    ),
  );
  const link = button(say("withdraw"), "link", () => dialog.showModal());
  return { link, dialog };
}
