// The colours that the reader has chosen, before the page is painted: docgen.js, which keeps the choice, comes too late.
try {
  const theme = localStorage.getItem("docgen-theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing shows the system's.
}
