/** Shows what the tickets chosen come to, as the server would: their prices have everything in them but the order's fee. */
export function showTotal(form: HTMLFormElement): void {
  const { fee = "0", currency = "EUR" } = form.dataset;
  const output = form.querySelector<HTMLElement>("[data-total]");
  if (output === null) return;
  const money = new Intl.NumberFormat(document.documentElement.lang, {
    ...{ style: "currency", currency, trailingZeroDisplay: "stripIfInteger" },
  });
  const unit = 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2);
  const show = () => {
    let [count, sum] = [0, 0];
    for (const { value, dataset } of form.querySelectorAll<HTMLSelectElement>("select[data-price]")) {
      count += Number(value);
      sum += Number(value) * Number(dataset.price);
    }
    const total = sum === 0 ? (output.dataset.free ?? "") : money.format((sum + Number(fee)) / unit);
    output.textContent = count === 0 ? "–" : total;
  };
  form.addEventListener("change", show);
  // What was chosen before somebody came back here is chosen again by then.
  addEventListener("pageshow", show);
  show();
}
