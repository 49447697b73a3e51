/* Light or dark at once: what the theme form does by a round trip, done in the page. */

const YEAR = 60 * 60 * 24 * 365;

export function chooseTheme(theme) {
  const root = document.documentElement;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Max-Age=${YEAR}; Path=/; SameSite=Lax${secure}`;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]") || !event.submitter) return;
  event.preventDefault();
  chooseTheme(event.submitter.value);
  for (const choice of form.querySelectorAll("button[name=theme]")) {
    choice.setAttribute("aria-pressed", String(choice === event.submitter));
  }
});
