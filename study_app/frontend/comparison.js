/** The photo and a reference image in one view: next to each other, or one over the other behind a line that moves. */

import { button, element, uniqueId } from "./dom.js";
import { Zoom } from "./zoom.js";

/** @typedef {import("./types.js").Picture} Picture */
/** @typedef {{picture: Picture, name: string}} Named */

export class Comparison {
  #key = "";
  #measurement;
  #load;
  #say;
  #zoom;
  #place = () => {};
  #title = element("h2", { id: uniqueId("comparison") });
  #pictures = element("div", { class: "compared" });
  #close;

  /**
   * @param {import("./types.js").Say} say
   * @param {import("./timing/measurement.js").Measurement} measurement
   * @param {import("./types.js").Load} load
   */
  constructor(say, measurement, load) {
    this.#say = say;
    this.#measurement = measurement;
    this.#load = load;
    this.#zoom = new Zoom(say, () => this.#place());
    this.#close = button(say("close"), "primary", () => this.root.close());
    this.root = element(
      "dialog", { class: "lightbox comparison", "aria-labelledby": this.#title.id },
      element("div", { class: "tools" }, this.#title, ...this.#zoom.buttons, this.#close), this.#pictures,
    );
    this.root.addEventListener("close", () => this.#closed());
    this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
    this.root.addEventListener("keydown", (event) => this.#zoom.key(event));
  }

  /**
   * @param {import("./types.js").PhotoBlock} photo
   * @param {Picture} reference
   * @param {import("./types.js").Comparing} how
   */
  open(photo, reference, how) {
    this.#key = reference.key;
    this.#title.textContent = `${this.#say("compare")}: ${reference.alt}`;
    const pair = [{ picture: photo.picture, name: photo.heading }, { picture: reference, name: reference.alt }];
    this.#pictures.className = `compared ${how}`;
    this.#place = () => {};
    const { shown, first } = how === "slider" ? this.#overlaid(pair) : this.#apart(pair);
    this.root.showModal();
    first.focus();
    this.#zoom.show(shown);
    this.#measurement.images.enlarge(reference.key);
    this.#measurement.log("comparison_opened", { image: reference.key });
  }

  #closed() {
    this.#measurement.images.enlarge(null);
    this.#measurement.log("comparison_closed", { image: this.#key });
  }

  /** Next to each other, each in a window of its own. @param {readonly Named[]} pair */
  #apart(pair) {
    const shown = pair.map(({ picture, name }) => {
      const caption = element("figcaption", { id: uniqueId("compared") }, ...captions(picture, name));
      const sheet = this.#image(picture);
      const stage = this.#zoom.stage(sheet, caption.id);
      return { stage, sheet, ratio: picture.width / picture.height, caption };
    });
    const figures = shown.map(({ stage, caption }) => element("figure", {}, stage, caption));
    this.#pictures.replaceChildren(element("div", { class: "pair" }, ...figures));
    return { shown, first: this.#close };
  }

  /** One over the other; a native slider takes arrow keys, dragging, or one press. @param {readonly Named[]} pair */
  #overlaid(pair) {
    const [lower, upper] = pair.map(({ picture }) => this.#image(picture));
    const ratio = pair[0].picture.width / pair[0].picture.height;
    const sheet = element("div", { class: "sheet" }, lower, upper);
    sheet.style.aspectRatio = String(ratio);
    const stage = this.#zoom.stage(sheet, this.#title.id);
    const slider = element("input", { type: "range", min: 0, max: 100, value: 50, dir: "ltr" });
    this.#place = () => upper.style.setProperty("--line", `${lineAt(Number(slider.value) / 100, stage, sheet)}%`);
    slider.addEventListener("input", this.#place);
    const caption = element(
      "figcaption", { class: "sides" }, ...pair.map(({ picture, name }) => element("div", {}, ...captions(picture, name))),
    );
    this.#pictures.replaceChildren(
      element("figure", { class: "pair" }, stage, caption),
      element("label", { class: "divide" }, element("span", {}, this.#say("compare_line")), slider),
    );
    return { shown: [{ stage, sheet, ratio }], first: slider };
  }

  /** @param {Picture} picture */
  #image(picture) {
    const image = element("img", { alt: picture.alt, width: picture.width, height: picture.height, draggable: "false" });
    this.#load(image, picture);
    return image;
  }
}

/** @param {Picture} picture @param {string} name */
function captions(picture, name) {
  return [element("p", {}, name), picture.label && element("p", { class: "made-by" }, picture.label)];
}

/**
 * Percent of the sheet's width at which the line stands that divides what can be seen of it.
 *
 * @param {number} share From 0 to 1.
 * @param {HTMLElement} stage
 * @param {HTMLElement} sheet
 */
function lineAt(share, stage, sheet) {
  const [seen, whole] = [stage.getBoundingClientRect(), sheet.getBoundingClientRect()];
  const left = Math.max(seen.left, whole.left);
  const right = Math.min(seen.right, whole.right);
  return (100 * (left + (right - left) * share - whole.left)) / Math.max(1, whole.width);
}
