/**
 * Types of what the server draws (`View`) and of what the browser sends (`Submission`); mirrors
 * `study_app/flow/_views.py` and `study_app/flow/_submission.py`. Never loaded by a browser.
 *
 * @typedef {{tag: string, children: readonly (Markup | string)[], href: string | null}} Markup
 *   An element of rendered Markdown.
 * @typedef {{src: string, srcset: string | null, width: number, height: number, alt: string, label: string | null, key: string}} Picture
 *
 * @typedef {{type: "text", nodes: readonly Markup[], framed: boolean}} TextBlock
 * @typedef {{type: "details", summary: string, nodes: readonly Markup[], download_label: string | null,
 *   download_name: string | null}} DetailsBlock
 * @typedef {{type: "photo", heading: string, picture: Picture, size: "large" | "thumbnail", veil: string | null,
 *   veil_button: string | null, skip: string | null}} PhotoBlock
 * @typedef {"none" | "side_by_side" | "slider"} Comparing
 *   How a reference image can be compared with the photo.
 * @typedef {{type: "panel", caption?: string | null, name: string, note: string,
 *   heading: string, paragraphs: readonly string[],
 *   references_heading: string | null, references_note: string | null, references: readonly Picture[],
 *   compare: Comparing}} PanelBlock
 * @typedef {{number: number, picture: Picture, answer: string | null, truth: string, verdict: string | null,
 *   right: boolean | null, origin: string | null, reference: Picture | null, captions: readonly [string, string] | null,
 *   veil_button: string | null}} RevealedCase
 * @typedef {{type: "reveal", heading: string, summary: string | null, cases: readonly RevealedCase[]}} RevealBlock
 * @typedef {{type: "code", heading: string, code: string, copy_label: string, copied_label: string,
 *   redirect: string | null, redirect_label: string | null}} CodeBlock
 * @typedef {{value: string | number, label: string, picture: Picture | null}} OptionView
 * @typedef {{id: string, type: "likert" | "single" | "multiple" | "ranking" | "image_choice" | "confidence" |
 *   "visual_analogue" | "number" | "text" | "agreement", prompt: string, help: string | null, required: boolean, options: readonly OptionView[],
 *   ends: readonly [string, string] | null, opt_out: OptionView | null, minimum: number | null,
 *   maximum: number | null, integer: boolean, unit: string | null, show_value: boolean, max_length: number | null, long: boolean,
 *   wrong: string | null, show_if: readonly [string, readonly (string | number)[]] | null}} ItemView
 * @typedef {{type: "items", heading: string | null, lead: string | null, items: readonly ItemView[]}} ItemsBlock
 * @typedef {TextBlock | DetailsBlock | PhotoBlock | PanelBlock | RevealBlock | CodeBlock | ItemsBlock} Block
 *
 * @typedef {{tone: "info" | "problem", text: string}} Notice
 * @typedef {{label: string, note: string | null, share: number}} Progress
 * @typedef {Record<string, string>} Words
 * @typedef {{kind: "page" | "end", page_token: string | null, language: string, direction: "ltr" | "rtl",
 *   study_title: string, title: string, lead: string | null, notice: Notice | null, progress: Progress | null,
 *   mode_note: string | null, blocks: readonly Block[], submit: string | null,
 *   decline: {label: string, value: string} | null, withdraw: boolean, preload: readonly Picture[],
 *   words: Words}} View
 *   One screen.
 *
 * @typedef {string | number | readonly string[]} Value
 *   An answer; the opt-out's value for "Prefer not to answer".
 * @typedef {Record<string, Value>} Answers
 * @typedef {{duration_ms: number, first_interaction_ms: number | null, hidden_ms: number,
 *   unfocused_ms: number}} PageTimes
 * @typedef {{first_ms: number, last_ms: number, changes: number}} ItemTimes
 * @typedef {{decoded_ms: number | null, visible_ms: number, lightbox_ms: number,
 *   revealed_ms: number | null}} ImageTimes
 * @typedef {"mouse" | "touch" | "pen" | "keyboard" | "none"} Modality
 * @typedef {{page: PageTimes, items: Record<string, ItemTimes>, images: Record<string, ImageTimes>,
 *   client: {width: number, height: number, modality: Modality}}} Timings
 * @typedef {{kind: string, ms: number, detail: Record<string, string | number | null>}} ClientEvent
 * @typedef {{answers: Answers, decision: "submit" | "decline" | "skip", timings: Timings,
 *   events: readonly ClientEvent[]}} Submission
 *
 * @typedef {{id: string, root: HTMLElement, value: () => Value | null, restore: (value: Value) => void,
 *   problem: () => string | null, mark: (message: string | null) => void, focus: () => void}} Field
 *   An item on screen: `value` is null while unanswered, `problem` what keeps the answer from being sent.
 * @typedef {(underway: boolean) => void} Changed
 *   Told of everything the participant does to an answer (`underway`), and then of every answer that stands.
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Say
 *   Gives a word of the interface with its placeholders filled.
 * @typedef {(image: HTMLImageElement, picture: Picture, sizes?: string) => void} Load
 *   Lets an image load, for the width in `sizes`, or whole.
 * @typedef {{view: View, say: Say, measurement: import("./timing/measurement.js").Measurement,
 *   lightbox: import("./lightbox.js").Lightbox, comparison: import("./comparison.js").Comparison, load: Load,
 *   announce: (text: string) => void, skip: () => void}} Context
 *   What the drawing functions of one page share.
 * @typedef {{view: View | null, api: string, assets: string, credential: string | null}} MountData
 */

export {};
