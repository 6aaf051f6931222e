/** Words of the interface. */

/** What may have to be said before the first view has come. @type {Record<string, import("./types.js").Words>} */
const WITHOUT_A_VIEW = {
  en: {
    page_not_found: "This link does not belong to a session. Please use the link that you were given.",
    unreachable: "The study cannot be reached at the moment. We keep trying.",
    offline: "You are offline. We keep trying.",
  },
  de: {
    page_not_found: "Dieser Link gehört zu keiner Sitzung. Bitte verwenden Sie den Link, den Sie bekommen haben.",
    unreachable: "Die Studie ist zurzeit nicht erreichbar. Wir versuchen es weiter.",
    offline: "Sie sind offline. Wir versuchen es weiter.",
  },
  es: {
    page_not_found: "Este enlace no pertenece a ninguna sesión. Utilice el enlace que recibió.",
    unreachable: "En este momento no se puede acceder al estudio. Seguimos intentándolo.",
    offline: "No tiene conexión. Seguimos intentándolo.",
  },
  zh: {
    page_not_found: "此链接不属于任何会话。请使用您收到的链接。",
    unreachable: "目前无法连接到本研究。我们会继续尝试。",
    offline: "您已离线。我们会继续尝试。",
  },
};

/**
 * @param {import("./types.js").Words} words Words of a view, or none before it has come; then the browser's language.
 * @returns {import("./types.js").Say}
 */
export function speaker(words) {
  const before = WITHOUT_A_VIEW[navigator.language.split("-")[0]] ?? WITHOUT_A_VIEW.en;
  return (key, values = {}) =>
    (words[key] ?? before[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
