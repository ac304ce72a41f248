type Child = Node | string | null;

/** What an element is given besides its children. */
interface Properties {
  readonly class?: string;
  readonly title?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly placeholder?: string;
  readonly onClick?: () => void;
}

/** Makes an element. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { class: className, label, onClick, ...attributes }: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== undefined) element.className = className;
  if (label !== undefined) element.setAttribute("aria-label", label);
  if (onClick !== undefined) element.addEventListener("click", onClick);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A button with a sign on it, and what it does in words. */
export function button(sign: string, label: string, onClick: () => void): HTMLButtonElement {
  return el("button", { type: "button", label, title: label, onClick }, sign);
}

/** Puts new children in the place of the old ones. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren(...children.filter((child) => child !== null));
}

/** A canvas as large as its element, in the pixels of the screen. */
export function fitCanvas(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio;
  const { clientWidth, clientHeight } = canvas;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, clientWidth, clientHeight);
  return context;
}
