/** Has the server keep what is typed, in a cookie that no script reads: it is there again in whatever tab comes next. */
export function keepTyped(form: HTMLFormElement): void {
  const typed = () => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    return fields;
  };
  let kept = typed().toString();
  const keep = () => {
    const body = typed();
    if (!form.isConnected || form.dataset.sending !== undefined || body.toString() === kept) return;
    kept = body.toString();
    body.set("do", "keep");
    fetch(form.getAttribute("action") ?? "", { method: "POST", body, keepalive: true }).catch(() => {
      kept = "";
    });
  };
  form.addEventListener("change", keep);
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", keep);
}
