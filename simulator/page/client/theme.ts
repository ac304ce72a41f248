/** Changes from light to dark or back, from whichever is in use. */
export function toggleTheme(): void {
  const root = document.documentElement;
  const dark = root.dataset["theme"] ?? (prefersDark() ? "dark" : "light");
  root.dataset["theme"] = dark === "dark" ? "light" : "dark";
}

function prefersDark(): boolean {
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Draws anew when the system changes its theme. */
export function onThemeChange(draw: () => void): void {
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}
