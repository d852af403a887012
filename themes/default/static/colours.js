// The colours that the reader has chosen, as soon as can be: nothing waits for this, and it is here before the style sheet.
try {
  const theme = localStorage.getItem("docgen-theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing shows the system's.
}
