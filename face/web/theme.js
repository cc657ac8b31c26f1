// Runs before the page is painted, so that a chosen theme does not flash. Served as a file: the policy forbids inline.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's preference holds then.
}
