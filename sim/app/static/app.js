// What is wrong stands beside its control; the address of the page says all that is set.
(function () {
  const ready = () => window.Shiny && Shiny.addCustomMessageHandler;
  const begin = () => {
    Shiny.addCustomMessageHandler("wrong", (problems) => {
      document.querySelectorAll(".wrong").forEach((place) => {
        const id = place.id.slice(0, -"_wrong".length);
        const control = document.getElementById(id);
        const words = problems[id] || "";
        if (place.textContent !== words) place.textContent = words;
        if (control) control.setAttribute("aria-invalid", words ? "true" : "false");
      });
      const all = Object.values(problems);
      const top = document.getElementById("refused");
      if (top) top.textContent = all.length ? "Not drawn anew: " + all.join(" ") : "";
    });
    Shiny.addCustomMessageHandler("closed", (message) => {
      message.ids.forEach((id) => { document.getElementById(id).disabled = message.closed; });
    });
    Shiny.addCustomMessageHandler("link", (query) => {
      const address = location.pathname + (query ? "?" + query : "");
      history.replaceState(null, "", address + location.hash);
    });
  };
  if (ready()) begin();
  else document.addEventListener("DOMContentLoaded", () => {
    const wait = setInterval(() => { if (ready()) { clearInterval(wait); begin(); } }, 10);
  });
})();
