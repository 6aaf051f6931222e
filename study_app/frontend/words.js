/** Words of the interface. */

/** English for the words that a view may come without. @type {import("./types.js").Words} */
const FALLBACK = {
  characters_left: "{count} characters left",
  back_kept: "Your answers are kept. Please use the buttons on this page.",
  not_found: "This link does not belong to a session. Please use the link that you were given.",
  not_accepted: "This page could not be sent. Please reload it and try again.",
  optional: "optional",
  unreachable: "The study cannot be reached at the moment. We keep trying.",
  offline: "You are offline. Your answers are kept on this device and sent when you are back.",
  zoom_in: "Zoom in",
  zoom_out: "Zoom out",
};

/**
 * @param {import("./types.js").Words} words
 * @returns {import("./types.js").Say}
 */
export function speaker(words) {
  return (key, values = {}) =>
    (words[key] ?? FALLBACK[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
